"""What differs between a quote and the text it stands nearest to."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import LCSseq, Levenshtein, Opcodes
from rapidfuzz.distance import MatchingBlock as Block

from corpus.ids import normalise
from search.runtime import check_deadline

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


def typographic(quote: str, source: str, start: int) -> tuple[Difference, ...]:
    """How ``quote`` and ``source``, which fold alike, are set differently. ``source`` begins at ``start``."""
    if quote == source:
        return ()
    mine, theirs = _words(quote), _words(source)
    whole = Difference("spacing", quote, source, 0, len(quote), start, start + len(source))
    if len(mine) != len(theirs):
        return (whole,)
    found = [
        Difference("case" if a.casefold() == b.casefold() else "typography", a, b, at, to, start + of, start + til)
        for (a, at, to), (b, of, til) in zip(mine, theirs, strict=True)
        if a != b
    ]
    return tuple(found) or (whole,)


def align(quote: str, text: str, start: int, end: int) -> Alignment:
    """The stretch of ``text[start:end]`` that says most of ``quote``, word by word, and what differs there.

    A pass over the text finds the stretch that shares most words with the quote, whatever their order; only what
    stands about there is aligned. Raises OverdueError.
    """
    mine, theirs = _words(quote), _words(text, start, end)
    a, b = [_key(word) for word, _, _ in mine], [_key(word) for word, _, _ in theirs]
    check_deadline()
    nearby = max(3, len(a) // 2)
    at = _most_shared(a, b)
    begin, stop = max(0, at - nearby), min(len(b), at + len(a) + nearby)
    blocks = _together(_blocks(LCSseq.opcodes(a, b[begin:stop])), nearby)
    same = sum(block.size for block in blocks)
    if not same:
        return Alignment(0.0, start, start, ())
    first = max(0, begin + blocks[0].b - blocks[0].a)
    last = min(len(b), begin + blocks[-1].b + len(a) - blocks[-1].a)
    window = theirs[first:last]
    check_deadline()
    found: list[Difference] = []
    ends = Block(len(a), len(window), 0)
    for before, block in pairwise([Block(0, 0, 0), *_blocks(Levenshtein.opcodes(a, b[first:last])), ends]):
        i, k = (before.a + before.size, block.a), (before.b + before.size, block.b)
        if i[0] < i[1] or k[0] < k[1]:
            found.append(_difference(quote, text, mine, i, window, k))
        pairs = zip(mine[block.a : block.a + block.size], window[block.b : block.b + block.size], strict=True)
        found += [_differing(one, other) for one, other in pairs if not _same(one, other, mine)]
    if not found:  # part of a word, or blanks within one
        found = [Difference("wording", quote, text[window[0][1] : window[-1][2]], 0, len(quote), *_span(window))]
    return Alignment(same / len(a), *_span(window), tuple(found))


def _words(text: str, start: int = 0, end: int = sys.maxsize) -> list[_Placed]:
    return [(match[0], match.start(), match.end()) for match in _WORD.finditer(text, start, end)]


def _most_shared(quote: Sequence[str], text: Sequence[str]) -> int:
    """Where in ``text`` as many words as ``quote`` has begin that share most of its words."""
    left = Counter(quote)
    shared = most = best = 0
    for at, word in enumerate(text):
        if word in left:
            shared += left[word] > 0
            left[word] -= 1
        if at >= len(quote) and (gone := text[at - len(quote)]) in left:
            left[gone] += 1
            shared -= left[gone] > 0
        if shared > most:
            most, best = shared, max(0, at - len(quote) + 1)
    return best


def _blocks(aligned: Opcodes) -> list[Block]:
    """Runs of words that both have, in order."""
    return [block for block in aligned.as_matching_blocks() if block.size]


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


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    """A word as it is compared: folded, punctuation at its ends aside."""
    folded = normalise(word)
    return folded.strip("\"'()[]{}.,;:!?•") or folded


def _together(blocks: list[Block], nearby: int) -> list[Block]:
    """The blocks that lie about the longest, in words of the text: what is farther off is chance."""
    longest = max(blocks, key=lambda block: block.size, default=None)
    if longest is None:
        return []
    offset = longest.b - longest.a
    return [block for block in blocks if abs(block.b - block.a - offset) <= nearby]


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
