"""One page in, one workshop out: the story of the parser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus import ids
from corpus.model import Extent, Fact, Page, RecommendationGroup, Session, Span, Workshop
from ingest.workshop_page.event import Event, parse_event
from ingest.workshop_page.lines import PageLines
from ingest.workshop_page.parts import Part, heading_text, outline
from ingest.workshop_page.preamble import parse_preamble
from ingest.workshop_page.recommendations import parse_recommendations
from ingest.workshop_page.sections import Section, sections_of
from ingest.workshop_page.sessions import has_talks, parse_session
from ingest.workshop_page.units import Unit, units_of

NO_STRUCTURE = "No workshop structure was found; headings, paragraphs and lists were taken in as they stand."
_SECTION_LEVEL = 2
_SESSION_LEVEL = 3
_EVIDENCE_NEEDED = 2


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page and what was made of it.

    ``workshop`` is None where the page shows no workshop. ``parts`` cover all of its readable text, in page order;
    ``page`` carries the headings and the site's frame as spans. ``notes`` are sentences for the report.
    """

    page: Page
    title: str
    workshop: Workshop | None
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


def parse_workshop_page(lines: PageLines, slug: str, url: str | None = None, document_id: str = "") -> ParsedPage:
    """The workshop a page tells of, from the lines of :mod:`ingest.workshop_page.read`. Never raises on any text.

    ``document_id`` defaults to that of ``url``.
    """
    units = units_of(lines)
    readable = [unit for unit in units if unit.role is None]
    sections = sections_of(readable)
    event = parse_event(lines.text, sections)
    title, parts = parse_preamble(lines, sections[0], slug)
    sessions: list[Session] = []
    groups: list[RecommendationGroup] = []
    for section, parent in _with_parents(sections):
        path = (title, *([heading_text(parent)] if parent else []))
        parts.extend(_section_parts(lines.text, section, path, sessions, groups))
    notes = list(lines.notes)
    workshop = None
    if _evidence(sections, event, sessions, groups) >= _EVIDENCE_NEEDED:
        document = document_id or (ids.document_id(ids.canonical_url(url)) if url else "")
        workshop = _workshop(slug, title, document, url, event, sessions, groups)
        parts = [_noted(part, event) for part in parts]
    else:
        notes.append(NO_STRUCTURE)
        parts = outline(readable, (title,), guess=lines.media_type != "text/html", whole_sections=True)
    parts.extend(Part(unit.role, unit.whole) for unit in units if unit.role)
    parts = _complete(parts, readable, title)
    if workshop:
        facts = tuple(
            Fact(part.path[-1] if len(part.path) > 1 else None, part.extent)
            for part in parts
            if part.kind == "fact"
        )
        workshop = replace(workshop, facts=facts)
    page = replace(lines.page, label=lines.page.label, spans=_spans(parts))
    return ParsedPage(page, title, workshop, tuple(parts), tuple(notes))


def _with_parents(sections: Sequence[Section]) -> list[tuple[Section, Unit | None]]:
    """Each section but the first, with the heading it stands under: sessions under "Details of …"."""
    found: list[tuple[Section, Unit | None]] = []
    parent: Unit | None = None
    for section in sections[1:]:
        if section.kind != "session":
            parent = section.heading if section.kind == "details" else None
        found.append((section, parent if section.kind == "session" else None))
    return found


def _section_parts(
    text: str, section: Section, path: tuple[str, ...], sessions: list[Session], groups: list[RecommendationGroup]
) -> list[Part]:
    """The parts of one section; sessions and groups found in it are added to the lists."""
    if section.kind == "session" or (
        section.kind in ("keynote", "details", "other") and has_talks(text, section.units)
    ):
        position = sum(len(session.talks) for session in sessions) + 1
        session, parts = parse_session(text, section, path, position)
        sessions.append(session)
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
        found, more = parse_recommendations(text, section.units, section.heading, below)
        groups.extend(found)
    else:
        more = outline(section.units, below, guess=False)
    return parts + more


def _evidence(
    sections: Sequence[Section], event: Event, sessions: Sequence[Session], groups: Sequence[RecommendationGroup]
) -> int:
    """How many things on the page speak for a workshop."""
    kinds = {section.kind for section in sections}
    talks = any(talk.speaker for session in sessions for talk in session.talks)
    dated = "date" in kinds or (event.days is not None and event.date_unit in sections[0].units)
    signs = len(kinds & {"participants", "addresses", "details", "keynote", "session"}) + dated
    signs += bool(kinds & {"organizers", "supporters"}) + bool(groups) + any(group.addressees for group in groups)
    return signs + (_EVIDENCE_NEEDED if talks else 0)


def _workshop(
    slug: str,
    title: str,
    document: str,
    url: str | None,
    event: Event,
    sessions: Sequence[Session],
    groups: Sequence[RecommendationGroup],
) -> Workshop:
    days = event.days
    return Workshop(
        slug=slug,
        title=title,
        document_id=document,
        url=url,
        date_text=event.date_text,
        first_day=days.first.isoformat() if days and days.first else None,
        last_day=days.last.isoformat() if days and days.last else None,
        venue=event.venue,
        country=event.country,
        organizers=event.organizers,
        participants=event.participants,
        summary=event.summary,
        sessions=tuple(sessions),
        groups=tuple(groups),
    )


def _noted(part: Part, event: Event) -> Part:
    """A fact with a sentence on what it is about, where it holds a date, organizers or the summary."""
    if part.kind != "fact":
        return part
    notes = []
    if event.date_unit and _holds(part.extent, event.date_unit.extent) and part.extent != event.summary:
        notes.append("When and where the workshop was held.")
    if any(_holds(part.extent, unit.extent) for unit in event.organizer_units):
        notes.append("Who organized the workshop.")
    if event.summary and _holds(part.extent, event.summary):
        notes.append("Summary of the workshop.")
    return replace(part, note=" ".join(notes))


def _holds(outer: Extent, inner: Extent) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _complete(parts: list[Part], units: Sequence[Unit], title: str) -> list[Part]:
    """The parts in page order, and a plain fact for every unit that none of them covers, so that nothing is lost."""
    parts = sorted(parts, key=lambda part: (part.extent.start, -part.extent.end))
    missing: list[Part] = []
    at, reached = 0, 0
    for unit in units:
        while at < len(parts) and parts[at].extent.start <= unit.body:
            reached = max(reached, parts[at].extent.end)
            at += 1
        if reached < unit.end and (not missing or missing[-1].extent != unit.extent):
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
        elif part.kind in ("furniture", "boilerplate"):
            spans.append(Span(start, end, part.kind))
    return tuple(spans)
