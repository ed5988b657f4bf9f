"""Splits text into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof mohd md sh st no vol fig figs eq sec ch pp p ed eds al etc e.g i.e cf vs approx "
    "dept est inc ltd co jr sr rev gen col jan feb mar apr jun jul aug sep sept oct nov dec art para u.s "
    "u.k u.n".split()
)
# A stop, closing quotes or brackets, then space before something that may begin a sentence; or an ideographic
# stop, which needs no space; or a blank line; or a line break before a bullet.
_STOP = r"(?P<stop>[.!?…]++)[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[^\sa-z,;:.)\]])|[。！？｡]+[”’」』）]*"
_BREAK = r"\n\s*\n|\n(?=[^\S\n]*[•●▪◦‣·*\-–][^\S\n])"
_END = re.compile(f"{_STOP}|{_BREAK}")
# Candidate ends, found by a plain scan: trying the whole rule at every character took most of the time.
_MAY_END = re.compile(r"[.!?…。！？｡\n]")
_ROW = re.compile(r"[.!?…]+|.", re.DOTALL)
_LAST_WORD = re.compile(r"(\S+)$")
# "S" of "S. Kim", "S.P" of "S.P. Agarwal": capitals, each but the last with its stop.
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.)*[^\W\d_a-z]")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of ``text[start:end]``, without white space at either end.

    A heuristic for English and for scripts with their own full stop: abbreviations and initials do not end a
    sentence; blank lines and bullets always do. Together the sentences contain every non-blank character.
    """
    end = len(text) if end is None else end
    begin = looked = start
    while candidate := _MAY_END.search(text, looked, end):
        match = _END.match(text, candidate.start(), end)
        # Where the rule fails at the first stop of a row it fails at each: what follows the row is the same.
        looked = match.end() if match else _ROW.match(text, candidate.start(), end).end()  # type: ignore[union-attr]
        if match is None or (match["stop"] == "." and _abbreviated(text, begin, match.start())):
            continue
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _abbreviated(text: str, begin: int, stop: int) -> bool:
    word = _LAST_WORD.search(text, max(begin, stop - 12), stop)
    if word is None:
        return False
    last = word[1].lstrip("([\"'“‘")
    initial = _INITIALS.fullmatch(last) is not None
    numbered = last.rstrip(")").isdigit() and not text[begin : word.start()].strip()
    return initial or numbered or last.casefold() in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
