"""The place that stands beside the date: behind it on its line, above it or below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.workshop_page.parse.countries import country_of_place, is_country
from ingest.workshop_page.parse.dates import find_days
from ingest.workshop_page.parse.held import HELD
from ingest.workshop_page.parse.labels import PLACE, inline_label
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.places import (
    Place,
    is_building,
    is_place,
    place_in_sentence,
    split_place,
)
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import EVENT
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.parse.when import When, printed

PLACE_LABEL = re.compile(
    r"(?:(?:workshop|conference|meeting|seminar|event)\s+)?"
    rf"{PLACE}"
    r"\s*(?:(?:[:：|]|\s[–-]\s)\s*(?P<rest>.*))?"
    r"|[📍📌]\s*(?P<pinned>\S.*)",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(r"[\s,(–-]*(?:\b(?:du|from|del|vom|on|the|am|le|el)\b)?\s*$")
_PREFIX = re.compile(
    r"^[\s,.;:|)(–—@📍📌-]*(?:\d{1,2}[:.h]\d\d[\s\d:.h–—-]*)?[\s,;:|)(–—-]*"
    r"(?:(?:Africa|America|Asia|Australia|Europe|Pacific)/\w+\)\s*)?"
    rf"(?:(?:at|in|venue|place|location|where|date)\b\s*(?::|[–-]\s)?\s*|{PLACE}\s*[:：]\s*)?",
    re.IGNORECASE,
)
_TIME = re.compile(r"\W*(?:time\s*:\s*)?\d{1,2}[:.h]\d\d\b", re.IGNORECASE)
_HOURS = re.compile(
    r"(?:(?:time|hours?|uhr|heures?|horas?|to|at|until|bis|à|[ap]\.?m\.?|gmt|utc)\b|[上下午前後后]{2}|[\d\W時时点點分半시분]){1,40}",
    re.IGNORECASE,
)
"""The hours of a day and nothing else."""
# "Hill Conference Hall" is a hall.
_HALL = re.compile(r"\b(?:conference|congress|meeting|training) (?=hall|cent(?:re|er)|room|house)", re.IGNORECASE)
_DASHED = re.compile(r"\s+[-–—|]\s+")
_LONGEST_HOUSE = 80
LONGEST_LINE = 300
MOST_LINES = 4


def beside_date(when: When | None) -> tuple[list[Place], tuple[Unit, ...]]:
    """What stands behind the date or on the lines next to it."""
    if when is None or when.unit is None or is_prose(when.unit):
        return [], ()
    unit, section = when.unit, when.section
    labelled = section is not None and section.kind == "date"
    line = printed(unit)
    start = line.find(when.text)
    rest = _place(line[start + len(when.text) :])
    if rest and not is_place(rest) and is_place(first := _DASHED.split(rest)[0]) and split_place(first).country:
        rest = first  # "21 May 2019 - Suva, Fiji - meeting minutes"
    ahead = _BEFORE_DATE.sub("", line[:start]).removeprefix("(")
    if rest and (labelled or is_place(rest)):
        town = split_place(ahead) if is_place(ahead) else None  # "Suva (Fiji), 3 May 2015 – Civic Hall"
        return [as_venue(rest, labelled), *([town] if town and town.city and not town.venue else [])], (unit,)
    if said := HELD.search(ahead):  # a sentence: "The Fund convened the seminar in Lima, Peru, 3-5 May 2015"
        place = place_in_sentence(line, said.end())
        return [place] if place else [], (unit,)
    if not labelled and is_place(ahead) and split_place(ahead).city:
        house = _house_above(section, unit) if section and not split_place(ahead).venue else None
        whole = split_place(f"{house.text}, {ahead}" if house else ahead)
        return [whole], (house, unit) if house else (unit,)
    if section is None:
        return [], ()
    at = section.units.index(unit) if unit in section.units else -1
    if above := _lines_above(section, at, labelled):
        return [split_place(", ".join(_place(line.text.rstrip(", ")) or "" for line in above))], (*above, unit)
    lines = list(_lines_below(section, at, labelled))
    following = section.units[at + len(lines) + 1 :][:1]
    if len(lines) == 1 and following and not following[0].gap and is_building(following[0].text):
        # First the town, then the hall in it.
        lines = [*following, *([] if split_place(lines[0].text).venue else lines)]
    elif len(lines) > 1 and _is_town(lines[0].text) and not split_place(lines[1].text).city:
        lines = [*lines[1:], lines[0]]
    if not lines:
        return [], (unit,)
    text = ", ".join(filter(None, (_place(line.text.rstrip(", ")) for line in lines)))
    return [as_venue(text, labelled)], (unit, *lines)


def _is_town(text: str) -> bool:
    place = split_place(text)
    return place.city is not None and not place.venue


def _house_above(section: Section, unit: Unit) -> Unit | None:
    """The line of the hall right above the one of its town and the date."""
    at = section.units.index(unit) if unit in section.units else 0
    above = section.units[at - 1] if at > 0 and not unit.gap else None
    named = above is not None and len(above.text) < _LONGEST_HOUSE and is_building(above.text)
    return above if above and named and not EVENT.search(_HALL.sub("", above.text)) else None


def _lines_above(section: Section, at: int, labelled: bool) -> list[Unit]:
    """The line of the place above the date, and above that the line of the building where it has its own."""
    before = section.units[at - 1] if at > 0 else None
    if before is None or not is_place(before.text) or (labelled and not country_of_place(before.text)):
        return []
    above = section.units[at - 2] if at > 1 and not split_place(before.text).venue else None
    if above and is_building(above.text) and not EVENT.search(above.text):
        return [above, before]
    near = not section.units[at].gap or is_building(before.text)
    return [before] if near and not EVENT.search(before.text) else []


def as_venue(text: str, labelled: bool) -> Place:
    """A place under a label is one even where nothing in it shows that: "Bangkok"."""
    place = split_place(text)
    return place if place.city or place.venue or not labelled or is_country(text) else Place(text, text)


def _lines_below(section: Section, at: int, labelled: bool) -> Iterator[Unit]:
    for count, following in enumerate(section.units[at + 1 : at + MOST_LINES]):
        text = following.text
        label = PLACE_LABEL.fullmatch(text)
        named = inline_label(text) or label
        if label and not (label["rest"] or label["pinned"]):
            return
        if _TIME.match(text) or text.endswith((":", "：")):
            return
        beside = not following.gap or named or (not count and is_place(text))
        if not beside or is_prose(following) or len(text) > LONGEST_LINE or find_days(text) or following.item:
            return
        if not (is_place(text) or named or (labelled and not count)):
            return
        yield following
        if country_of_place(text):
            return


def _place(text: str) -> str | None:
    place = re.sub(r"\s+[|·•]\s+", ", ", _PREFIX.sub("", text).strip(" .;,|"))
    if _HOURS.fullmatch(place):
        return None
    place = place if "(" in place else place.rstrip(")")
    return place if len(place) > 1 else None
