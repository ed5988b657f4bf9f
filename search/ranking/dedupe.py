"""Near-duplicate passages: the same deck as PPT and PDF, a recommendation made twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.ids import normalise
from corpus.model import Passage
from search.arrays import Floats

MIN_JACCARD = 0.9
"""Share of their words that two passages must have in common (Jaccard) to be duplicates."""
LOOKAHEAD = 10
"""How far beyond the passages shown duplicates of them are looked for."""
MIN_COSINE = 0.8
"""Cosine below which words are not compared. Vectors include each document's own headings, the words do not."""


def read_deduplicated(
    read: Callable[[NDArray[np.intp]], list[Passage]],
    vectors: Floats,
    order: NDArray[np.intp],
    wanted: int,
    *,
    dedupe: bool,
) -> tuple[dict[int, Passage], dict[int, int]]:
    """Read the best passages, and find which of them duplicate an earlier one.

    ``vectors`` are those of the candidates, ``order`` their indices best first; ``read`` returns the passages of
    some indices. Returns the passages by rank (from 0), and {rank of a duplicate: rank of its original}.

    With ``dedupe`` enough are read to leave ``wanted`` originals: first the best and what is near one of them; if
    a duplicate is among the best, all within the look-ahead; if that is not enough, all.
    """
    shown = min(wanted, len(order))

    def taken(ranks: list[int]) -> tuple[dict[int, Passage], dict[int, int]]:
        passages = read(order[ranks])
        copies = duplicates_of(passages, vectors[order[ranks]]) if dedupe else {}
        by_rank = dict(zip(ranks, passages, strict=True))
        return by_rank, {ranks[copy]: ranks[first] for copy, first in copies.items()}

    if not dedupe:
        return taken(list(range(shown)))
    found, copies = taken([*range(shown), *near_duplicates(vectors[order[: wanted + LOOKAHEAD]], shown).tolist()])
    if any(copy < shown for copy in copies):
        found, copies = taken(list(range(min(wanted + LOOKAHEAD, len(order)))))
        if len(found) - len(copies) < shown:
            return taken(list(range(len(order))))
    return found, copies


def near_duplicates(vectors: Floats, shown: int) -> NDArray[np.intp]:
    """Indices after the first ``shown`` that are near enough to one of these to compare their words."""
    cosines = vectors[:shown] @ vectors[shown:].T
    return shown + np.flatnonzero((cosines >= MIN_COSINE).any(axis=0))


def duplicates_of(passages: Sequence[Passage], vectors: Floats) -> dict[int, int]:
    """{index: index of the first passage that says the same}, for every passage that repeats an earlier one.

    ``vectors`` are the unit vectors of the passages, shape (len(passages), d).
    """
    words: dict[int, frozenset[str]] = {}
    first: dict[int, int] = {}
    for later, earlier in np.argwhere(np.tril(vectors @ vectors.T >= MIN_COSINE, -1)).tolist():
        if later in first or earlier in first:
            continue
        if _same_words(_words(passages, later, words), _words(passages, earlier, words)):
            first[later] = earlier
    return first


def _words(passages: Sequence[Passage], index: int, known: dict[int, frozenset[str]]) -> frozenset[str]:
    """The words of a passage, split when first needed: most passages are near no other."""
    if index not in known:
        known[index] = frozenset(normalise(passages[index].text).split())
    return known[index]


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    union = len(one | other)
    return union > 0 and len(one & other) >= MIN_JACCARD * union
