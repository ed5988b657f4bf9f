"""Regions by the compass, and how often something happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis.conditions.numerals import CARDINALS
from search.analysis.conditions.quantities import singular

_FORMS = {
    "north": "north northern",
    "south": "south southern",
    "east": "east eastern",
    "west": "west western",
    "central": "central",
    "north-east": "north-east northeast north-eastern northeastern",
    "north-west": "north-west northwest north-western northwestern",
    "south-east": "south-east southeast south-eastern southeastern",
    "south-west": "south-west southwest south-western southwestern",
}
DIRECTIONS = {form: direction for direction, forms in _FORMS.items() for form in forms.split()}
"""The direction that each word for it means."""
_REGION = re.compile(
    rf"\b(?P<direction>{'|'.join(sorted(DIRECTIONS, key=len, reverse=True))})\b"
    r"(?:(?:\s|-)+(?P<noun>[A-Za-z]\w+))?",
    re.IGNORECASE,
)
_ADVERBS = {
    "annual": "annual annually yearly",
    "biennial": "biennial biennially",
    "monthly": "monthly",
    "weekly": "weekly",
    "daily": "daily",
    "quarterly": "quarterly",
    "twice a year": "semi-annual biannual half-yearly",
}
_FREQUENCIES = {form: frequency for frequency, forms in _ADVERBS.items() for form in forms.split()}
_PERIOD = "day|week|month|quarter|year"
_TIMES = "|".join(list(CARDINALS)[2:13])
_FREQUENCY = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_FREQUENCIES)})"
    rf"|(?P<count>once|twice|(?:{_TIMES})\stimes)\s(?:a|per|each|every)\s(?P<per>{_PERIOD})"
    rf"|every\s(?P<each>(?:(?:two|three|four|five|six|ten|second|other)\s)?(?:{_PERIOD})s?))\b",
    re.IGNORECASE,
)
_ONCE = {"year": "annual", "month": "monthly", "week": "weekly", "day": "daily", "quarter": "quarterly"}
_EVERY = {
    **_ONCE,
    "two years": "biennial",
    "second year": "biennial",
    "other year": "biennial",
    "three months": "quarterly",
    "six months": "twice a year",
}


@dataclass(frozen=True, slots=True)
class Region:
    """``text[start:end]``: a direction and the noun that follows, as in "northern provinces"; "" if none does."""

    start: int
    end: int
    direction: str
    noun: str


def regions(text: str) -> Iterator[Region]:
    """The regions that ``text`` names by the compass."""
    for match in _REGION.finditer(text):
        noun = singular((match["noun"] or "").lower())
        yield Region(match.start(), match.end("direction"), DIRECTIONS[match["direction"].lower()], noun)


def frequencies(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, frequency) of "annual", "twice a year", "every two years"."""
    for match in _FREQUENCY.finditer(text):
        if match["word"]:
            value = _FREQUENCIES[match["word"].lower()]
        elif match["count"]:
            count, per = match["count"].lower(), match["per"].lower()
            value = _ONCE[per] if count == "once" else f"{count} a {per}"
        else:
            value = _EVERY.get(match["each"].lower(), match["each"].lower())
        yield *match.span(), value
