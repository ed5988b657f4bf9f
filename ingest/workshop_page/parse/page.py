"""One page in, one workshop out: the story of the parser."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus import ids
from corpus.model import Extent, Fact, RecommendationGroup, Session, Span, Workshop
from ingest.workshop_page.parse.event import Event, parse_event
from ingest.workshop_page.parse.is_event import is_event
from ingest.workshop_page.parse.labels import is_numbered_session
from ingest.workshop_page.parse.leads import advises
from ingest.workshop_page.parse.parsed_page import NO_STRUCTURE, ParsedPage
from ingest.workshop_page.parse.parts import Part, heading_text, outline
from ingest.workshop_page.parse.preamble import parse_preamble
from ingest.workshop_page.parse.programme.sessions import laid_over, read_programme
from ingest.workshop_page.parse.programme.unread import why_unread
from ingest.workshop_page.parse.recommendations import parse_recommendations, told_recommendations
from ingest.workshop_page.parse.sections import Section, sections_of
from ingest.workshop_page.parse.sessions import has_talks, parse_session
from ingest.workshop_page.parse.several import note_on
from ingest.workshop_page.parse.title import EVENT
from ingest.workshop_page.parse.units import Unit, units_of
from ingest.workshop_page.read.lines import PageLines, trim

_SECTION_LEVEL = 2
_SESSION_LEVEL = 3
_EVIDENCE_NEEDED = 2


def parse_workshop_page(
    lines: PageLines, slug: str, url: str | None = None, document_id: str = "", sure: bool = True
) -> ParsedPage:
    """The workshop a page tells of, from the lines of :mod:`ingest.workshop_page.read`. Never raises on any text.

    ``document_id`` defaults to that of ``url``. ``sure`` says that a person calls the page a workshop's; else it
    takes several signs of an event, and in doubt the page is a document.
    """
    units = units_of(lines)
    readable = [unit for unit in units if unit.role is None]
    sections = sections_of(readable)
    preamble = parse_preamble(lines, readable, sections[0], slug)
    title = preamble.title
    event = parse_event(lines, sections, title if preamble.titled else "")
    found = _Found()
    parts = [*preamble.parts, *_told(lines.text, preamble.rest, (title,), found)]
    advised = {id(section) for section in sections if _advises(section)}
    for section, parent in _with_parents(sections):
        path = (title, *([heading_text(parent)] if parent else []))
        parts.extend(_section_parts(lines.text, section, path, found, beside=bool(advised - {id(section)})))
    programme = read_programme(lines, (title,))
    if programme.says_more_than(found.sessions):
        found.sessions = list(programme.sessions)
        parts = laid_over(lines.text, parts, programme)
    is_workshop = _evidence(sections, event, found, title) >= _EVIDENCE_NEEDED
    if is_workshop and not sure:
        is_workshop = is_event(lines, title, sections, event, found.sessions, found.groups)
    if is_workshop:
        parts = _noted(parts, event)
    else:
        rest = [*preamble.rest, *readable[len(sections[0].units) :]]
        guess = lines.media_type != "text/html"
        parts = [*preamble.parts, *outline(rest, (title,), guess=guess, whole_sections=True)]
    frame = [unit.whole for unit in units if unit.role]
    parts = [piece for part in parts for piece in _around(part, frame, lines.text)]
    parts.extend(Part(unit.role, unit.whole) for unit in units if unit.role)
    parts = _complete(parts, readable, title)
    workshop = None
    if is_workshop:
        document = document_id or (ids.document_id(ids.canonical_url(url)) if url else "")
        workshop = _workshop(slug, title, document, url, event, found, parts)
    notes = lines.notes if workshop else (*lines.notes, NO_STRUCTURE)
    notes = (*notes, *([note_on(event.others)] if event.others else []))
    if not any(session.talks for session in found.sessions):
        notes = (*notes, *why_unread(lines))
    return ParsedPage(
        replace(lines.page, spans=_spans(parts)), title, workshop, tuple(parts), notes, preamble.titled
    )


@dataclass(slots=True)
class _Found:
    """What the sections have yielded so far."""

    sessions: list[Session] = field(default_factory=list)
    groups: list[RecommendationGroup] = field(default_factory=list)
    talks: int = 0


def _with_parents(sections: Sequence[Section]) -> list[tuple[Section, Unit | None]]:
    """Each section but the first, with the heading it stands under: sessions under "Details of …"."""
    found: list[tuple[Section, Unit | None]] = []
    parent: Unit | None = None
    for section in sections[1:]:
        if section.kind != "session":
            parent = section.heading if section.kind == "details" else None
        found.append((section, parent if section.kind == "session" else None))
    return found


def _advises(section: Section) -> bool:
    """Whether a section is headed as recommendations, in plain words."""
    return section.kind == "recommendations" and section.heading is not None and advises(section.heading.text)


def _section_parts(
    text: str, section: Section, path: tuple[str, ...], found: _Found, *, beside: bool
) -> list[Part]:
    """The parts of one section; sessions and groups in it are added to ``found``.

    ``beside`` says that another section is headed as recommendations.
    """
    if _is_session(text, section):
        session, parts = parse_session(text, section, path, len(found.sessions), found.talks + 1)
        found.sessions.append(session)
        found.talks += len(session.talks)
        return parts
    below = path
    parts = []
    if section.heading:
        if section.content is None:
            parts.append(Part("heading", section.heading.whole, path, section.heading.level or _SECTION_LEVEL))
            below = (*path, heading_text(section.heading))
        else:
            parts.append(Part("fact", section.heading.whole, path))
    if section.kind == "recommendations":
        groups, more = parse_recommendations(text, section.units, section.heading, below, beside=beside)
        found.groups.extend(groups)
    else:
        more = _told(text, section.units, below, found)
    return parts + more


def _told(text: str, units: Sequence[Unit], path: tuple[str, ...], found: _Found) -> list[Part]:
    """The parts of a stretch of facts; recommendations told in it are added to ``found``."""
    groups, told, rest = told_recommendations(text, units, path)
    found.groups.extend(groups)
    return told + outline(rest, path, guess=False)


def _is_session(text: str, section: Section) -> bool:
    if section.kind == "session" and section.heading:
        # "Inaugural Session" over mere lines tells facts, not talks.
        return is_numbered_session(section.heading.text) or has_talks(text, section.units)
    return section.kind in ("keynote", "details", "other") and has_talks(text, section.units)


def _evidence(sections: Sequence[Section], event: Event, found: _Found, title: str) -> int:
    """How many things speak for a workshop on a page that a person calls one; a guess takes :func:`is_event`."""
    kinds = {section.kind for section in sections}
    dated = "date" in kinds or event.days is not None
    signs = len(kinds & {"participants", "addresses", "details", "keynote", "session"}) + dated
    signs += bool(kinds & {"organizers", "supporters"}) + bool(found.groups)
    signs += EVENT.search(title) is not None and bool(event.days or event.venue or event.organizers)
    signs += event.days is not None and event.venue is not None
    signs += EVENT.search(title) is not None and bool(found.groups)
    signs += any(item.addressees for group in found.groups for item in group.recommendations)
    speakers = any(talk.speaker or talk.links for session in found.sessions for talk in session.talks)
    return signs + (_EVIDENCE_NEEDED if speakers else 0)


def _workshop(
    slug: str, title: str, document: str, url: str | None, event: Event, found: _Found, parts: Sequence[Part]
) -> Workshop:
    days = event.days
    facts = [part for part in parts if part.kind == "fact"]
    return Workshop(
        slug=slug,
        title=title,
        document_id=document,
        url=url,
        date_text=event.date_text,
        first_day=days.first.isoformat() if days and days.first else None,
        last_day=days.last.isoformat() if days and days.last else None,
        venue=event.venue,
        city=event.city,
        country=event.country,
        organizers=event.organizers,
        participants=event.participants,
        summary=event.summary,
        sessions=tuple(found.sessions),
        groups=tuple(found.groups),
        facts=tuple(Fact(part.path[-1] if len(part.path) > 1 else None, part.extent) for part in facts),
    )


def _noted(parts: Sequence[Part], event: Event) -> list[Part]:
    """The parts, with a sentence on what it is about for a fact that holds date, organizers or summary."""
    organizers = sorted(unit.body for unit in event.organizer_units)
    noted = []
    for part in parts:
        start, end = part.extent.start, part.extent.end
        notes = []
        if (
            part.kind == "fact"
            and event.date_unit
            and start <= event.date_unit.body < end
            and part.extent != event.summary
        ):
            notes.append("When and where the workshop was held.")
        if part.kind == "fact" and bisect.bisect_left(organizers, start) < bisect.bisect_left(organizers, end):
            notes.append("Who organized the workshop.")
        if part.kind == "fact" and event.summary and start <= event.summary.start < end:
            notes.append("Summary of the workshop.")
        noted.append(replace(part, note=" ".join(notes)))
    return noted


def _around(part: Part, frame: Sequence[Extent], text: str) -> list[Part]:
    """A part of facts or a session's heading without the lines of the site's frame that stand in it."""
    within = frame[
        bisect.bisect_left(frame, part.extent.start, key=lambda extent: extent.start) : bisect.bisect_left(
            frame, part.extent.end, key=lambda extent: extent.start
        )
    ]
    if part.kind not in ("fact", "session") or not within:
        return [part]
    starts = [part.extent.start, *(extent.end for extent in within)]
    ends = [*(extent.start for extent in within), part.extent.end]
    pieces = [trim(text, start, end) for start, end in zip(starts, ends, strict=True) if start < end]
    first, *more = [Extent(start, end) for start, end in pieces if start < end] or [part.extent]
    return [
        replace(part, extent=first),
        *(replace(part, extent=extent, kind="fact", session=None) for extent in more),
    ]


def _complete(parts: list[Part], units: Sequence[Unit], title: str) -> list[Part]:
    """The parts in page order, and a plain fact for every unit that none covers, so that nothing is lost."""
    parts = sorted(parts, key=lambda part: (part.extent.start, -part.extent.end))
    missing: list[Part] = []
    at, reached = 0, 0
    for unit in units:
        while at < len(parts) and parts[at].extent.start <= unit.body:
            reached = max(reached, parts[at].extent.end)
            at += 1
        covered = reached
        for part in parts[at:] if reached > unit.body else ():
            if part.extent.start >= unit.end:
                break
            covered = max(covered, part.extent.end)
        if covered < unit.end and (not missing or missing[-1].extent != unit.extent):
            missing.append(Part("fact", unit.extent, (title,)))
    return sorted([*parts, *missing], key=lambda part: (part.extent.start, -part.extent.end))


def _spans(parts: Sequence[Part]) -> tuple[Span, ...]:
    spans = []
    for part in parts:
        start, end = part.extent.start, part.extent.end
        if part.kind == "heading":
            spans.append(Span(start, end, "heading", min(max(part.level, 1), 6)))
        elif part.kind == "session":
            spans.append(Span(start, end, "heading", _SESSION_LEVEL))
        elif part.kind == "furniture":
            spans.append(Span(start, end, part.kind))
    return tuple(spans)
