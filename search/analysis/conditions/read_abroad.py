"""Reads the conditions of a question in another language than English: those that are written alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from search.analysis.conditions.condition import Condition
from search.analysis.conditions.countries import countries
from search.analysis.conditions.names import read_names, read_symbols
from search.analysis.conditions.other_languages import (
    counts_buddhist_years,
    numbered_things_abroad,
    spaced,
    western_year,
)
from search.analysis.conditions.quantities import quantities
from search.analysis.conditions.read_values import read_dates, read_ordinals, read_years
from search.analysis.conditions.values import NumberCondition, OrdinalCondition, PlaceCondition, YearCondition
from search.analysis.query_terms import Name

_BUDDHIST_YEAR = re.compile(r"(?<![\w.,/-])25\d\d(?![\w%]|[.,]\d)")
_NO_COUNT = re.compile(r"\s?(?:[万亿萬億千百]|年|世[纪紀]|ปี)")
_ORDER = re.compile(r"(?:第|ที่|ยุคปี|ทศวรรษ|siglo|siècle|abad|abad ke)[\s-]?$", re.IGNORECASE)
"""After a number that is multiplied or counts years or decades, and before one that tells an order."""
_TELLING = 10
"""Smaller numbers are often words of the language, or written as words in the passage."""


def read_abroad(
    text: str, names: Sequence[Name], corrections: Mapping[str, Mapping[str, float]]
) -> Iterator[Condition]:
    """Conditions of ``text`` by how sure their kind is; one that overlaps an earlier one is to be dropped.

    No denials, regions or frequencies: their words mean something else in other languages.
    """
    yield from read_symbols(text)
    yield from read_dates(text)
    apart = spaced(text)
    yield from read_years(apart)
    if counts_buddhist_years(text):
        for match in _BUDDHIST_YEAR.finditer(apart):
            yield YearCondition(*match.span(), True, frozenset((western_year(int(match[0])),)))
    for thing in numbered_things_abroad(text):
        yield OrdinalCondition(thing.start, thing.end, True, thing)
    yield from read_ordinals(text)
    for quantity in quantities(apart):
        is_count = not _NO_COUNT.match(text, quantity.end) and not _ORDER.search(text[: quantity.start])
        # A number with a point or comma may be a whole one or a fraction.
        is_whole = not quantity.in_words and apart[quantity.start : quantity.end].isdecimal()
        if is_whole and is_count and quantity.value >= _TELLING:
            yield NumberCondition(quantity.start, quantity.end, True, quantity, quantity.value, quantity.value)
    for start, end, country in countries(text):
        yield PlaceCondition(start, end, True, country)
    yield from read_names(text, names, corrections)
