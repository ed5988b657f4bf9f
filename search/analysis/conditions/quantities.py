"""Numbers in texts: with their units, and of numbered things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.analysis.conditions.dates import YEAR
from search.analysis.conditions.numerals import CARDINALS, ORDINALS, ROMAN, SCALE_WORDS, SCALES, ordinal_value
from search.language import is_function_word

NUMBERED_THINGS = frozenset(
    "session article section chapter recommendation resolution paragraph annex appendix table figure phase goal "
    "target principle module day group panel theme pillar step stage item rule clause volume part protocol "
    "amendment conference workshop meeting seminar forum summit congress round edition plan report draft lecture "
    "talk question objective priority action committee decade quarter assembly directive regulation decision "
    "option case type level tier class grade season lesson unit division track schedule symposium plenary".split()
)
"""What is told apart by its number: another number is another thing."""
_SHORT = {"art": "article", "para": "paragraph", "sec": "section", "ch": "chapter", "fig": "figure"}
_NUMBER = rf"\d{{1,5}}(?![\d%]|[.,]\d{{3}})|(?-i:{ROMAN})"
_NUMBERED = re.compile(
    rf"\b(?P<thing>{'|'.join(sorted((*NUMBERED_THINGS, *_SHORT)))})s?\.?\s(?:no\.?\s|number\s|nos\.?\s)?"
    rf"(?P<number>{_NUMBER}|{'|'.join(CARDINALS)})\b"
    rf"(?P<more>(?:(?:,|,?\sand|\sor|\s?[-–]|\sto)\s?(?:{_NUMBER})\b)*)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?P<number>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))[\s-]"
    r"(?P<between>(?:[a-z][\w-]*\s){0,2}?)(?P<thing>[a-z]\w+)",
    re.IGNORECASE,
)
_MORE = re.compile(rf"\d{{1,5}}|\b{ROMAN}\b")
_CARDINALS = "|".join(sorted(CARDINALS, key=len, reverse=True))
_FIRST_LETTERS = "".join(sorted({name[0] for name in CARDINALS}))
_MONEY = frozenset("dollar usd euro eur gbp pound yuan rmb yen baht rupee rupiah ringgit".split())
_SUFFIX = r"\s?(?:k|m|mn|mln|bn|tn)\b"
_QUANTITY = re.compile(
    # First, because most characters begin no number, and what follows takes long to fail.
    rf"(?=[\d$€£¥U]|\s[\d{_FIRST_LETTERS}]|\b[EG{_FIRST_LETTERS}])"
    r"(?P<currency>US\$|\b(?:USD|EUR|GBP)\s?|[$€£¥])?\s?(?:(?<![\w.,/–-])|(?<=\d[–-]))"
    r"(?:(?P<digits>\d{1,3}(?:[,'\u00a0\u202f]\d{3})+(?:\.\d+)?"
    r"|(?(currency)\d{1,3}(?: \d{3})+|(?!))|\d+(?:\.\d+)?)"
    rf"(?P<suffix>(?(currency){_SUFFIX}|{_SUFFIX}(?=\s(?:US\s)?(?:{'|'.join(sorted(_MONEY))}))))?(?!\w|[.,/]\d)"
    rf"|(?P<word>\b(?:{_CARDINALS})\b))"
    rf"(?P<percent>\s?%|\s?per\s?cent\b)?(?:[\s-](?P<scale>{'|'.join(SCALE_WORDS)})\b)?",
    re.IGNORECASE,
)
_NAMED_MONEY = re.compile(rf"\s(?:US\s)?(?:{'|'.join(sorted(_MONEY))})s?\b", re.IGNORECASE)
RANGE = re.compile(r"\s?(?:[-–]|to|and)\s?", re.IGNORECASE)
"""Between the two numbers of a range."""
_UNIT = re.compile(r"(?:\s|-)?(?:of\sthe\s|of\s)?([A-Za-z][A-Za-z-]+)")
_UNIT_WORDS = 3
_THOUSANDS = re.compile(r"[,' \u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``text[start:end]``: a number with its unit ("%", "$", or the words after it).

    ``in_words``: it is written as a word.
    """

    start: int
    end: int
    value: float
    units: tuple[str, ...]
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """``text[start:end]``: "Session IV" and "the fourth session" are thing "session" and number 4."""

    start: int
    end: int
    thing: str
    number: int


def numbered_things(text: str) -> Iterator[Numbered]:
    """Things that ``text`` numbers: "Session IV", "articles 5 and 6", "the third workshop"."""
    for match in _NUMBERED.finditer(text):
        thing = match["thing"].lower()
        thing = _SHORT.get(thing, thing)
        if (value := ordinal_value(match["number"])) is not None:
            yield Numbered(match.start(), match.end("number"), thing, value)
        for more in _MORE.finditer(match["more"]):
            if (value := ordinal_value(more[0])) is not None:
                offset = match.start("more")
                yield Numbered(offset + more.start(), offset + more.end(), thing, value)
    for match in _ORDINAL.finditer(text):
        value = ordinal_value(match["number"])
        for word in (*match["between"].lower().split(), match["thing"].lower()):
            if value is not None and not is_function_word(word):
                yield Numbered(match.start(), match.end("number"), singular(word), value)


def quantities(text: str) -> Iterator[Quantity]:
    """Numbers that ``text`` gives, apart from years. The first of a range has the unit of the second."""
    last = None
    for quantity in _each_quantity(text):
        if last is not None:
            is_range = not last.units and RANGE.fullmatch(text, last.end, quantity.start)
            yield replace(last, units=quantity.units) if is_range else last
        last = quantity
    if last is not None:
        yield last


def _each_quantity(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        digits, scale = match["digits"], match["scale"] or (match["suffix"] or "").strip()
        marked = match["currency"] or match["percent"] or scale
        if digits and not marked and YEAR.fullmatch(digits):
            continue
        value = float(_THOUSANDS.sub("", digits)) if digits else float(CARDINALS[match["word"].lower()])
        value *= SCALES[scale.lower()] if scale else 1.0
        units = _units_after(text, match.end())
        is_money = match["currency"] or any(unit in _MONEY for unit in units[:2])
        marks = ["$"] if is_money else ["%"] if match["percent"] else []
        start = match.start("currency") if match["currency"] else match.start("digits" if digits else "word")
        named = _NAMED_MONEY.match(text, match.end())
        yield Quantity(
            start, named.end() if named else match.end(), value, (*marks, *units), in_words=digits is None
        )


def _units_after(text: str, at: int) -> list[str]:
    found: list[str] = []
    while len(found) < _UNIT_WORDS and (match := _UNIT.match(text, at)):
        if is_function_word(match[1]):
            break
        found.append(singular(match[1].lower()))
        at = match.end()
    return found


def singular(word: str) -> str:
    """``word`` without the ending of a plural, roughly: enough to compare units."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
