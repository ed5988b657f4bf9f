"""Files that lie beside a saved page and that its talks link to: they are those talks' files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from corpus.catalogue.catalogue import Catalogue
from corpus.model import LinkedPaper, Talk, Workshop
from ingest.indexing.candidate import Attachment, Candidate
from ingest.sources.folder import FoundFile
from ingest.targets.workshop_page import attached_links
from ingest.workshop_page.linked_file import LinkedFile
from ingest.workshop_page.reading import Reading

PAGES = frozenset([".html", ".htm", ".xhtml"])
"""Endings of saved pages, which are read before the files that they link to."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a page says of a file beside it: its talk, the talk's title, the page's name, the text of the link."""

    attachment: Attachment
    title: str
    linked_from: str
    link_text: str | None

    def put_on(self, candidate: Candidate) -> Candidate:
        """The file as one of its talk."""
        return replace(
            candidate,
            attachment=self.attachment,
            title=self.title,
            linked_from=self.linked_from,
            link_text=self.link_text,
            slug=None,
        )


class FilesBeside:
    """The links from saved pages to files of the same folder, by the files' sources."""

    def __init__(self, catalogue: Catalogue, files: Sequence[FoundFile]) -> None:
        self._sources = {file.source for file in files}
        self._by_name: dict[str, list[str]] = {}
        for source in self._sources:
            self._by_name.setdefault(source.rsplit("/", 1)[-1], []).append(source)
        self._linked = self._known(catalogue)

    def of(self, source: str) -> Linked | None:
        """What a page tells of this file; None where no talk links to it."""
        return self._linked.get(source)

    def read(self, page: Candidate, reading: Reading) -> Reading:
        """Take the links of a page that was read. Returns it without them: a place on this machine is no URL."""
        workshop = reading.parsed.workshop if reading.parsed else None
        if reading.parsed is None or workshop is None:
            return reading
        # What an earlier edition of the page linked to is linked no more.
        self._linked = {s: link for s, link in self._linked.items() if link.attachment.workshop != workshop.slug}
        around = {link.href: link.around for link in reversed(reading.links)}
        for href, (attachment, title) in attached_links(workshop).items():
            source = self._source(href, page.source)
            if source is not None:
                told = Linked(attachment, _one_line(title), page.name, around.get(href))
                self._linked.setdefault(source, told)
        links = tuple(link for link in reading.links if not _is_local(link))
        parsed = replace(reading.parsed, workshop=_without_places(workshop))
        return replace(reading, parsed=parsed, links=links)

    def _source(self, href: str, page: str) -> str | None:
        """The file that a link means: the one at its place, or the only one of its name at or below the page's."""
        if href.startswith("file:"):
            try:
                source = Path(url2pathname(urlsplit(href).path)).as_uri()
            except ValueError:
                return None
            return source if source in self._sources and source != page else None
        name = PurePosixPath(unquote(urlsplit(href).path)).name
        folder = page.rsplit("/", 1)[0] + "/"
        found = [s for s in self._by_name.get(_quoted(name), ()) if s.startswith(folder) and s != page]
        return found[0] if len(found) == 1 else None

    def _known(self, catalogue: Catalogue) -> dict[str, Linked]:
        """The links of pages that were read by an earlier run and are still there."""
        pages = {e.document.workshop for e in catalogue.workshop_pages() if e.document.source in self._sources}
        return {
            document.source: Linked(attachment, document.title, document.linked_from, document.link_text)
            for document in (entry.document for entry in catalogue.attached())
            if document.source in self._sources and document.linked_from and document.workshop in pages
            if (attachment := Attachment.of(document)) is not None
        }


def _one_line(title: str) -> str:
    return " ".join(title.split())[:300]


def _quoted(name: str) -> str:
    return (Path("/") / name).as_uri().rsplit("/", 1)[-1] if name and "\0" not in name else ""


def _is_local(link: LinkedFile) -> bool:
    return link.href.startswith("file:")


def _without_places(workshop: Workshop) -> Workshop:
    def bare(paper: LinkedPaper) -> LinkedPaper:
        return replace(paper, url=None) if (paper.url or "").startswith("file:") else paper

    def of_talk(talk: Talk) -> Talk:
        links = tuple(link for link in talk.links if not link.url.startswith("file:"))
        return replace(talk, papers=tuple(map(bare, talk.papers)), links=links)

    sessions = tuple(replace(s, talks=tuple(map(of_talk, s.talks))) for s in workshop.sessions)
    return replace(workshop, sessions=sessions)
