"""BM25 as tantivy computes it, for whatever else must give the same scores.

Robertson and Zaragoza 2009 with the inverse document frequency that is never negative.
"""

from __future__ import annotations

import math
from bisect import bisect_right

K1, B = 1.2, 0.75


def _lengths() -> list[int]:
    """The 256 lengths that one byte stands for: exact to 40, then eight steps to every doubling."""
    eighths = [(at & 7 | 8) << ((at >> 3) - 1) if at >= 8 else at for at in range(256 - 24)]
    return [*range(24), *(24 + step for step in eighths)]


_KEPT = _lengths()


def rounded(length: int) -> int:
    """The length of a passage in terms as the index keeps it."""
    return _KEPT[bisect_right(_KEPT, length) - 1]


def rarity(passages: int, holding: int) -> float:
    """What a term counts that ``holding`` of so many passages hold."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def saturation(count: int, length: int, mean: float) -> float:
    """What a term's ``count`` in a passage of ``length`` terms multiplies its rarity by."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * rounded(length) / mean))
