"""When, where, by whom and with whom the workshop was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Extent
from ingest.workshop_page.parse.countries import country_of_place
from ingest.workshop_page.parse.dates import Days, find_days
from ingest.workshop_page.parse.labels import inline_label
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.lines import squash

_LONGEST_LINE = 300
_PREFIX = re.compile(r"^[\s,;:|–—-]*(?:(?:at|in|venue|place|location|date)\b\s*:?\s*)?", re.IGNORECASE)
_JOINING_END = re.compile(r"[\s,;]*(?:\band\b|&|,|;)\s*$", re.IGNORECASE)
# "… (CFIE), … (UNESCAP) and …": an acronym in parentheses ends an organisation's name.
_BETWEEN = re.compile(r"(?<=\))\s*(?:,\s*and\b|,|;|\band\b|&)\s*(?=[^\W\d_a-z])")
_ORGANISATION = re.compile(
    r"\b(?:Cent(?:re|er)|Institut\w*|Universit\w+|Ministry|Department|Agency|Council|Commission|Division|Office|Bureau|Academy"
    r"|Association|Foundation|Federation|Compan\w+|Corporation|Bank|School|Government|Organi[sz]ation|Authority|Chamber|Park"
    r"|Programme|Network|Society)\b|\([A-Z][A-Za-z&/-]+\)|^[A-Z]{3,}$",
)
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
    """What is known of the event; ``organizer_units`` are where the organizers stand."""

    date_text: str | None = None
    days: Days | None = None
    venue: str | None = None
    country: str | None = None
    organizers: tuple[str, ...] = ()
    organizer_units: tuple[Unit, ...] = ()
    date_unit: Unit | None = None
    participants: tuple[Extent, ...] = ()
    summary: Extent | None = None


def parse_event(text: str, sections: Sequence[Section]) -> Event:
    """The facts of the event from the sections that are neither talks nor recommendations."""
    days, unit, section = _date(sections)
    date_text = venue = None
    used: list[Unit] = []
    if days and unit and section:
        date_text = unit.text[days.start : days.end]
        venue, used = _venue(section, unit, days)
    dated = [s for s in sections if s.kind == "date"]
    for other in dated:
        if venue is None:
            venue, more = _venue_alone(other)
            used += more
    below_date = [u for s in dated for u in s.units if u not in used and not is_prose(u)]
    names = _organizers([unit.text for unit in below_date])
    units = list(below_date)
    for section in (s for s in sections if s.kind == "organizers"):
        own = [unit for unit in section.units if unit not in used and not is_prose(unit)]
        names += _organizers([_content(section), *(unit.text for unit in own)])
        units += [section.heading, *own] if section.heading and section.content else own
    return Event(
        date_text,
        days,
        venue,
        country_of_place(venue) if venue else None,
        tuple(dict.fromkeys(names)),
        tuple(units),
        unit,
        tuple(_participants(text, sections)),
        _summary(sections),
    )


def _date(sections: Sequence[Section]) -> tuple[Days | None, Unit | None, Section | None]:
    """The first date: under its own heading if there is one, else above the first heading, else in a report."""
    for kinds in (("date",), ("preamble",), ("report", "organizers", "addresses", "other")):
        for section in sections:
            if section.kind not in kinds:
                continue
            heading = [section.heading] if section.heading and section.content else []
            for unit in [*heading, *section.units]:
                if days := find_days(unit.text[:_LONGEST_LINE]):
                    return days, unit, section
    return None, None, None


def _venue(section: Section, unit: Unit, days: Days) -> tuple[str | None, list[Unit]]:
    """The place behind the date, or on the lines next to it; and the units that say date and place."""
    if is_prose(unit):
        return None, [unit]
    if rest := _place(unit.text[days.end :]):
        return rest, [unit]
    at = section.units.index(unit) if unit in section.units else -1
    before = section.units[at - 1] if at > 0 and not unit.gap else None
    if before and section.kind == "date" and country_of_place(before.text):
        return _place(before.text), [before, unit]
    lines: list[Unit] = []
    for following in section.units[at + 1 : at + 4]:
        named = inline_label(following.text) or re.match(r"(?:venue|place)\s*:", following.text, re.IGNORECASE)
        beside = not following.gap or named or (not lines and country_of_place(following.text))
        if not beside or is_prose(following) or len(following.text) > _LONGEST_LINE:
            break
        lines.append(following)
        if country_of_place(following.text):
            break
    if len(lines) > 1 and not country_of_place(lines[-1].text):
        lines = lines[:1]
    place = ", ".join(filter(None, (_place(line.text.rstrip(", ")) for line in lines)))
    return place or None, [unit, *lines]


def _venue_alone(section: Section) -> tuple[str | None, list[Unit]]:
    place = _place(_content(section))
    if place and country_of_place(place):
        return place, []
    unit = next((u for u in section.units if country_of_place(u.text) and not is_prose(u)), None)
    return (_place(unit.text), [unit]) if unit else (None, [])


def _content(section: Section) -> str:
    """What stands behind an inline heading, "" for any other."""
    return section.heading.text[section.content :] if section.heading and section.content else ""


def _place(text: str) -> str | None:
    return _PREFIX.sub("", text).strip(" .;,|") or None


def _organizers(lines: Sequence[str]) -> list[str]:
    """One name for each organisation: an "and" at a line's end joins two, or goes on with a name."""
    joined: list[str] = []
    for line in lines:
        opened = joined and len(joined[-1]) <= _LONGEST_LINE and _JOINING_END.search(joined[-1][-20:])
        if opened and not _ORGANISATION.search(line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    names = [name for line in joined if len(line) <= _LONGEST_LINE for name in _BETWEEN.split(line)]
    return [name for line in names if (name := _JOINING_END.sub("", line).strip(" .;,"))]


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
