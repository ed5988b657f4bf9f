"""Packs sentences and table rows into spans that the encoder reads whole."""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import Page
from corpus.sentences import sentences

_BETWEEN_CELLS = ("\t", " | ")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where the tokens of a page begin and end, in code points, ascending."""

    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, offsets: NDArray[np.int32]) -> Tokens:
        """Of rows (start, end)."""
        starts, ends = offsets.reshape(-1, 2).T
        return cls(array("i", starts.tobytes()), array("i", ends.tobytes()))

    def first(self, a: int) -> int:
        """The first token that ends after ``a``."""
        return bisect_right(self.ends, a)

    def count(self, a: int, b: int) -> int:
        """Tokens of which any part lies between: a section may begin within a word."""
        return bisect_left(self.starts, b) - self.first(a)


def table_ranges(page: Page) -> list[tuple[int, int]]:
    """Where the tables of a page stand, ascending and apart."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in page.spans if span.role == "table"):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _pieces(text: str, start: int, end: int, tables: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """What stays whole where it fits: sentences of ``text[start:end]`` and, marked true, rows of its tables."""
    at = start
    for n in range(bisect_right(tables, at, key=lambda table: table[1]), len(tables)):
        first, last = max(tables[n][0], at), min(tables[n][1], end)
        if first >= end:
            break
        yield from ((a, b, False) for a, b in sentences(text, at, first))
        yield from ((a, b, True) for a, b in _lines(text, first, last))
        at = last
    yield from ((a, b, False) for a, b in sentences(text, at, end))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of ``text[start:end]`` without white space at either end."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if line := text[start:stop].strip():
            first = text.index(line, start, stop)
            yield first, first + len(line)
        start = stop + 1


def pack(
    text: str, start: int, end: int, tokens: Tokens, budget: int, tables: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Spans of ``text[start:end]`` of whole sentences and table rows, about equal in size.

    Each has at most ``budget`` tokens. ``tables`` says where tables stand in the text.
    """
    pieces = [
        piece
        for a, b, row in _pieces(text, start, end, tables)
        for piece in _fitting(text, a, b, tokens, budget, row=row)
    ]
    if not pieces:
        return
    total = tokens.count(pieces[0][0], pieces[-1][1])
    target = total / max(1, -(-total // budget))
    begin, last = pieces[0]
    for a, b in pieces[1:]:
        size = tokens.count(begin, b)
        if size > budget or (tokens.count(begin, last) >= target and size > target):
            yield begin, last
            begin = a
        last = b
    yield begin, last


def _fitting(text: str, a: int, b: int, tokens: Tokens, budget: int, *, row: bool) -> Iterator[tuple[int, int]]:
    """``(a, b)``, cut where one sentence or row alone is too long: between cells or words, or within a word.

    A word may be several tokens; half a word would be found by nobody and quoted by nobody.
    """
    starts = tokens.starts
    while tokens.count(a, b) > budget:
        first = tokens.first(a)
        near = [starts[token] for token in range(first + budget, first + budget // 2, -1)]
        cells = (at for at in near if row and text[max(a, at - 3) : at].endswith(_BETWEEN_CELLS))
        words = (at for at in near if text[at - 1].isspace())
        cut = next(itertools.chain(cells, words), starts[first + budget])
        yield a, cut
        a = cut
    yield a, b
