"""Passages that say the same: the same deck as PPT and PDF, a recommendation made twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.ids import normalise
from corpus.model import Passage
from search.arrays import Floats

ALIKE = 0.9
"""Share of words two passages must have in common (Jaccard) to be folded."""
AHEAD = 10
"""How far beyond those shown copies of them are looked for."""
NEAR = 0.8
"""Cosine below which words are not compared: the vectors carry each document's own headings, the words do not."""


def leading(
    read: Callable[[NDArray[np.intp]], list[Passage]],
    vectors: Floats,
    order: NDArray[np.intp],
    wanted: int,
    *,
    fold: bool,
) -> tuple[dict[int, Passage], dict[int, int]]:
    """The best passages by their place in ``order``, and which places repeat which earlier one.

    ``vectors`` are those of the candidates, ``order`` sorts them best first, ``read`` reads the passages of some.
    With ``fold`` as many are read as leave ``wanted`` when copies are taken off: the first and what is near one of
    them, where none of the first is a copy; else all for some way ahead, else all.
    """
    many = min(wanted, len(order))

    def taken(places: list[int]) -> tuple[dict[int, Passage], dict[int, int]]:
        passages = read(order[places])
        copies = folded(passages, vectors[order[places]]) if fold else {}
        return dict(zip(places, passages, strict=True)), {places[copy]: places[at] for copy, at in copies.items()}

    if not fold:
        return taken(list(range(many)))
    found, copies = taken([*range(many), *near(vectors[order[: wanted + AHEAD]], many).tolist()])
    if any(copy < many for copy in copies):
        found, copies = taken(list(range(min(wanted + AHEAD, len(order)))))
        if len(found) - len(copies) < many:
            return taken(list(range(len(order))))
    return found, copies


def near(vectors: Floats, shown: int) -> NDArray[np.intp]:
    """Places after the first ``shown`` whose words are worth comparing with those of one of the first."""
    nearness = vectors[:shown] @ vectors[shown:].T
    return shown + np.flatnonzero((nearness >= NEAR).any(axis=0))


def folded(passages: Sequence[Passage], vectors: Floats) -> dict[int, int]:
    """Which places repeat which earlier place: {place: the first that says the same}.

    ``vectors`` are the unit-length vectors of the passages, row by row. Copies of copies point at the first.
    """
    words: dict[int, frozenset[str]] = {}
    first: dict[int, int] = {}
    for place, earlier in np.argwhere(np.tril(vectors @ vectors.T >= NEAR, -1)).tolist():
        if place in first or earlier in first:
            continue
        if _alike(_words(passages, place, words), _words(passages, earlier, words)):
            first[place] = earlier
    return first


def _words(passages: Sequence[Passage], place: int, known: dict[int, frozenset[str]]) -> frozenset[str]:
    """The words of a passage, taken apart when they are first asked for: most passages are near no other."""
    if place not in known:
        known[place] = frozenset(normalise(passages[place].text).split())
    return known[place]


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    either = len(mine | theirs)
    return either > 0 and len(mine & theirs) >= ALIKE * either
