"""Spelling correction against the corpus's own terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

Vocabulary = Callable[[str], Sequence[tuple[str, int]]]
"""(term, document frequency) of every term that begins with a prefix."""

_MIN_LENGTH = 4
_TWO_SLIPS_FROM = 7
_MOST = 3
_TWO_SLIPS_IN_A_WORD = 9
_MOST_STEMS = 8
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
    known = vocabulary(term[:1] if len(term) < _TWO_SLIPS_FROM else term[:2])
    # All compared in one call: a loop here took ten times as long.
    found = process.extract(
        term, [word for word, _ in known], scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    near = [(int(distance), -known[at][1], word) for word, distance, at in found if distance and word.isalpha()]
    best = min((distance for distance, _, _ in near), default=0)
    return [(word, _WEIGHT[best]) for distance, _, word in sorted(near)[:_MOST] if distance == best]


def slips(first: str, second: str) -> int:
    """How many slips lie between two words, whatever their case."""
    return int(OSA.distance(first.lower(), second.lower()))


def slips_allowed(word: str) -> int:
    """How many slips a correction of ``word`` may mend.

    None in words of up to three letters and in codes; two in long words, for of shorter ones "forest" and
    "foresight" would be taken for each other.
    """
    if len(word) < _MIN_LENGTH or not word.isalpha():
        return 0
    return 2 if len(word) >= _TWO_SLIPS_IN_A_WORD else 1


def possible_stems(word: str, vocabulary: Vocabulary) -> list[str]:
    """Terms of the corpus of which ``word`` may be a misspelt form, the likeliest first; at most eight.

    Terms are stems: "incubtor" has the beginning of "incub", and whether it is a form of it, only its forms tell.
    """
    lower = word.lower()
    by_length: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for known in vocabulary(lower[:1] if len(lower) < _TWO_SLIPS_FROM else lower[:2]):
        by_length[len(known[0])].append(known)
    near = []
    for length, stems in sorted(by_length.items()):
        if not _MIN_LENGTH <= length <= len(lower) + 1:
            continue
        found = process.extract(
            lower[:length], [stem for stem, _ in stems], scorer=OSA.distance, score_cutoff=2, limit=None
        )
        near += [(int(d), len(lower) - length, -stems[at][1], stem) for stem, d, at in found if stem.isalpha()]
    return [stem for *_, stem in sorted(near)[:_MOST_STEMS]]
