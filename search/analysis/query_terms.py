"""What a question asks for, in terms of the index: its words, how rare they are, which of them are names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus.sentences import sentences
from search.analysis.language import is_function_word

_WORD = re.compile(r"[^\W_](?:[\w&'’.-]*\w)?")
_SENTENCE_END = re.compile(r"(?:^\W*|[!?]\s+|\w{4}[.:]\s+|[\"“‘(]\s*)$")
_TITLES = frozenset(("mr", "ms", "mrs", "dr", "prof"))


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """An analysed term of the question, how often it stands there, and in how many passages."""

    text: str
    count: int
    frequency: int


@dataclass(frozen=True, slots=True)
class Name:
    """A word of the question that names something: its terms, and where it stands."""

    terms: tuple[str, ...]
    start: int
    end: int

    def held(self, terms: Collection[str]) -> bool:
        """Whether any of its terms is among ``terms``."""
        return any(term in terms for term in self.terms)


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms of a question against a corpus of ``passages`` passages.

    ``names`` are the words that name something: written with a capital within a sentence, in capitals, or with a
    digit.
    """

    terms: tuple[QueryTerm, ...]
    passages: int
    names: tuple[Name, ...] = ()

    @classmethod
    def of(
        cls, text: str, analyse: Callable[[str], Sequence[str]], frequency: Callable[[str], int], passages: int
    ) -> QueryTerms:
        """Analyse ``text``; ``frequency`` tells how many passages hold a term."""
        counts = Counter(analyse(text))
        terms = tuple(QueryTerm(term, count, frequency(term)) for term, count in counts.items())
        names = tuple(
            Name(found, start, end)
            for start, end in name_spans(text)
            if (found := tuple(analyse(text[start:end])))
        )
        return cls(terms, passages, names)

    def rarity(self, term: QueryTerm) -> float:
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


def name_spans(text: str) -> list[tuple[int, int]]:
    """Where in ``text`` the words stand that name something."""
    if text.upper() == text:
        return []
    begins = {start for start, _ in sentences(text)}
    return [match.span() for match in _WORD.finditer(text) if _is_name(match[0], text[: match.start()], begins)]


def _is_name(word: str, before: str, begins: Collection[int]) -> bool:
    if any(letter.isdigit() for letter in word):
        return True
    if word.lower().rstrip(".") in _TITLES or is_function_word(word):
        return False
    capitals = sum(letter.isupper() for letter in word)
    if capitals >= 2:
        return True
    if not word[0].isupper() or len(word) < 2:
        return False
    # Last, for it reads all that stands before the word.
    return len(before) not in begins and not _SENTENCE_END.search(before)
