"""When the event was held: of all the dates on a page the one that is the event's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.workshop_page.parse.dates import WEEKDAY, Days, all_days, are_apart, find_days, merged
from ingest.workshop_page.parse.held import ELSEWHERE, HELD, Statement
from ingest.workshop_page.parse.labels import inline_label
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import EVENT
from ingest.workshop_page.parse.units import Unit

NOT_HELD = re.compile(
    r"\b(?:deadlines?|submi\w+|due|notifications?|camera|regist\w+|early[ -]bird|updated?|modified|posted"
    r"|published|printed|born|died|copyright|retrieved|accessed|saved|created|revised|extend\w+"
    r"|clos(?:es?|ed|ing) on|opens?|abstracts?|issued|adopted|signed|dated|appl(?:y|ications?)|call for|version"
    r"|accept\w+|expires?|announce\w*|news|last (?:change|update)|reception|excursion|before|since|as of"
    r"|prior to|no later than|today"
    r"|publié\w*|publicad[oa]|mise? à jour|actualizad\w*|fecha límite|plazo|inscri\w+|aktualisiert|stand"
    r"|veröffentlicht|anmeld\w+"
    r"|опубликован\w*|обновлен\w*|diperbarui|diterbitkan)\b|©|^by\s"
    r"|[发發]布|[发發]表[时時][间間]|更新|截止|[投截]稿|締切|[报報]名|注册|註冊|申込|登載|掲載|公開日|来源|來源",
    re.IGNORECASE,
)
"""Words beside a date that is not the event's own: a deadline, the day of printing."""

_WRITER = re.compile(r"(?:written |posted )?by\s+[A-Z]", re.IGNORECASE)
_TIME = re.compile(r"^\W*\d{1,2}\s*[:.h]\s*\d\d\b")
_LEFT_OVER = re.compile(
    rf"\b(?:{WEEKDAY}|date|dates|when|on|from|at|held|(?:days?|jour|d[íi]a|tag|hari|день)(?:\s+(?:\d|i+|one|two"
    rf"|three|four|five))?)\b"
    r"|第[\d一二三四五]+[天日]|\d{1,2}[:.]\d\d|\W",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_START = (
    "start_date",
    "startdate",
    "date_start",
    "start",
    "begin",
    "from",
    "event_date",
    "eventdate",
    "event_start",
    "when",
    "dates",
    "days",
    "date",
)
_END = ("end_date", "enddate", "date_end", "event_end", "end", "to")
_OF_AN_EVENT = (
    *("location", "place", "venue", "city", "country", "start_date", "startdate", "end_date", "enddate"),
    *("event_date", "eventdate", "event_start", "event_end"),
)
_LONGEST_LINE = 300
_HEAD = 40
_NEAR = 3
_BESIDE_DATE = 120
_DAYS_APART = 14
_BREAK = 4
"""So many days may pass between two days of an event: a weekend or a holiday."""

# "Organized as part of the Medicine Congress, Suva, 7-11 May 2015": the days of another event around this one.
_OF_HOST = re.compile(
    r"\b(?:as (?:a )?part of|in conjunction with|co-?located with|collocated with|at the margins? of"
    r"|side event (?:of|to|at)|satellite (?:event |meeting |workshop )?(?:of|to))\s",
    re.IGNORECASE,
)
# "… organized to prepare for the session to be held on 27 March": the day of something else.
_OF_OTHERS = re.compile(
    r"\b(?:to be held|prepar(?:e|ing|ation|atory)|ahead of|in advance of|prior to|in view of|next (?:week"
    r"|month|year))\b",
    re.IGNORECASE,
)
_WEEKDAYS = tuple(
    re.compile(rf"\b(?:{names})\b", re.IGNORECASE)
    for names in (
        "mon(?:day)?|lundi|lunes|montag|segunda(?:-feira)?",
        "tue(?:s(?:day)?)?|mardi|martes|dienstag|terça(?:-feira)?",
        "wed(?:nesday)?|mercredi|mi[ée]rcoles|mittwoch|quarta(?:-feira)?",
        "thu(?:r(?:s(?:day)?)?)?|jeudi|jueves|donnerstag|quinta(?:-feira)?",
        "fri(?:day)?|vendredi|viernes|freitag|sexta(?:-feira)?",
        "sat(?:urday)?|samedi|s[áa]bado|samstag",
        "sun(?:day)?|dimanche|domingo|sonntag",
    )
)
"""The names of the days of a week, Monday first."""
_TOLD = re.compile(r"(?:^|\.\s+)(?:It|This)\b.*\.$")
"""A sentence on what was named before it, which need not be the event."""
_LONGEST_DAY_LINE = 100
_SEVERAL = 2


def printed(unit: Unit) -> str:
    """A unit's text with the number before it, which may be a day: "12. und 13. April" begins like a list."""
    return f"{unit.marker} {unit.text}" if unit.marker and re.fullmatch(r"\d{1,2}\.", unit.marker) else unit.text


@dataclass(frozen=True, slots=True)
class When:
    """The event's days; ``unit`` is where they stand and ``section`` the section of that, None for a title or
    front matter. ``text`` is the date as printed.
    """

    days: Days
    text: str
    unit: Unit | None = None
    section: Section | None = None


def event_days(
    title: str, sections: Sequence[Section], statements: Sequence[Statement], declared: Mapping[str, str]
) -> When | None:
    """The days of the event, None where no date is surely its own.

    Its title goes before a "Date" label, that before the lines at the page's head, those before sentences that say
    it was held; last come dates that stand alone in their lines, as over the days of a programme.
    """
    years = set(_YEAR.findall(title))
    year = int(next(iter(years))) if len(years) == 1 else None
    if (days := find_days(title, year=year)) and days.first:
        return _whole(When(days, title[days.start : days.end]), sections)
    told = _held(statements)
    history = told is None and any(find_days(said.text) for said in statements)
    sure = set() if history else {id(said.unit) for said in statements}
    found = _labelled(sections) or _in_full(_in_head(sections, title, sure), told)
    if found:
        return _whole(found, sections)
    return _alone(sections) or _by_weekday(sections, year) or _declared(declared)


def _whole(when: When, sections: Sequence[Section]) -> When:
    """One day with those that follow it as headings over their parts of the programme."""
    single = when.days.first == when.days.last
    return replace(when, days=_with_day_lines(when.days, sections)) if single else when


def _in_full(printed_at_head: When | None, told: When | None) -> When | None:
    """The date at the head, or the days a sentence tells where those begin with the one day printed there."""
    if printed_at_head is None or told is None:
        return printed_at_head or told
    one, all_of_it = printed_at_head.days, told.days
    longer = one.first == one.last == all_of_it.first and all_of_it.last != all_of_it.first
    return told if longer else printed_at_head


def head_units(sections: Sequence[Section]) -> Iterator[tuple[Unit, Section]]:
    """The lines above the programme: where an event says when and where it is."""
    count = 0
    for section in sections:
        if section.kind in ("session", "details", "keynote", "recommendations", "addresses"):
            return
        heading = section.heading.text if section.heading else ""
        if ELSEWHERE.search(heading):
            continue
        for unit in [*([section.heading] if section.heading else []), *section.units]:
            count += 1
            if count > _HEAD or _TIME.match(unit.text):
                return
            yield unit, section


def _labelled(sections: Sequence[Section]) -> When | None:
    """The date under the first "Date" label, and the days of like labels that follow it: one over each day."""
    found: list[When] = []
    for section in sections:
        if section.kind == "date" and (when := _under_label(section)):
            found.append(when)
    if not found:
        return None
    first = found[0].days
    single = first.first == first.last
    following = [day for when in found[1:] if single and (day := when.days.last) and day == when.days.first]
    return replace(found[0], days=_followed(first, following))


def _under_label(section: Section) -> When | None:
    heading = [section.heading] if section.heading and section.content else []
    for unit in [*heading, *section.units]:
        days = find_days(unit.text[:_LONGEST_LINE])
        if days and not NOT_HELD.search(unit.text[: days.start]):
            return When(days, unit.text[days.start : days.end], unit, section)
    return None


def _in_head(sections: Sequence[Section], title: str, sure: Container[int]) -> When | None:
    """The date in the lines at the page's head; ``sure`` are the sentences there that tell of the event."""
    lines = list(head_units(sections))
    # What stands above the title is the site's: the day it is today.
    first = next((at for at, (unit, _) in enumerate(lines) if title and unit.text in title), 0)
    for at, (unit, section) in enumerate(lines[first:], first):
        if at and _WRITER.match(lines[at - 1][0].text):
            continue
        if is_prose(unit) or len(unit.text) > _LONGEST_LINE or NOT_HELD.search(unit.text):
            continue
        line = printed(unit)
        if id(unit) not in sure and _TOLD.search(line) and HELD.search(line):
            continue
        days = find_days(line)
        if days is None or not days.first or (unit.item and unit.marker and days.start and not inline_label(line)):
            continue
        if unit.item and _is_series(sections):
            return None
        if not (unit.level or HELD.search(line) or len(line) - (days.end - days.start) < _BESIDE_DATE):
            continue
        if _another_event(lines[at + 1 :], days):
            return None
        if _is_day(line, days):
            days = _with_day_lines(days, sections)
        following = [more for more, _ in lines[at + 1 : at + 1 + _NEAR]]
        if _OF_HOST.search(line[: days.start]) and (own := _day_within(days, following)):
            return own
        return When(_with_next_days(days, following), line[days.start : days.end], unit, section)
    return None


def _day_within(days: Days, following: Sequence[Unit]) -> When | None:
    """The event's own days, printed right below those of the event that it is part of."""
    for unit in following:
        own = find_days(unit.text, year=days.first.year if days.first else None)
        if own is None or NOT_HELD.search(unit.text) or (own.first, own.last) == (days.first, days.last):
            continue
        if (
            days.first
            and days.last
            and own.first
            and own.last
            and days.first <= own.first <= own.last <= days.last
        ):
            return When(own, unit.text[own.start : own.end], unit, None)
    return None


def _is_series(sections: Sequence[Section]) -> bool:
    """Whether items of lists begin with days far apart: a series of events, none of them the page's own."""
    found = [
        days.first
        for section in sections
        for unit in section.units
        if unit.item and (days := find_days(unit.text[:_LONGEST_DAY_LINE])) and days.first and not days.start
    ]
    return len(found) > 2 and (max(found) - min(found)).days > _DAYS_APART


def _another_event(following: Sequence[tuple[Unit, Section]], days: Days) -> bool:
    """Whether the page tells of two events: a heading names another one, and a date of its own follows."""
    named = False
    for unit, _ in following:
        more = find_days(unit.text)
        if named and more and more.first and are_apart(days, more):
            return not is_prose(unit) and not NOT_HELD.search(unit.text)
        named = unit.level > 0 and EVENT.search(unit.text) is not None if unit.level or more else named
    return False


def _with_next_days(days: Days, following: Sequence[Unit]) -> Days:
    """``days`` and the next days, where an event that lasts several has a line for each."""
    for unit in following:
        more = find_days(unit.text)
        begins = more and more.first and not unit.text[: more.start].strip() and not NOT_HELD.search(unit.text)
        if begins and more and more.first and days.last and 0 < (more.first - days.last).days <= _DAYS_APART:
            days = replace(days, last=more.last)
    return days


def _is_day(line: str, days: Days) -> bool:
    """Whether a line is nothing but one day: "Day 1: Monday, 12 May 2015"."""
    return days.first == days.last and not _LEFT_OVER.sub("", line[: days.start] + line[days.end :])


def _with_day_lines(days: Days, sections: Sequence[Section]) -> Days:
    """``days`` and those that follow it closely, each the line over its part of the programme."""
    following: list[datetime.date] = []
    for unit in lines_of_event(sections):
        short = len(unit.text) < _LONGEST_DAY_LINE and not unit.item
        more = find_days(unit.text, year=days.first.year if days.first else None) if short else None
        if more and more.last and not NOT_HELD.search(unit.text) and _is_day(unit.text, more):
            following.append(more.last)
    return _followed(days, following)


def _followed(days: Days, following: Sequence[datetime.date]) -> Days:
    for day in sorted(following):
        if days.last and 0 < (day - days.last).days <= _BREAK:
            days = replace(days, last=day)
    return days


def lines_of_event(sections: Sequence[Section]) -> Iterator[Unit]:
    """Headings and lines in order, but for the sections that are about other events."""
    for section in sections:
        if not (section.heading and ELSEWHERE.search(section.heading.text)):
            yield from [section.heading] if section.heading else []
            yield from section.units


def _held(statements: Sequence[Statement]) -> When | None:
    """The days that the sentences tell; none where they tell a history of several meetings."""
    found: list[When] = []
    for said in statements:
        for days in all_days(said.text):
            before = said.text[max(0, days.start - 60) : days.start]
            aside = _OF_OTHERS.search(said.text[said.cue : days.start])
            if days.first and not NOT_HELD.search(before) and not aside:
                found.append(When(days, said.text[days.start : days.end], said.unit, said.section))
                break
    others = sum(are_apart(found[0].days, when.days) for when in found)
    return found[0] if found and others < _SEVERAL else None


def _alone(sections: Sequence[Section]) -> When | None:
    """Dates that are lines of their own, set in bold or as headings, where they agree on one event."""
    found: list[tuple[Days, Unit, Section]] = []
    for section in sections:
        if section.heading and ELSEWHERE.search(section.heading.text):
            continue
        for unit in [*([section.heading] if section.heading else []), *section.units]:
            days = find_days(unit.text) if len(unit.text) < 100 and (unit.bold or unit.level) else None
            if days and days.first and not NOT_HELD.search(unit.text):
                rest = unit.text[: days.start] + unit.text[days.end :]
                if not _LEFT_OVER.sub("", rest):
                    found.append((days, unit, section))
    span = merged([days for days, _, _ in found])
    if span is None or (span[1] - span[0]).days > _DAYS_APART:
        return None
    days, unit, section = found[0]
    return When(replace(days, first=span[0], last=span[1]), unit.text[days.start : days.end], unit, section)


def _by_weekday(sections: Sequence[Section], year: int | None) -> When | None:
    """Days without a year that are headings over the programme, where their weekdays are those of the ``year``."""
    found: list[tuple[Days, Unit, Section]] = []
    for section in sections if year else ():
        if section.heading and ELSEWHERE.search(section.heading.text):
            continue
        for unit in [*([section.heading] if section.heading else []), *section.units]:
            days = find_days(unit.text, year=year) if len(unit.text) < _LONGEST_DAY_LINE and unit.level else None
            if days and days.first and _is_day(unit.text, days) and not NOT_HELD.search(unit.text):
                if not _WEEKDAYS[days.first.weekday()].search(unit.text):
                    return None
                found.append((days, unit, section))
    span = merged([days for days, _, _ in found])
    if span is None or (span[1] - span[0]).days > _DAYS_APART:
        return None
    days, unit, section = found[0]
    return When(replace(days, first=span[0], last=span[1]), unit.text[days.start : days.end], unit, section)


def _declared(declared: Mapping[str, str]) -> When | None:
    """What the front matter of an event's record says; the date of a mere post is not the event's."""
    if not any(declared.get(key) for key in _OF_AN_EVENT):
        return None
    known = declared.get("year", "")
    year = int(known) if _YEAR.fullmatch(known) else None
    texts = [declared[key] for key in _START if declared.get(key)]
    text = next((text for text in texts if find_days(text, year=year)), "")
    first = find_days(text, year=year)
    if first is None or not first.first or (year and first.first.year != year):
        return None
    end = find_days(next((declared[key] for key in _END if declared.get(key)), ""))
    last: datetime.date | None = end.last if end and end.last and end.last >= first.first else first.last
    return When(replace(first, last=last), text[first.start : first.end])
