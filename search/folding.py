"""Passages that say the same: the same deck as PPT and PDF, a recommendation made twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.ids import normalise
from corpus.model import Passage

ALIKE = 0.9
"""Share of words two passages must have in common (Jaccard) to be folded."""
NEAR = 0.8
"""Cosine below which words are not compared: the vectors carry each document's own headings, the words do not."""


def may_fold(vectors: NDArray[np.float32], shown: int) -> bool:
    """Whether any of the first ``shown`` is so near another that their words are worth comparing."""
    nearness = vectors[:shown] @ vectors.T
    np.fill_diagonal(nearness, -1.0)
    return bool(nearness.max(initial=-1.0) >= NEAR)


def folded(passages: Sequence[Passage], vectors: NDArray[np.float32]) -> dict[int, int]:
    """Which places repeat which earlier place: {place: the first that says the same}.

    ``vectors`` are the unit-length vectors of the passages, row by row. Copies of copies point at the first.
    """
    nearness = vectors @ vectors.T
    words: dict[int, frozenset[str]] = {}
    first: dict[int, int] = {}
    for place in range(len(passages)):
        for earlier in np.flatnonzero(nearness[place, :place] >= NEAR).tolist():
            if earlier not in first and _alike(_words(passages, place, words), _words(passages, earlier, words)):
                first[place] = earlier
                break
    return first


def _words(passages: Sequence[Passage], place: int, known: dict[int, frozenset[str]]) -> frozenset[str]:
    """The words of a passage, taken apart when they are first asked for: most passages are near no other."""
    if place not in known:
        known[place] = frozenset(normalise(passages[place].text).split())
    return known[place]


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    either = len(mine | theirs)
    return either > 0 and len(mine & theirs) >= ALIKE * either
