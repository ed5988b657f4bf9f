"""How sure one may be that the best passages answer: calibrated, and never read off a fused score."""

from __future__ import annotations

import math
from dataclasses import dataclass

from search.ranking.parameters import Confidence

_MOST_LIFT = 8.0
"""Above this, further lift says nothing: every question on a small corpus of one subject is far above chance."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What an answer shows of whether it is one.

    ``cosine``: of the nearest passage. ``lift``: the same, as standard deviations above what unrelated questions
    reach in this corpus. ``covered``: share (by rarity) of the question's words that the best passage holds.
    ``size``: natural logarithm of the number of passages, since the more there are the nearer chance comes.
    ``names_missing``: share of the names asked for that no leading passage holds. ``kind_missing``: whether an
    amount, number, date or contact is asked for and no leading passage holds one.
    """

    cosine: float
    lift: float
    covered: float
    size: float
    names_missing: float = 0.0
    kind_missing: bool = False


def confidence(signs: Signs, parameters: Confidence) -> float:
    """From 0 to 1: of a hundred answers given with .8, about eighty are answers."""
    logit = (
        parameters.bias
        + parameters.cosine * signs.cosine
        + parameters.lift * min(signs.lift, _MOST_LIFT)
        + parameters.covered * signs.covered
        + parameters.size * signs.size
        + parameters.names_missing * signs.names_missing
        + parameters.kind_missing * signs.kind_missing
    )
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))
