"""What a person declared, put over what the page was read as: it wins, and what does not fit is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.ids import normalise
from corpus.model import Extent, Fact, Page, Span, Workshop
from ingest.workshop_page.declared.left_out import leave_out
from ingest.workshop_page.declared.model import FILE_NAME, Declared
from ingest.workshop_page.declared.overlay import Overlay
from ingest.workshop_page.declared.placing import Finder, OwnPage, short
from ingest.workshop_page.declared.programme import Programme
from ingest.workshop_page.declared.recommended import readdress, recommended
from ingest.workshop_page.parse.countries import country_of_place
from ingest.workshop_page.parse.parsed_page import NO_STRUCTURE, ParsedPage
from ingest.workshop_page.parse.parts import Part, PartKind
from ingest.workshop_page.read.lines import trim

_CLAIMS: frozenset[str] = frozenset(("talk", "session", "recommendation"))


def without_page(declared: Declared) -> ParsedPage:
    """The reading of a workshop that has no page: empty, for everything is declared."""
    title = declared.title or declared.slug
    return ParsedPage(Page(1, "", FILE_NAME), title, None, ())


def apply_declared(declared: Declared, parsed: ParsedPage, document_id: str) -> ParsedPage:
    """The page read as ``parsed`` with everything that ``declared`` says in place of it. It is a workshop's.

    Declared text that stands on the page keeps its place there. What stands nowhere on it is kept on a page of
    its own, and named in the notes with its line in ``workshop.toml``.
    """
    title = declared.title or parsed.title
    empty = Workshop(declared.slug, title, document_id, declared.url)
    workshop = parsed.workshop or replace(empty, facts=_facts(parsed.parts))
    own = OwnPage(2 if parsed.page.text else 1)
    parts = tuple(
        part if part.kind == "furniture" else replace(part, path=_retitled(part.path, parsed.title, title))
        for part in parsed.parts
    )
    work = Overlay(
        declared,
        replace(parsed, parts=parts),
        replace(workshop, title=title, url=declared.url),
        Finder(parsed.page),
        own,
    )
    _event(work)
    Programme(work).apply()
    recommended(work)
    readdress(work)
    leave_out(work)
    return _assembled(work, {part.extent for part in parsed.parts if part.kind in _CLAIMS})


def _retitled(path: tuple[str, ...], before: str, title: str) -> tuple[str, ...]:
    """A heading path below the declared title; the page's own title is a heading under it."""
    if before == title:
        return path
    return (title, *path[1:]) if not path or path[0] == before else (title, *path)


def _event(work: Overlay) -> None:
    """Dates, place and organizers; what the page does not carry is told on a page of its own."""
    declared, before = work.declared, work.workshop
    country = declared.country
    if country is None and declared.venue and declared.venue != before.venue:
        country = country_of_place(declared.venue)
    first = declared.first_day.isoformat() if declared.first_day else before.first_day
    last = declared.last_day.isoformat() if declared.last_day else before.last_day
    same_days = (first, last) == (before.first_day, before.last_day)
    work.workshop = replace(
        before,
        date_text=declared.date_text or (before.date_text if same_days else None),
        first_day=first,
        last_day=last,
        venue=declared.venue or before.venue,
        city=declared.city or before.city,
        country=country or before.country,
        organizers=before.organizers if declared.organizers is None else declared.organizers,
    )
    named = normalise(declared.title or "") == normalise(work.parsed.title)
    if declared.title and not named and work.finder.find(declared.title) is None:
        work.mention(declared.lines.get("title", 0), f'the title "{short(declared.title)}" is not on the page.')
    days = " to ".join(dict.fromkeys(str(day) for day in (declared.first_day, declared.last_day) if day))
    said = (
        ("date_text", "When the workshop was held", declared.date_text or ("" if same_days else days)),
        ("venue", "Where the workshop was held", declared.venue or ""),
        ("city", "City", declared.city or ""),
        ("country", "Country", declared.country or ""),
    )
    for key, about, value in said:
        place = declared.lines.get(key) or declared.lines.get("first_day", 0)
        _tell(work, place, about, value, known=getattr(before, key) == value)
    for name in declared.organizers or ():
        known = name in before.organizers
        _tell(work, declared.lines.get("organizers", 0), "Who organized the workshop", name, known=known)


def _tell(work: Overlay, line: int, about: str, value: str, *, known: bool) -> None:
    if not value or known or work.finder.find(value):
        return
    work.mention(line, f'"{short(value)}" is not on the page; it is kept as declared.')
    work.claimed.append(Part("fact", work.own.add(f"{about}: {value}"), (work.title,)))


def _assembled(work: Overlay, before: set[Extent]) -> ParsedPage:
    """The page of all parts. Those that stood there ``before`` take nothing from their neighbours."""
    parsed, text = work.parsed, work.parsed.page.text
    claimed = sorted((part for part in work.claimed if part.extent.page == 1 and text), key=_place)
    own = [part for part in work.claimed if part.extent.page != 1 or not text]
    new = [part for part in claimed if part.extent not in before]
    parts = sorted([*_cut(text, parsed.parts, new), *claimed], key=_place)
    workshop = replace(work.workshop, facts=_facts([*parts, *own]))
    out = [Span(p.extent.start, p.extent.end, "furniture") for p in parts if p.kind == "furniture"]
    spans = sorted({*parsed.page.spans, *out}, key=lambda span: (span.start, -span.end))
    page = replace(parsed.page, spans=tuple(spans))
    extra = work.own.page(FILE_NAME)
    if not text:
        page, extra = extra or page, None
    notes = tuple(note for note in parsed.notes if note != NO_STRUCTURE)
    return replace(
        parsed,
        page=page,
        title=work.title,
        workshop=workshop,
        parts=(*parts, *own),
        notes=(*notes, *work.mentions),
        titled=True,
        own=extra,
        told_title=normalise(work.title) != normalise(parsed.title),
    )


def _place(part: Part) -> tuple[int, int]:
    return (part.extent.start, -part.extent.end)


def _cut(text: str, parts: Sequence[Part], claimed: Sequence[Part]) -> list[Part]:
    """``parts`` without what ``claimed``, in page order, took of them; what is left of one is plain text."""
    found: list[Part] = []
    first = 0
    for part in sorted(parts, key=lambda part: part.extent.start):
        start = part.extent.start
        left: list[Part] = []
        cut = False
        while first < len(claimed) and claimed[first].extent.end <= start:
            first += 1
        for taken in claimed[first:]:
            if taken.extent.start >= part.extent.end:
                break
            if taken.extent.end <= start:
                continue
            cut = True
            left += _rest(text, part, start, taken.extent.start)
            start = taken.extent.end
        found += [*left, *_rest(text, part, start, part.extent.end)] if cut else [part]
    return found


def _rest(text: str, part: Part, start: int, end: int) -> list[Part]:
    a, b = trim(text, start, max(start, end))
    if not any(character.isalnum() for character in text[a:b]):
        return []
    kind: PartKind = "furniture" if part.kind == "furniture" else "fact"
    return [replace(part, kind=kind, extent=Extent(a, b), session=None, talk=None, addressees=())]


def _facts(parts: Sequence[Part]) -> tuple[Fact, ...]:
    return tuple(
        Fact(part.path[-1] if len(part.path) > 1 else None, part.extent) for part in parts if part.kind == "fact"
    )
