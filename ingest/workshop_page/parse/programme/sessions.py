"""The talks found on a page as sessions, and the parts of the page that they take up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Extent, Session, Speaker, Talk, TalkLink
from ingest.workshop_page.parse.labels import session_of
from ingest.workshop_page.parse.links import paper_of
from ingest.workshop_page.parse.parts import Part
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.records import Chapter, Record, all_links
from ingest.workshop_page.parse.programme.talks import find_talks
from ingest.workshop_page.read.lines import PageLines, squash, trim

_UNNAMED = "Talks"
_OPENING = re.compile(
    r"(?:welcom\w*|opening|closing|inaugural) (?:address|remarks?|speech|ceremony|session)", re.IGNORECASE
)
_ROW = re.compile(r"\s\|\s|^\d{1,2}[:.]\d\d\b")
_SESSION_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Programme:
    """Sessions with their talks, and the parts of the page they are."""

    sessions: tuple[Session, ...]
    parts: tuple[Part, ...]

    def says_more_than(self, sessions: Sequence[Session]) -> bool:
        """Whether it holds more talks with speakers than another reading of the page, or as many but more of them.

        The reading by headings knows layouts of talk lines well, but takes a table's row for one line.
        """
        mine, theirs = _talks(self.sessions), _talks(sessions)
        told = [talk for talk in theirs if not _OPENING.fullmatch(talk.title)]
        given, others = (sum(bool(talk.speaker) for talk in talks) for talks in (mine, told))
        if given != others:
            return given > others
        if not given:
            return len(mine) > len(theirs)
        if (people := _count_people(mine)) != (others := _count_people(told)):
            return people > others
        papers, other_papers = (sum(len(talk.papers) for talk in talks) for talks in (mine, told))
        return papers > other_papers or len(told) < len(theirs) or any(_is_row(talk) for talk in told)


def _talks(sessions: Sequence[Session]) -> list[Talk]:
    return [talk for session in sessions for talk in session.talks]


def _count_people(talks: Sequence[Talk]) -> int:
    return sum(len(talk.speakers) or bool(talk.speaker) + (talk.speaker or "").count(", ") for talk in talks)


def _is_row(talk: Talk) -> bool:
    """Whether a row of a table, or a time, was taken into a title or an affiliation."""
    return _ROW.search(f"{talk.title} {talk.affiliation or ''}") is not None


def read_programme(page: PageLines, path: tuple[str, ...]) -> Programme:
    """The programme that the blocks of a page show; ``path`` are the headings above it."""
    sessions: list[Session] = []
    parts: list[Part] = []
    reached = position = 0
    for chapter in find_talks(page):
        label, title = _named(chapter)
        below = (*path, label)
        index = len(sessions)
        heads = [head for head in chapter.heads if head.start >= reached]
        if heads:
            extent = Extent(_line_start(page, heads[0]), _line_end(page, heads[-1]))
            parts.append(Part("session", extent, path, session=index))
            reached = extent.end
        begins = reached
        talks: list[Talk] = []
        for record in chapter.records:
            extent = _extent(page, record)
            if extent.start < reached:
                extent = Extent(*trim(page.text, reached, max(extent.end, reached)))
            if extent.end <= extent.start:
                continue
            position += 1
            talks.append(_talk(page, record, extent, position))
            parts.append(Part("talk", extent, below, session=index, talk=position))
            reached = extent.end
        if talks:
            start = parts[-len(talks) - bool(heads)].extent.start
            sessions.append(
                Session(
                    label,
                    title,
                    Extent(min(start, begins) if heads else start, reached),
                    tuple(talks),
                    (),
                    tuple(chapter.chairs),
                )
            )
        elif heads:
            parts.pop()
    return Programme(tuple(sessions), tuple(parts))


def laid_over(text: str, parts: Sequence[Part], programme: Programme) -> list[Part]:
    """The parts of a page as they were, without what belongs to the programme, and the programme's own."""
    taken = [part.extent for part in programme.parts]
    out = list(programme.parts)
    at = 0
    for part in sorted(parts, key=lambda part: (part.extent.start, part.extent.end)):
        plain = _plain(part)
        while at < len(taken) and taken[at].end <= part.extent.start:
            at += 1
        start, index = part.extent.start, at
        while index < len(taken) and taken[index].start < part.extent.end:
            out.extend(_rest(text, plain, start, taken[index].start))
            start = max(start, taken[index].end)
            index += 1
        out.extend(_rest(text, plain, start, part.extent.end))
    return out


def _rest(text: str, part: Part, start: int, end: int) -> Iterator[Part]:
    """What is left of a part between two that were laid over it."""
    start, end = trim(text, start, max(start, end))
    if (start, end) == (part.extent.start, part.extent.end):
        yield part
    elif re.search(r"\w", text[start:end]):
        yield replace(part, extent=Extent(start, end), kind="fact" if part.kind == "heading" else part.kind)


def _plain(part: Part) -> Part:
    if part.kind == "session":
        return replace(part, kind="heading", level=_SESSION_LEVEL, session=None)
    if part.kind in ("talk", "discussion"):
        return replace(part, kind="fact", session=None, talk=None)
    return replace(part, session=None, talk=None) if part.session is not None else part


def _named(chapter: Chapter) -> tuple[str, str | None]:
    """The session's label and title, from the one or two lines that head it."""
    heads = [head.text.strip(" :") for head in chapter.heads if head.text.strip(" :")]
    if not heads:
        return _UNNAMED, None
    label, title = session_of(heads[0]) or (heads[0], None)
    if title is None and len(heads) > 1:
        title = heads[1]
    return label, title


def _line_start(page: PageLines, piece: Piece) -> int:
    return page.lines[piece.line].body if piece.part == 0 else piece.start


def _line_end(page: PageLines, piece: Piece) -> int:
    end = page.lines[piece.until].end
    rest = page.text[piece.end : end]
    return piece.end if re.search(r"\w", rest) else end


def _extent(page: PageLines, record: Record) -> Extent:
    first = min(record.pieces, key=lambda piece: piece.start)
    last = max(record.pieces, key=lambda piece: piece.end)
    return Extent(_line_start(page, first), max(_line_end(page, last), last.end))


def _talk(page: PageLines, record: Record, extent: Extent, position: int) -> Talk:
    links = all_links(record)
    labels = [squash(page.text[link.start : link.end]) or link.alt for link in links]
    people = record.speakers
    return Talk(
        position,
        record.title,
        extent,
        ", ".join(speaker.name for speaker in people) or None,
        people[0].honorific if len(people) == 1 else None,
        _shared(people, "role"),
        _shared(people, "affiliation"),
        _shared(people, "country"),
        tuple(paper for link, label in zip(links, labels, strict=True) if (paper := paper_of(link, label))),
        tuple(people),
        tuple(record.moderators),
        tuple(TalkLink(link.href, label) for link, label in zip(links, labels, strict=True) if link.href),
    )


def _shared(people: Sequence[Speaker], name: str) -> str | None:
    """What is said of all speakers alike."""
    values = {getattr(speaker, name) for speaker in people}
    return values.pop() if len(values) == 1 else None
