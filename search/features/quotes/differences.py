"""What differs between a quote and the text it stands nearest to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Literal

from corpus.ids import normalise

DifferenceKind = Literal["wording", "punctuation", "typography", "case", "spacing"]
_Placed = tuple[str, int, int]
"""A word, where it begins and where it ends."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Difference:
    """``quote`` stands in the quote where ``source`` stands in the source; either may be empty.

    ``wording`` and ``punctuation`` make another quote of it; ``typography`` (quotes, dashes, ligatures, width),
    ``case`` and ``spacing`` do not. Ranges count code points of quote and page: where the words
    stand, or would stand.
    """

    kind: DifferenceKind
    quote: str
    source: str
    quote_start: int
    quote_end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How much of a quote a text says in the same order (``ratio``, 0 to 1), where, and what differs."""

    ratio: float
    start: int
    end: int
    differences: tuple[Difference, ...]


def typographic(quote: str, text: str, start: int, end: int) -> tuple[Difference, ...]:
    """How ``quote`` and ``text[start:end]``, which fold alike, are set differently."""
    mine = [(m[0], m.start(), m.end()) for m in _WORD.finditer(quote)]
    theirs = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    if quote == text[start:end]:
        return ()
    if len(mine) != len(theirs):
        return (Difference("spacing", quote, text[start:end], 0, len(quote), start, end),)
    found = [
        Difference("case" if a.casefold() == b.casefold() else "typography", a, b, at, to, start_b, end_b)
        for (a, at, to), (b, start_b, end_b) in zip(mine, theirs, strict=True)
        if a != b
    ]
    if found:
        return tuple(found)
    return (Difference("spacing", quote, text[start:end], 0, len(quote), start, end),)


def align(quote: str, text: str, start: int, end: int) -> Alignment:
    """The stretch of ``text[start:end]`` that says most of ``quote``, word by word, and what differs there."""
    mine = [(m[0], m.start(), m.end()) for m in _WORD.finditer(quote)]
    theirs = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    a, b = [_key(word) for word, _, _ in mine], [_key(word) for word, _, _ in theirs]
    blocks = [block for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if block.size]
    blocks = _together(blocks, len(a))
    same = sum(block.size for block in blocks)
    if not same:
        return Alignment(0.0, start, start, ())
    first = max(0, blocks[0].b - blocks[0].a)
    last = min(len(b), blocks[-1].b + blocks[-1].size + len(a) - (blocks[-1].a + blocks[-1].size))
    window = theirs[first:last]
    matcher = SequenceMatcher(None, a, b[first:last], autojunk=False)
    found: list[Difference] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(mine[i:j], window[k:m], strict=True)
            found += [_differing(one, other) for one, other in pairs if not _same(one, other, mine)]
        else:
            found.append(_difference(quote, text, mine, (i, j), window, (k, m)))
    if not found:  # part of a word, or blanks within one
        found = [Difference("wording", quote, text[window[0][1] : window[-1][2]], 0, len(quote), *_span(window))]
    return Alignment(same / len(a), *_span(window), tuple(found))


def _span(words: list[_Placed]) -> tuple[int, int]:
    return words[0][1], words[-1][2]


def _same(one: _Placed, other: _Placed, quote: list[_Placed]) -> bool:
    """Whether two words are set alike; what stands before a quote's first word or after its last is not asked."""
    ours, theirs = normalise(one[0]), normalise(other[0])
    if one is quote[-1] and theirs.startswith(ours):
        theirs = ours
    if one is quote[0] and theirs.endswith(ours):
        theirs = ours
    return ours == theirs


def _differing(mine: _Placed, theirs: _Placed) -> Difference:
    return Difference("punctuation", mine[0], theirs[0], *mine[1:], *theirs[1:])


def _key(word: str) -> str:
    """A word as it is compared: folded, punctuation at its ends aside."""
    folded = normalise(word)
    return folded.strip("\"'()[]{}.,;:!?•") or folded


def _together(blocks: list[Match], words: int) -> list[Match]:
    """The blocks that lie within half a quote's length of the longest: what is farther off is chance."""
    longest = max(blocks, key=lambda block: block.size, default=None)
    if longest is None:
        return []
    offset = longest.b - longest.a
    return [block for block in blocks if abs(block.b - block.a - offset) <= max(3, words // 2)]


def _difference(
    quote: str, text: str, mine: list[_Placed], i: tuple[int, int], theirs: list[_Placed], k: tuple[int, int]
) -> Difference:
    at, to = _place(mine, *i)
    start, end = _place(theirs, *k)
    return Difference("wording", quote[at:to], text[start:end], at, to, start, end)


def _place(words: list[_Placed], first: int, last: int) -> tuple[int, int]:
    """Where these words stand; for none, the end of the word before."""
    if first < last:
        return words[first][1], words[last - 1][2]
    at = words[first - 1][2] if first else words[0][1] if words else 0
    return at, at
