"""Misspelt words: what the corpus has instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

Vocabulary = Callable[[str], Sequence[tuple[str, int]]]
"""(term, document frequency) of every term that begins with a prefix."""

_SHORTEST = 4
_LONG = 7
_KEPT = 3
_WEIGHT = {1: 0.8, 2: 0.6}


def suggestions(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Terms of the corpus that ``term`` may be a slip for, each with what it counts for beside an exact one.

    Only for terms the corpus lacks. One slip (a letter added, dropped, changed, or two swapped) is allowed from 4
    letters, two from 7; the first letter must be right, as it nearly always is. Words with digits are codes and
    stay as they are.
    """
    if len(term) < _SHORTEST or not term.isalpha():
        return []
    allowed = 2 if len(term) >= _LONG else 1
    near: list[tuple[int, int, str]] = []
    for candidate, frequency in vocabulary(term[:1] if len(term) < _LONG else term[:2]):
        if abs(len(candidate) - len(term)) > allowed or not candidate.isalpha():
            continue
        distance = int(OSA.distance(term, candidate, score_cutoff=allowed))
        if 0 < distance <= allowed:
            near.append((distance, -frequency, candidate))
    best = min((distance for distance, _, _ in near), default=0)
    return [(word, _WEIGHT[best]) for distance, _, word in sorted(near)[:_KEPT] if distance == best]
