"""Passages, documents, workshops and recommendations as the models on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from api.v1.schemas.common import CoverageOut, DocumentRef, PassageOut, SnapshotOut, WarningOut
from api.v1.schemas.workshops import (
    DocumentOut,
    GroupOut,
    PaperOut,
    RecommendationOut,
    RelatedListOut,
    RelatedOut,
    SessionOut,
    SpeakerOut,
    TalkOut,
    WorkshopOut,
    WorkshopSummaryOut,
)
from api.v1.serialize import document_dict, passage_dict, snapshot_dict, warning_dict
from corpus.model import Document, Extent, LinkedPaper, Page, Passage, Speaker, Talk, Workshop
from search.answer import SnapshotRef
from search.engine import Engine
from search.features.recommendations.actions import actions
from search.features.recommendations.view import RecommendationView, in_workshop
from search.features.related.related import Related
from search.known_values import unknown_values
from search.query import Filters
from search.snapshot.coverage import coverage
from search.snapshot.manifest import Manifest


def snapshot_out(manifest: Manifest | SnapshotRef) -> SnapshotOut:
    """The snapshot an answer comes from."""
    return SnapshotOut(**snapshot_dict(manifest))


def document_out(document: Document) -> DocumentOut:
    """A document in lists and on its own."""
    return DocumentOut(
        **document_dict(document),
        workshop=document.workshop,
        talk=document.talk,
        role=document.role,
        year=document.year,
        pages=document.pages,
        state=document.state,
        external_id=document.external_id,
        linked_from=document.linked_from,
        link_text=document.link_text,
    )


def passage_out(passage: Passage, document: Document) -> PassageOut:
    """A passage with its exact source."""
    return PassageOut(**passage_dict(passage, document))


def warnings_out(engine: Engine, filters: Filters) -> list[WarningOut]:
    """The filter values that no passage has."""
    return [WarningOut(**warning_dict(unknown)) for unknown in unknown_values(engine.snapshot.store, filters)]


def coverage_out(counts: Mapping[str, int]) -> CoverageOut:
    """How many linked papers are known, available and missing."""
    return CoverageOut(**counts)


def related_out(related: Related, engine: Engine) -> RelatedOut:
    """A related passage; for a recommendation also as a recommendation."""
    is_recommendation = related.passage.kind == "recommendation"
    return RelatedOut(
        passage=passage_out(related.passage, related.document),
        recommendation=recommendation_of(engine, related.passage) if is_recommendation else None,
        relation=related.relation,
        score=related.score,
        reason=related.reason,
        similarity=related.similarity,
        shared=list(related.shared),
        mutual=related.mutual,
    )


def related_list_out(found: Sequence[Related], engine: Engine) -> RelatedListOut:
    """All related passages that were found, on one page."""
    return RelatedListOut(
        items=[related_out(item, engine) for item in found],
        total=len(found),
        next_cursor=None,
        snapshot=snapshot_out(engine.snapshot.manifest),
    )


def recommendation_out(placed: RecommendationView, document: Document) -> RecommendationOut:
    """A recommendation with its source."""
    passage = placed.passage
    return RecommendationOut(
        id=passage.id,
        text=passage.text,
        workshop=passage.workshop or "",
        group=placed.group,
        position=placed.position,
        date=placed.date,
        addressees=list(passage.addressees),
        actions=list(actions(passage.text)),
        permalink=f"/passages/{passage.id}",
        document=DocumentRef(**document_dict(document)),
        page=passage.page,
        start=passage.start,
        end=passage.end,
    )


def recommendation_of(engine: Engine, passage: Passage) -> RecommendationOut | None:
    """The recommendation in this passage; None for a passage of no known workshop."""
    workshop = engine.snapshot.store.workshop(passage.workshop or "")
    if workshop is None:
        return None
    placed = next((p for p in in_workshop(engine, workshop) if p.passage.id == passage.id), None)
    return recommendation_out(placed, engine.document(passage.document_id)) if placed else None


def workshop_summary_out(workshop: Workshop) -> WorkshopSummaryOut:
    """A workshop in a list."""
    return WorkshopSummaryOut(
        slug=workshop.slug,
        title=workshop.title,
        url=workshop.url,
        date=workshop.date_text,
        first_day=workshop.first_day,
        last_day=workshop.last_day,
        venue=workshop.venue,
        country=workshop.country,
        city=workshop.city,
        talks=len(workshop.talks),
        recommendations=sum(len(group.recommendations) for group in workshop.groups),
        coverage=coverage_out(coverage([workshop], 0)),
    )


def workshop_out(workshop: Workshop, engine: Engine) -> WorkshopOut:
    """A workshop with everything its page says; texts are sliced from the page."""
    pages = {page.number: page for page in engine.snapshot.store.pages(workshop.document_id)}
    document = engine.document(workshop.document_id)
    placed = in_workshop(engine, workshop)
    return WorkshopOut(
        **workshop_summary_out(workshop).model_dump(),
        document=workshop.document_id,
        organizers=list(workshop.organizers),
        participants=_texts(workshop.participants, pages),
        summary=_text(workshop.summary, pages) if workshop.summary else None,
        sessions=[
            SessionOut(
                label=session.label,
                title=session.title,
                talks=[talk_out(talk) for talk in session.talks],
                discussion=_texts(session.discussion, pages),
                chairs=_speakers_out(session.chairs),
            )
            for session in workshop.sessions
        ],
        groups=[
            GroupOut(
                heading=group.heading,
                addressees=list(group.addressees),
                recommendations=[recommendation_out(p, document) for p in placed if p.group == group.heading],
            )
            for group in workshop.groups
        ],
    )


def talk_out(talk: Talk) -> TalkOut:
    """A talk with its papers."""
    return TalkOut(
        position=talk.position,
        title=talk.title,
        speaker=talk.speaker,
        honorific=talk.honorific,
        role=talk.role,
        affiliation=talk.affiliation,
        country=talk.country,
        papers=[_paper_out(paper) for paper in talk.papers],
        speakers=_speakers_out(talk.speakers),
        moderators=_speakers_out(talk.moderators),
    )


def _speakers_out(people: Iterable[Speaker]) -> list[SpeakerOut]:
    return [SpeakerOut(**asdict(person)) for person in people]


def _paper_out(paper: LinkedPaper) -> PaperOut:
    return PaperOut(
        role=paper.role,
        label=paper.label,
        url=paper.url,
        state=paper.state,
        reason=paper.reason,
        document=paper.document_id,
    )


def _text(extent: Extent, pages: Mapping[int, Page]) -> str:
    return pages[extent.page].text[extent.start : extent.end]


def _texts(extents: Iterable[Extent], pages: Mapping[int, Page]) -> list[str]:
    return [_text(extent, pages) for extent in extents]
