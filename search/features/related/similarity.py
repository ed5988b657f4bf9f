"""How alike two passages are in their words, rare words counting for more."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.ids import normalise
from search.index.protocols import LexicalIndex

_WORD = re.compile(r"\w+(?:[&'’.-]\w+)*")
_TURNS = frozenset(
    "not no never neither nor without cannot don't doesn't isn't less fewer against stop avoid".split()
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Similarity:
    """What a ``subject`` and an ``other`` share. All are from 0 to 1 but ``run``.

    ``overlap``   cosine of their sets of terms, each weighted by its rarity
    ``contained`` share of the subject's weight that the other has; ``containing`` the other way round
    ``run``       terms in the longest stretch both have in the same order
    ``turned``    a negation or a number stands in one and not in the other
    ``shared``    words of the other that the subject has too, the rarest first, as they are written there
    """

    overlap: float
    contained: float
    containing: float
    run: int
    turned: bool
    shared: tuple[str, ...]


class Comparer:
    """Compares passages with one subject.

    Terms are those of ``lexical``, so inflection and spelling are folded.
    """

    def __init__(self, lexical: LexicalIndex, passages: int, subject: str) -> None:
        self._lexical = lexical
        self._passages = passages
        self._weights: dict[str, float] = {}
        self._subject = subject
        self._sequence = self._terms(subject)
        self._set = frozenset(self._sequence)
        self._mine = self._norm(self._set)

    def overlap(self, other: str) -> float:
        """The ``overlap`` alone, which costs a tenth."""
        theirs = frozenset(self._terms(other))
        return self._cosine(theirs)

    def _cosine(self, theirs: frozenset[str]) -> float:
        yours = self._norm(theirs)
        return self._norm(self._set & theirs) / math.sqrt(self._mine * yours) if self._mine and yours else 0.0

    def to(self, other: str) -> Similarity:
        """How the subject and ``other`` are alike."""
        sequence = self._terms(other)
        theirs = frozenset(sequence)
        both = self._set & theirs
        return Similarity(
            overlap=self._cosine(theirs),
            contained=self._weight(both) / (self._weight(self._set) or 1.0),
            containing=self._weight(both) / (self._weight(theirs) or 1.0),
            run=_longest_run(self._sequence, sequence) if both else 0,
            turned=_turns(self._subject) != _turns(other),
            shared=self._written(other, both),
        )

    def _terms(self, text: str) -> list[str]:
        return [term for _, term in self._lexical.terms(text)]

    def _rarity(self, term: str) -> float:
        if term not in self._weights:
            self._weights[term] = math.log((self._passages + 1) / (self._lexical.document_frequency(term) + 0.5))
        return max(0.0, self._weights[term])

    def _weight(self, terms: frozenset[str]) -> float:
        return sum(self._rarity(term) for term in terms)

    def _norm(self, terms: frozenset[str]) -> float:
        return sum(self._rarity(term) ** 2 for term in terms)

    def _written(self, text: str, terms: frozenset[str]) -> tuple[str, ...]:
        """The words of ``text`` that give ``terms``."""
        found: dict[str, str] = {}
        for match in _WORD.finditer(text) if terms else ():
            for term in self._terms(match[0]):
                if term in terms:
                    found.setdefault(term, match[0])
        return tuple(dict.fromkeys(found[term] for term in sorted(found, key=lambda t: (-self._rarity(t), t))))


def _longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    return SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size


def _turns(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = normalise(text)
    return frozenset(words.split()) & _TURNS, frozenset(_NUMBER.findall(words))
