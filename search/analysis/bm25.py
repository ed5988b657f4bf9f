"""BM25 as tantivy computes it, for everything that must give the same scores.

Robertson and Zaragoza 2009, with the inverse document frequency that is never negative.
"""

from __future__ import annotations

import math
from bisect import bisect_right

K1, B = 1.2, 0.75
"""Fixed in tantivy."""


def _lengths() -> list[int]:
    """The 256 lengths that one byte stands for: exact up to 40, then eight steps for every doubling."""
    eighths = [(code & 7 | 8) << ((code >> 3) - 1) if code >= 8 else code for code in range(256 - 24)]
    return [*range(24), *(24 + step for step in eighths)]


_LENGTHS = _lengths()


def quantised_length(length: int) -> int:
    """The length of a passage in terms, as the index stores it."""
    return _LENGTHS[bisect_right(_LENGTHS, length) - 1]


def idf(passages: int, document_frequency: int) -> float:
    """Inverse document frequency of a term that ``document_frequency`` of ``passages`` passages contain."""
    return math.log(1.0 + (passages - document_frequency + 0.5) / (document_frequency + 0.5))


def saturation(count: int, length: int, mean_length: float) -> float:
    """The factor on a term's idf for ``count`` occurrences in a passage of ``length`` terms."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * quantised_length(length) / mean_length))
