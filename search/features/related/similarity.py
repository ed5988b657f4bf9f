"""How similar two passages are in their words; rare words count for more."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.ids import normalise
from search.index.protocols import LexicalIndex

_WORD = re.compile(r"\w+(?:[&'’.-]\w+)*")
_NEGATIONS = frozenset(
    "not no never neither nor without cannot don't doesn't isn't less fewer against stop avoid".split()
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Similarity:
    """What a ``subject`` and an ``other`` passage share. The first three are from 0 to 1.

    ``overlap``             cosine of their sets of terms, weighted by inverse document frequency
    ``contained``           share of the subject's weight that the other has
    ``containing``          share of the other's weight that the subject has
    ``longest_common_run``  number of terms in the longest stretch that both have in the same order
    ``negation_differs``    a negation or a number occurs in one and not in the other
    ``shared``              words of the other that the subject has too, rarest first, as they are written there
    """

    overlap: float
    contained: float
    containing: float
    longest_common_run: int
    negation_differs: bool
    shared: tuple[str, ...]


class Comparer:
    """Compares passages with one ``subject`` by their terms, so inflection and spelling do not matter."""

    def __init__(self, lexical: LexicalIndex, passages: int, subject: str) -> None:
        self._lexical = lexical
        self._passages = passages
        self._weights: dict[str, float] = {}
        self._subject = subject
        self._sequence = self._terms(subject)
        self._set = frozenset(self._sequence)
        self._mine = self._norm(self._set)

    def overlap(self, other: str) -> float:
        """The ``overlap`` alone, at a tenth of the cost of :meth:`compare`."""
        theirs = frozenset(self._terms(other))
        return self._cosine(theirs)

    def _cosine(self, theirs: frozenset[str]) -> float:
        yours = self._norm(theirs)
        return self._norm(self._set & theirs) / math.sqrt(self._mine * yours) if self._mine and yours else 0.0

    def compare(self, other: str) -> Similarity:
        """What the subject and ``other`` share."""
        sequence = self._terms(other)
        theirs = frozenset(sequence)
        both = self._set & theirs
        return Similarity(
            overlap=self._cosine(theirs),
            contained=self._weight(both) / (self._weight(self._set) or 1.0),
            containing=self._weight(both) / (self._weight(theirs) or 1.0),
            longest_common_run=_longest_common_run(self._sequence, sequence) if both else 0,
            negation_differs=_negations(self._subject) != _negations(other),
            shared=self._written(other, both),
        )

    def _terms(self, text: str) -> list[str]:
        return [term for _, term in self._lexical.terms(text)]

    def _idf(self, term: str) -> float:
        # Not BM25's formula: the bounds of search.features.related.label were fitted with this one.
        if term not in self._weights:
            self._weights[term] = math.log((self._passages + 1) / (self._lexical.document_frequency(term) + 0.5))
        return max(0.0, self._weights[term])

    def _weight(self, terms: frozenset[str]) -> float:
        return sum(self._idf(term) for term in terms)

    def _norm(self, terms: frozenset[str]) -> float:
        return sum(self._idf(term) ** 2 for term in terms)

    def _written(self, text: str, terms: frozenset[str]) -> tuple[str, ...]:
        """The words of ``text`` that give ``terms``."""
        found: dict[str, str] = {}
        for match in _WORD.finditer(text) if terms else ():
            for term in self._terms(match[0]):
                if term in terms:
                    found.setdefault(term, match[0])
        return tuple(dict.fromkeys(found[term] for term in sorted(found, key=lambda t: (-self._idf(t), t))))


def _longest_common_run(a: Sequence[str], b: Sequence[str]) -> int:
    return SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size


def _negations(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = normalise(text)
    return frozenset(words.split()) & _NEGATIONS, frozenset(_NUMBER.findall(words))
