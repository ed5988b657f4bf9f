"""What a question asks for, in terms of the index: its words, how rare they are, which of them are names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_](?:[\w&'’.-]*\w)?")
_SENTENCE_END = re.compile(r"(?:^\W*|[!?]\s+|\w{4}[.:]\s+|[\"“‘(]\s*)$")
_TITLES = frozenset(("mr", "ms", "mrs", "dr", "prof"))


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """An analysed term of the question, how often it stands there, and in how many passages."""

    text: str
    count: int
    frequency: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a question against a corpus of ``passages`` passages.

    ``names`` are the terms of each word that names something: written with a capital within a sentence, in
    capitals, or with a digit.
    """

    terms: tuple[AskedTerm, ...]
    passages: int
    names: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(
        cls, text: str, analyse: Callable[[str], Sequence[str]], frequency: Callable[[str], int], passages: int
    ) -> Asked:
        """Analyse ``text``; ``frequency`` tells how many passages hold a term."""
        counts = Counter(analyse(text))
        terms = tuple(AskedTerm(term, count, frequency(term)) for term, count in counts.items())
        names = tuple(found for word in named_words(text) if (found := tuple(analyse(word))))
        return cls(terms, passages, names)

    def rarity(self, term: AskedTerm) -> float:
        """BM25's inverse document frequency times the term's count in the question."""
        held = min(term.frequency, self.passages)
        return term.count * math.log(1.0 + (self.passages - held + 0.5) / (held + 0.5))

    @property
    def weight(self) -> float:
        """The rarity of all terms together."""
        return sum(self.rarity(term) for term in self.terms)

    @property
    def unknown(self) -> float:
        """The share (by rarity) of the terms that no passage holds; 1 for a question without terms."""
        missing = sum(self.rarity(term) for term in self.terms if not term.frequency)
        return missing / self.weight if self.weight else 1.0

    def covered(self, held: Collection[str]) -> float:
        """The share (by rarity) of the terms that are in ``held``."""
        found = sum(self.rarity(term) for term in self.terms if term.text in held)
        return found / self.weight if self.weight else 0.0

    def names_missing(self, held: Collection[str]) -> float:
        """The share of the question's names of which no term is in ``held``; 0 where it names nothing."""
        if not self.names:
            return 0.0
        return sum(not any(term in held for term in name) for name in self.names) / len(self.names)


def named_words(text: str) -> list[str]:
    """The words of ``text`` that name something, as they are written."""
    if text.upper() == text:
        return []
    return [match[0] for match in _WORD.finditer(text) if _is_name(match[0], text[: match.start()])]


def _is_name(word: str, before: str) -> bool:
    if any(letter.isdigit() for letter in word):
        return True
    if word.lower().rstrip(".") in _TITLES:
        return False
    capitals = sum(letter.isupper() for letter in word)
    if capitals >= 2:
        return True
    return word[0].isupper() and len(word) > 1 and not _SENTENCE_END.search(before)
