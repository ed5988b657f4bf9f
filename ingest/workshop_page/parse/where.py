"""Where the event was held: its venue, city and country, each only where the page is plain about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.workshop_page.parse.beside_date import LONGEST_LINE, MOST_LINES, PLACE_LABEL, as_venue, beside_date
from ingest.workshop_page.parse.countries import country_of_place
from ingest.workshop_page.parse.dates import all_days, find_days
from ingest.workshop_page.parse.held import HELD, MET, Statement
from ingest.workshop_page.parse.labels import label_of
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
from ingest.workshop_page.parse.when import NOT_HELD, When, head_units

_OPENING = re.compile(
    r"\b(?:welcome|opening|registration|introduction)\b[^–—|]*?(?:\s[-–—]\s+|\s\|\s)(?P<rest>[^-–—|]+)$",
    re.IGNORECASE,
)
# "Co-located with LREC 2026 – Palma, Spain".
_HELD_WITH = re.compile(
    r"(?i:co-?located|collocated|held together|held jointly|in conjunction|jointly) with .{2,80}?(?:\s[–—-]\s|,\s)"
    r"(?P<place>[^\W\d_a-z][^,–—]{1,40},\s[^\W\d_a-z][^,–—]{1,40})"
)
_EVENT_AT = re.compile(rf".*\b(?i:{EVENT.pattern})\s+(?:held )?at\s+(?:the\s+)?(?P<place>[A-Z][^,.;:()]{{2,60}})")
_FIRST_LEVELS = 3
_STREET = re.compile(r"^\d+\s+\S|\b\d{4,6}\b")
_LONGEST_PLACE = 160


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
    found, units = beside_date(when)
    labelled, lines = _beside_label(sections)
    if _is_of_parts(sections):
        labelled, lines = [], ()
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


def _beside_label(sections: Sequence[Section]) -> tuple[list[Place], tuple[Unit, ...]]:
    """What stands behind or below "Venue" or "To be held at"."""
    for section in sections:
        lines = [*([section.heading] if section.heading else []), *section.units]
        for at, unit in enumerate(lines):
            label = PLACE_LABEL.fullmatch(unit.text) if len(unit.text) < _LONGEST_PLACE else None
            if label is None:
                continue
            rest = label["rest"] or label["pinned"] or ""
            below = [] if rest else list(_address(lines[at + 1 :]))
            text = rest or ", ".join(line.text.rstrip(" ,;") for line in below)
            told = rest or unit.level or unit.bold or unit.text.rstrip().endswith((":", "：")) or is_place(text)
            if told and text and len(text) < LONGEST_LINE and not find_days(text) and not text.endswith(":"):
                said = HELD.search(text)
                place = place_in_sentence(text, said.end()) if said else split_place(text)
                return [place] if place else [], (unit, *below)
    return [], ()


def _is_of_parts(sections: Sequence[Section]) -> bool:
    """Whether places are told one for each day or session, not all the same: none is that of the whole."""
    under: set[str] = set()
    of_day = False
    for unit in (unit for section in sections for unit in (section.heading, *section.units) if unit):
        of_day = find_days(unit.text) is not None if unit.level else of_day
        label = PLACE_LABEL.fullmatch(unit.text) if of_day and len(unit.text) < LONGEST_LINE else None
        if label and (told := label["rest"] or label["pinned"]):
            under.add(told.casefold())
    return len(under) > 1


def _address(lines: Sequence[Unit]) -> Iterator[Unit]:
    """The lines of an address: the first, then streets, towns and countries."""
    for at, line in enumerate(lines[:MOST_LINES]):
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
            match = _OPENING.search(unit.text) if len(unit.text) < LONGEST_LINE else None
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
        as_venue(declared[key], labelled=True) if key != "location" else split_place(declared[key])
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
