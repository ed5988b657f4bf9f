"""Late interaction: how near the words of a question come to words of each of the best candidates."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from search.analysis.language import function_word
from search.arrays import Floats
from search.ranking.fusion import standardise
from search.ranking.parameters import Fusion

_LEAST, _MOST = 20, 50
_TOKENS = 6000
"""How many of the best candidates are compared word by word: as many as hold so many tokens, within bounds. That
takes about a third of a millisecond, and more of them move nothing within the first ten."""
LONGEST = 64
"""Tokens of a question, its function words left out, up to which that is done: a text that serves as a question is
told apart by its vector and its words, and would take milliseconds."""
_USUAL, _SHORTEST = 64, 32
"""Tokens of a passage for which :attr:`Fusion.late` is said, and below which passages count as no shorter: the
shortest it was fitted on have 38."""


def content(text: str, places: NDArray[np.int32]) -> list[int]:
    """Which tokens of ``text`` carry its content; ``places`` are their (start, end).

    Not punctuation, nor function words: some passage always has an "of" that is nearer than those of others. All
    of them in a text of nothing else.
    """
    kept = [at for at, (start, end) in enumerate(places.tolist()) if _carries(text, start, end)]
    return kept or list(range(len(places)))


def _carries(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    if not any(letter.isalnum() for letter in piece):
        return False
    whole = not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum()
    return not (whole and function_word(piece))


def pool(scores: Floats, mean_length: float) -> NDArray[np.intp]:
    """Places of the best of ``scores``, best first, as many as are compared where passages are so long."""
    size = int(min(_MOST, max(_LEAST, _TOKENS / max(mean_length, 1.0))))
    return np.argsort(-scores, kind="stable")[:size]


def weight(parameters: Fusion, unknown: float, mean_length: float) -> float:
    """How much late interaction counts beside the fused score, both in standard deviations.

    More where the corpus lacks the question's words (``unknown``: their share by rarity): other words must then be
    compared. Less the longer passages are (``mean_length`` tokens): of more tokens one is near by chance.
    """
    return math.exp(parameters.late + parameters.late_unknown * unknown) * _USUAL / max(mean_length, _SHORTEST)


def rescored(scores: Floats, pool: NDArray[np.intp], nearness: Floats, strength: float) -> Floats:
    """``scores`` with ``strength`` × the standardised ``nearness`` of the candidates in ``pool``, the best ones.

    Scores become standard deviations from the pool's mean. Candidates outside it stay below all within, in order.
    """
    own = scores[pool]
    deviation = max(float(own.std()), 1e-6)
    late = standardise(nearness)
    found = (scores - own.mean()) / deviation + strength * float(late.min(initial=0.0))
    found[pool] = (own - own.mean()) / deviation + strength * late
    return np.asarray(found, np.float32)
