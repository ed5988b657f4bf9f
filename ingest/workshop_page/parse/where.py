"""Where the event was held: its venue, city and country, each only where the page is plain about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.workshop_page.parse.countries import country_of_place, is_country
from ingest.workshop_page.parse.dates import all_days, find_days
from ingest.workshop_page.parse.held import HELD, MET, Statement
from ingest.workshop_page.parse.labels import PLACE, inline_label, label_of
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.places import (
    VENUE_WORD,
    Place,
    city_before,
    city_beside,
    country_at_end,
    is_building,
    is_place,
    place_at_end,
    place_in_sentence,
    split_place,
)
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import EVENT
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.parse.when import NOT_HELD, When, head_units, printed

_LABEL = re.compile(
    r"(?:(?:workshop|conference|meeting|seminar|event)\s+)?"
    rf"{PLACE}"
    r"\s*(?:(?:[:：|]|\s[–-]\s)\s*(?P<rest>.*))?"
    r"|[📍📌]\s*(?P<pinned>\S.*)",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(r"[\s,(–-]*(?:\b(?:du|from|del|vom|on|the|am|le|el)\b)?\s*$")
_PREFIX = re.compile(
    r"^[\s,.;:|)(–—@📍📌-]*(?:\d{1,2}[:.h]\d\d[\s\d:.h–—-]*)?[\s,;:|)(–—-]*"
    rf"(?:(?:at|in|venue|place|location|where|date)\b\s*(?::|[–-]\s)?\s*|{PLACE}\s*[:：]\s*)?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:welcome|opening|registration|introduction)\b[^–—|]*?(?:\s[-–—]\s+|\s\|\s)(?P<rest>[^-–—|]+)$",
    re.IGNORECASE,
)
_TIME = re.compile(r"\W*(?:time\s*:\s*)?\d{1,2}[:.h]\d\d\b", re.IGNORECASE)
_HOURS = re.compile(
    r"(?:(?:time|hours?|uhr|heures?|horas?|to|at|until|bis|à|[ap]\.?m\.?|gmt|utc)\b|[上下午前後后]{2}|[\d\W時时点點分半시분]){1,40}",
    re.IGNORECASE,
)
"""The hours of a day and nothing else."""

# "Co-located with LREC 2026 – Palma, Spain".
_HELD_WITH = re.compile(
    r"(?i:co-?located|collocated|held together|held jointly|in conjunction|jointly) with .{2,80}?(?:\s[–—-]\s|,\s)"
    r"(?P<place>[^\W\d_a-z][^,–—]{1,40},\s[^\W\d_a-z][^,–—]{1,40})"
)
_EVENT_AT = re.compile(rf".*\b(?i:{EVENT.pattern})\s+(?:held )?at\s+(?:the\s+)?(?P<place>[A-Z][^,.;:()]{{2,60}})")
# "Hill Conference Hall" is a hall.
_HALL = re.compile(r"\b(?:conference|congress|meeting|training) (?=hall|cent(?:re|er)|room|house)", re.IGNORECASE)
_DASHED = re.compile(r"\s+[-–—|]\s+")
_LONGEST_HOUSE = 80
_FIRST_LEVELS = 3
_STREET = re.compile(r"^\d+\s+\S|\b\d{4,6}\b")
_LONGEST_LINE = 300
_LONGEST_PLACE = 160
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Where:
    """The place of the event; ``venue`` as printed, with city and country where they stand with it.

    ``units`` are the lines that say so beside the date.
    """

    venue: str | None = None
    city: str | None = None
    country: str | None = None
    units: tuple[Unit, ...] = ()


def event_place(
    title: str,
    head: str,
    when: When | None,
    sections: Sequence[Section],
    statements: Sequence[Statement],
    declared: Mapping[str, str],
) -> Where:
    """The venue, city and country of the event, None for what no line says plainly. ``head``: the head's title."""
    found, units = _beside_date(when)
    labelled, lines = _beside_label(sections)
    sure = [place for place in labelled if place.city or place.country or VENUE_WORD.search(place.text)]
    found += sure
    units += lines
    found += [place for said in statements if (place := place_in_sentence(said.text, said.cue))][:1]
    found += _beside_opening(sections)
    found += _alone(sections)
    found += _declared(declared)
    found += [place for text in (title, head) if (place := place_at_end(text))]
    found += _in_headings(title, sections)[:1]
    if country := country_at_end(title):
        found.append(Place(country, country=country))
    if city := _city_of_date(title, sections):
        found.append(Place(city, city=city))
    if when and (city := _city_of_sentence(when, sections)):
        found.append(Place(city, city=city))
    found += [place for place in labelled if place not in sure]
    return _agreed(found, units)


def _agreed(found: Sequence[Place], units: tuple[Unit, ...]) -> Where:
    """The places of a page as one: what the first leaves open is taken from those that do not contradict it."""
    venue = next((place for place in found if place.venue), None)
    city = country = None
    for place in found:
        clash = place.city and city and place.city.casefold() != city.casefold()
        if not clash:
            city = city or place.city
            country = country or place.country
    if venue is None:
        town = ", ".join(filter(None, (city, country)))
        return Where(town if city else None, city, country, units)
    return Where(venue.text, city, country, units)


def _beside_date(when: When | None) -> tuple[list[Place], tuple[Unit, ...]]:
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
        return [_as_venue(rest, labelled), *([town] if town and town.city and not town.venue else [])], (unit,)
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
    return [_as_venue(text, labelled)], (unit, *lines)


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


def _as_venue(text: str, labelled: bool) -> Place:
    """A place under a label is one even where nothing in it shows that: "Bangkok"."""
    place = split_place(text)
    return place if place.city or place.venue or not labelled or is_country(text) else Place(text, text)


def _lines_below(section: Section, at: int, labelled: bool) -> Iterator[Unit]:
    for count, following in enumerate(section.units[at + 1 : at + _MOST_LINES]):
        text = following.text
        label = _LABEL.fullmatch(text)
        named = inline_label(text) or label
        if label and not (label["rest"] or label["pinned"]):
            return
        if _TIME.match(text) or text.endswith((":", "：")):
            return
        beside = not following.gap or named or (not count and is_place(text))
        if not beside or is_prose(following) or len(text) > _LONGEST_LINE or find_days(text) or following.item:
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


def _beside_label(sections: Sequence[Section]) -> tuple[list[Place], tuple[Unit, ...]]:
    """What stands behind or below "Venue" or "To be held at"."""
    for section in sections:
        lines = [*([section.heading] if section.heading else []), *section.units]
        for at, unit in enumerate(lines):
            label = _LABEL.fullmatch(unit.text) if len(unit.text) < _LONGEST_PLACE else None
            if label is None:
                continue
            rest = label["rest"] or label["pinned"] or ""
            below = [] if rest else list(_address(lines[at + 1 :]))
            text = rest or ", ".join(line.text.rstrip(" ,;") for line in below)
            told = rest or unit.level or unit.bold or unit.text.rstrip().endswith((":", "：")) or is_place(text)
            if told and text and len(text) < _LONGEST_LINE and not find_days(text) and not text.endswith(":"):
                said = HELD.search(text)
                place = place_in_sentence(text, said.end()) if said else split_place(text)
                return [place] if place else [], (unit, *below)
    return [], ()


def _address(lines: Sequence[Unit]) -> Iterator[Unit]:
    """The lines of an address: the first, then streets, towns and countries."""
    for at, line in enumerate(lines[:_MOST_LINES]):
        if is_prose(line) or len(line.text) > _LONGEST_PLACE or find_days(line.text) or label_of(line.text):
            return
        town = is_place(line.text) and (not line.gap or split_place(line.text).city)
        if at and not (_STREET.search(line.text) or town):
            return
        yield line
        if country_of_place(line.text):
            return


def _beside_opening(sections: Sequence[Section]) -> list[Place]:
    """Room and town that the programme's first item names: "Welcome - Room 3, Civic Centre, Suva"."""
    for section in sections:
        for unit in section.units:
            match = _OPENING.search(unit.text) if len(unit.text) < _LONGEST_LINE else None
            place = split_place(match["rest"]) if match else None
            if place and place.venue and place.city and VENUE_WORD.search(place.venue):
                return [place]
    return []


def _alone(sections: Sequence[Section]) -> list[Place]:
    """Lines at the page's head that are a city with its country or state, or a hall or hotel with its city."""
    lines = [unit.text for unit, _ in head_units(sections) if not unit.item and len(unit.text) < _LONGEST_PLACE]
    lines += [match["place"] for text in lines if (match := _HELD_WITH.fullmatch(text))]
    places = [split_place(text) for text in lines if is_place(text) and not EVENT.search(text)]
    town = next((place for place in places if place.city and not place.venue and len(place.text) < 80), None)
    house = next((place for place in places if is_building(place.text) and _is_whole(place)), None)
    return [place for place in (house, town) if place]


def _is_whole(place: Place) -> bool:
    """Whether a venue is told with its city, or as a room and the house it is in."""
    parts = place.text.split(",")
    return bool(place.venue) and bool(place.city or (len(parts) > 1 and all(map(VENUE_WORD.search, parts))))


def _in_headings(title: str, sections: Sequence[Section]) -> list[Place]:
    """The house that a title or heading names: "August 2024 Workshop at Coast University"."""
    heads = [unit.text for unit, _ in head_units(sections) if 0 < unit.level <= _FIRST_LEVELS]
    found = [match["place"] for text in (title, *heads) if (match := _EVENT_AT.fullmatch(text))]
    # "Workshop at ECOOP 2015" names the conference it belongs to.
    return [Place(place, place) for place in found if VENUE_WORD.search(place)]


def _declared(declared: Mapping[str, str]) -> list[Place]:
    found = [
        _as_venue(declared[key], labelled=True) if key != "location" else split_place(declared[key])
        for key in ("venue", "location", "place")
        if declared.get(key)
    ]
    city, country = declared.get("city"), declared.get("country")
    return [place for place in found if place.country or place.city or place.venue] + (
        [Place(city or country or "", city=city, country=country)] if city or country else []
    )


def _city_of_sentence(when: When, sections: Sequence[Section]) -> str | None:
    """The city that a sentence near the top names beside the very days of the event."""
    for unit, _ in head_units(sections):
        for days in all_days(unit.text) if MET.search(unit.text) else ():
            same = (days.first, days.last) == (when.days.first, when.days.last)
            if same and (city := city_beside(unit.text, days.start, days.end)):
                return city
    return None


def _city_of_date(title: str, sections: Sequence[Section]) -> str | None:
    """The city before the date, in title or head: "Course on Ontologies, Dagstuhl, 21 May", "Suva, 12-14 May"."""
    lines = [unit.text for unit, _ in head_units(sections) if len(unit.text) < _LONGEST_PLACE and not unit.item]
    for text in (title, *lines):
        # The year does not matter here, only where the date stands.
        for days in () if NOT_HELD.search(text) else all_days(text, year=2000):
            count = (days.last - days.first).days + 1 if days.first and days.last else 1
            if city := city_before(text[: days.start], days=count):
                return city
    return None
