"""Spelling correction against the corpus's own terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

Vocabulary = Callable[[str], Sequence[tuple[str, int]]]
"""(term, document frequency) of every term that begins with a prefix."""

_MIN_LENGTH = 4
_TWO_SLIPS_FROM = 7
_MOST = 3
_WEIGHT = {1: 0.8, 2: 0.6}


def suggestions(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Terms of the corpus that ``term`` may be a misspelling of, each with its weight beside an exact match.

    Only for terms the corpus lacks. One slip (a letter added, dropped, changed, or two swapped) is allowed from 4
    letters, two from 7; the first letter must be right, as it nearly always is. Words with digits are codes and
    never corrected.
    """
    if len(term) < _MIN_LENGTH or not term.isalpha():
        return []
    allowed = 2 if len(term) >= _TWO_SLIPS_FROM else 1
    near: list[tuple[int, int, str]] = []
    for candidate, frequency in vocabulary(term[:1] if len(term) < _TWO_SLIPS_FROM else term[:2]):
        if abs(len(candidate) - len(term)) > allowed or not candidate.isalpha():
            continue
        distance = int(OSA.distance(term, candidate, score_cutoff=allowed))
        if 0 < distance <= allowed:
            near.append((distance, -frequency, candidate))
    best = min((distance for distance, _, _ in near), default=0)
    return [(word, _WEIGHT[best]) for distance, _, word in sorted(near)[:_MOST] if distance == best]
