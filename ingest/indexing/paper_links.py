"""Which linked papers are at hand: the state of every paper link, from the documents attached to talks."""

from __future__ import annotations

from dataclasses import replace

from corpus.catalogue.catalogue import Catalogue
from corpus.ids import is_within, outermost
from corpus.model import Document, LinkedPaper, Talk, Workshop
from ingest.extract.media import ZIP
from ingest.indexing.writer import IMAGE_ONLY
from ingest.sources.urls import url_source_or_none

NO_TARGET = "The saved page kept no link target, and no file was supplied."
NONE_INSIDE = "empty: No file in the archive could be read."
NOT_SUPPLIED = "It was linked, but neither fetched nor supplied."


def resolve_paper_links(catalogue: Catalogue) -> None:
    """Bring every workshop's paper links up to date with the documents there are."""
    documents = _linked([entry.document for entry in catalogue.attached()])
    for workshop in catalogue.workshops():
        resolved = _resolved(workshop, [d for d in documents if d.workshop == workshop.slug])
        if resolved != workshop:
            catalogue.put_workshop(resolved)


def _linked(documents: list[Document]) -> list[Document]:
    """Those that a link may lead to: what is inside a linked file is no link's own.

    An archive holds no paper where nothing in it could be read.
    """
    served = {
        outermost(document.source)
        for document in documents
        if is_within(document.source) and document.state in ("live", "stale") and document.media_type != ZIP
    }
    return [
        replace(document, state="failed", reason=NONE_INSIDE)
        if document.media_type == ZIP and document.state in ("live", "stale") and document.source not in served
        else document
        for document in documents
        if not is_within(document.source)
    ]


def _resolved(workshop: Workshop, documents: list[Document]) -> Workshop:
    def of_talk(talk: Talk) -> Talk:
        mine = [document for document in documents if document.talk == talk.title]
        return replace(talk, papers=tuple(_state(paper, mine) for paper in _with_supplied(talk, mine)))

    sessions = tuple(replace(s, talks=tuple(of_talk(talk) for talk in s.talks)) for s in workshop.sessions)
    return replace(workshop, sessions=sessions)


def _with_supplied(talk: Talk, documents: list[Document]) -> list[LinkedPaper]:
    """The links of the page, and one for each supplied paper of a role the page does not link to."""
    roles = {paper.role for paper in talk.papers}
    supplied = [d for d in documents if d.role in ("presentation", "white paper") and d.role not in roles]
    added = [LinkedPaper(role=d.role, label=d.title, url=d.url) for d in supplied if d.state in ("live", "stale")]  # type: ignore[arg-type]
    return [*talk.papers, *added]


def _own(paper: LinkedPaper, documents: list[Document]) -> list[Document]:
    """The documents behind a link: that of its address where it was fetched, else those of its role."""
    known = [document for document in documents if document.state != "deleted"]
    if paper.url is not None:
        source = url_source_or_none(paper.url)
        if behind := [document for document in known if document.source == source]:
            return behind
    # A file supplied by hand stands in for the link of its role; another link's file does not.
    return [d for d in known if d.role == paper.role and (paper.url is None or d.url is None)]


def _state(paper: LinkedPaper, documents: list[Document]) -> LinkedPaper:
    mine = _own(paper, documents)
    at_hand = next((d for d in mine if d.state in ("live", "stale")), None)
    if at_hand is not None:
        if at_hand.reason == IMAGE_ONLY:
            reason = "Its pages hold no text layer."
            return replace(paper, state="image only", reason=reason, document_id=at_hand.id)
        return replace(paper, state="at hand", reason=None, document_id=at_hand.id)
    failed = next((d for d in mine if d.state == "failed"), None)
    if failed is not None:
        return replace(paper, state="failed", reason=failed.reason, document_id=failed.id)
    return replace(paper, state="missing", reason=NOT_SUPPLIED if paper.url else NO_TARGET, document_id=None)
