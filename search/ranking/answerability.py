"""How sure one may be that the best passages answer: calibrated, and never read off a fused score."""

from __future__ import annotations

import math
from dataclasses import dataclass

from search.ranking.parameters import Confidence

_NEAR = 0.4
"""Among some ninety passages on one subject a cosine above this says no more: near misses reach it as well."""
_SMALL = math.log(90.0)
_HELD, _NOTHING = 0.75, 0.35
"""Cosines of a name's tokens to the nearest in a passage from which it counts as held ("Malaysian", "Malaysia"),
and up to which it counts as missing."""


@dataclass(frozen=True, slots=True)
class Features:
    """What an answer shows of whether it is one.

    ``cosine``: of the nearest passage. ``passages``: how many there are; the more, the nearer chance comes.
    ``weakest``: how near the word of the question that is farthest from all of the best passage's words comes to
    one of them, as a cosine; None where that is not known. ``names_missing``: how much of the names asked for no
    leading passage holds, from 0 to 1. ``kind_missing``: whether an amount, number, date or contact is asked for
    and no leading passage holds one.
    """

    cosine: float
    passages: int
    weakest: float | None = None
    names_missing: float = 0.0
    kind_missing: bool = False


def confidence(signs: Features, parameters: Confidence) -> float:
    """From 0 to 1: of a hundred answers given with .8, about eighty are answers."""
    more = max(math.log(max(signs.passages, 1)) - _SMALL, 0.0)
    logit = (
        parameters.bias
        + parameters.near * min(signs.cosine, _NEAR)
        + parameters.size_cosine * more * signs.cosine
        + parameters.size * more
        + parameters.weakest * (parameters.weakest_unknown if signs.weakest is None else signs.weakest)
        + parameters.names_missing * signs.names_missing
        + parameters.kind_missing * signs.kind_missing
    )
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


def name_missing(cosine: float) -> float:
    """How much a name is missing of which ``cosine`` is how near its tokens come to those of the passages."""
    return min(1.0, max(0.0, (_HELD - cosine) / (_HELD - _NOTHING)))
