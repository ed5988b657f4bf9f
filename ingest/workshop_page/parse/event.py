"""When, where, by whom and with whom the workshop was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Extent
from ingest.workshop_page.parse.dates import Days
from ingest.workshop_page.parse.held import of_these_days, statements_of
from ingest.workshop_page.parse.organizers import event_organizers
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.several import several_events
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.parse.when import event_days
from ingest.workshop_page.parse.where import event_place
from ingest.workshop_page.read.lines import PageLines, squash

_SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?!\s+[A-Z“\"])[^.!?]*)*(?:[.!?]+|$)")
_PARTICIPANTS = re.compile(
    r"\b(?:\d[\d,]*|dozens|hundreds|[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[ -][a-z]+){0,4}\s+(?:participants|delegates|experts|attendees|persons|people|representatives)\b"
    r"|\battended\s+by\b|\bparticipants\s+from\b",
    re.IGNORECASE,
)
_REPORTS = ("report", "preamble", "other")


@dataclass(frozen=True, slots=True)
class Event:
    """What is known of the event; ``organizer_units`` are where the organizers stand.

    ``others`` names the events of a page that tells of several; then nothing else is said of when and where.
    """

    date_text: str | None = None
    days: Days | None = None
    venue: str | None = None
    city: str | None = None
    country: str | None = None
    organizers: tuple[str, ...] = ()
    organizer_units: tuple[Unit, ...] = ()
    date_unit: Unit | None = None
    participants: tuple[Extent, ...] = ()
    summary: Extent | None = None
    others: tuple[str, ...] = ()


def parse_event(page: PageLines, sections: Sequence[Section], title: str) -> Event:
    """The facts of the event of this ``title``, "" where the page gives none."""
    declared = page.declared
    if events := several_events(sections):
        return Event(
            participants=tuple(_participants(page.text, sections)), summary=_summary(sections), others=events
        )
    statements = statements_of(title, sections, declared)
    when = event_days(title, sections, statements, declared)
    statements = of_these_days(statements, when.days if when else None)
    where = event_place(title, page.head_title or "", when, sections, statements, declared)
    used = [*where.units, *([when.unit] if when and when.unit else [])]
    organizers, units = event_organizers(sections, used, statements, declared)
    return Event(
        when.text if when else None,
        when.days if when else None,
        where.venue,
        where.city,
        where.country,
        organizers,
        units,
        when.unit if when else None,
        tuple(_participants(page.text, sections)),
        _summary(sections),
    )


def _participants(text: str, sections: Sequence[Section]) -> Iterator[Extent]:
    """Every statement on participants, in page order: the lines of their profile, sentences that count them."""
    for section in sections:
        if section.kind not in ("participants", "addresses", *_REPORTS):
            continue
        for unit in section.units:
            if section.kind == "participants" and not is_prose(unit):
                yield unit.extent
            elif is_prose(unit) or unit.text.endswith("."):
                yield from _sentences_on_participants(text, unit)


def _sentences_on_participants(text: str, unit: Unit) -> Iterator[Extent]:
    for match in _SENTENCE.finditer(text, unit.body, unit.end):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.start() + len(match.group().rstrip())
        if end > start and _PARTICIPANTS.search(squash(text[start:end])):
            yield Extent(start, end)


def _summary(sections: Sequence[Section]) -> Extent | None:
    """The first paragraph of prose: under "Brief Report" before one without a heading, before one under others."""
    ranked = sorted((s for s in sections if s.kind in _REPORTS), key=_rank)
    prose = next((unit for section in ranked for unit in section.units if is_prose(unit)), None)
    if prose is None and ranked and _rank(ranked[0]) == 0:
        prose = next((unit for unit in ranked[0].units if unit.text.endswith(".") and not unit.item), None)
    return prose.extent if prose else None


def _rank(section: Section) -> int:
    if section.kind == "other":
        return 3
    heading = section.heading.text.casefold() if section.heading else ""
    return 0 if "report" in heading or "summary" in heading else 1 if not heading else 2
