"""Variety: that one document does not take the places of others that answer nearly as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arrays import Floats

LOOKAHEAD = 40
"""How many of the best passages are looked at: what stands below them is not near the first ten."""
_NEARLY = 0.25
"""A passage gives its place to one that is worse by less than this share of the difference between the best and
the last of those looked at."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A ranking in which no document stands too often; ``order`` and ``scores`` as in a ranking.

    ``held_back`` are the candidates that lost their place, with their documents.
    """

    order: NDArray[np.intp]
    scores: Floats
    held_back: tuple[tuple[int, str], ...] = ()


def spread(order: NDArray[np.intp], scores: Floats, documents: Sequence[str], per_document: int) -> Spread:
    """``order`` with the passages beyond ``per_document`` of a document below others that are nearly as good.

    ``documents`` are those of the first of ``order``, as many as are looked at.
    """
    looked = order[: len(documents)]
    if len(set(documents)) < 2:
        return Spread(order, scores)
    seen: Counter[str] = Counter()
    surplus = np.zeros(len(looked), np.bool_)
    for index, document in enumerate(documents):
        seen[document] += 1
        surplus[index] = seen[document] > per_document
    margin = np.float32(_NEARLY) * (scores[looked[0]] - scores[looked[-1]])
    lowered = scores[looked] - margin * surplus
    lowered = np.maximum(lowered, scores[looked[-1]])
    best = np.argsort(-lowered, kind="stable")
    changed = scores.copy()
    changed[looked] = lowered
    held_back = tuple((int(looked[i]), documents[i]) for i in np.flatnonzero(surplus).tolist())
    return Spread(np.concatenate([looked[best], order[len(looked) :]]), changed, held_back)
