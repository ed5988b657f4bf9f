"""What a question says of a number besides its value: "more than 40", "up to 40", "between 30 and 50"."""

from __future__ import annotations

import math
import re

from search.analysis.conditions.quantities import Quantity

_AT_LEAST = re.compile(
    r"(?:\b(?:more|greater|higher|larger|bigger|longer|older)\sthan|\b(?:no|not)\s(?:less|fewer)\sthan|\b(?:over|above|exceed\w*"
    r"|beyond)|\bat\sleast|\b(?:a\s)?minimum\sof|[>≥]=?)\s*$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:\b(?:less|fewer|lower|smaller|shorter|younger)\sthan|\b(?:no|not)\smore\sthan|\b(?:under|below)|\bup\sto"
    r"|\bat\smost|\b(?:a\s)?maximum\sof|[<≤]=?)\s*$",
    re.IGNORECASE,
)
_NOT_MORE = re.compile(r"\b(?:no|not)\smore\sthan\s*$", re.IGNORECASE)
_NOT_LESS = re.compile(r"\b(?:no|not)\s(?:less|fewer)\sthan\s*$", re.IGNORECASE)
_OR_MORE = re.compile(r"(?:\s[\w-]+){0,2}?\sor\s(?:more|over|above|longer|older|higher)\b|\+", re.IGNORECASE)
_OR_LESS = re.compile(r"(?:\s[\w-]+){0,2}?\sor\s(?:less|fewer|under|below|lower)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|ca\.?)|~)\s*$", re.IGNORECASE
)
_TOLERANCE = 0.05
"""How far "about 40" may be from 40, as a share."""
_WORDS_BEFORE = 24
"""Characters before a number that are looked at."""


def bounds(text: str, quantity: Quantity) -> tuple[float, float]:
    """The least and the greatest number that agrees with ``quantity`` as ``text`` asks for it.

    "More than 40" includes 40: texts round, and say "about 40".
    """
    value, end = quantity.value, quantity.end
    before = text[max(0, quantity.start - _WORDS_BEFORE) : quantity.start]
    after = text[end : end + _WORDS_BEFORE]
    if not _NOT_MORE.search(before) and (_AT_LEAST.search(before) or _OR_MORE.match(after)):
        return value, math.inf
    if not _NOT_LESS.search(before) and (_AT_MOST.search(before) or _OR_LESS.match(after)):
        return -math.inf, value
    slack = _TOLERANCE * abs(value) if _ABOUT.search(before) else 1e-9 * abs(value)
    return value - slack, value + slack
