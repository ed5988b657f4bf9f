"""The terms of a query: how often each occurs, how rare it is in the corpus, and which words are names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus.sentences import sentences
from search.analysis.bm25 import idf
from search.language import is_foreign, is_function_word, is_latin

_WORD = re.compile(r"[^\W_](?:[\w&'’.-]*\w)?")
_LATIN_WORD = re.compile(r"[A-Za-z](?:[A-Za-z&'’.-]*[A-Za-z])?")
_SENTENCE_END = re.compile(r"(?:[!?]\s+|\w{4}[.:]\s+|[\"“‘(]\s*)$")
_LONGEST_END = 80
"""Characters before a word that are looked at for the end of a sentence."""
_TITLES = frozenset(("mr", "ms", "mrs", "dr", "prof"))


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of the query, its ``count`` there, and how many passages contain it."""

    text: str
    count: int
    document_frequency: int


@dataclass(frozen=True, slots=True)
class Name:
    """A word of the query that names something: its terms, and its offsets in the query."""

    terms: tuple[str, ...]
    start: int
    end: int

    def is_among(self, terms: Collection[str]) -> bool:
        """Whether any of its terms is among ``terms``."""
        return any(term in terms for term in self.terms)


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms of a query against a corpus of ``passages`` passages.

    ``names`` are the words that name something: capitalised within a sentence, in capitals, or with a digit.
    """

    terms: tuple[QueryTerm, ...]
    passages: int
    names: tuple[Name, ...] = ()

    @classmethod
    def of(
        cls,
        text: str,
        analyze: Callable[[str], Sequence[str]],
        document_frequency: Callable[[str], int],
        passages: int,
    ) -> QueryTerms:
        """Analyze ``text``; ``document_frequency`` tells how many passages contain a term."""
        counts = Counter(analyze(text))
        terms = tuple(QueryTerm(term, count, document_frequency(term)) for term, count in counts.items())
        names = tuple(
            Name(name_terms, start, end)
            for start, end in name_spans(text)
            if (name_terms := tuple(analyze(text[start:end])))
        )
        return cls(terms, passages, names)

    def idf(self, term: QueryTerm) -> float:
        """The term's inverse document frequency times its count in the query."""
        return term.count * idf(self.passages, min(term.document_frequency, self.passages))

    @property
    def total_idf(self) -> float:
        """The sum of :meth:`idf` over all terms."""
        return sum(self.idf(term) for term in self.terms)

    def oov_share(self, corrected: Collection[str] = ()) -> float:
        """The out-of-vocabulary share: of the total idf, what belongs to terms that no passage contains.

        Terms that were ``corrected`` do not count. 1 for a query without terms.
        """
        total = self.total_idf
        unknown = (term for term in self.terms if not term.document_frequency and term.text not in corrected)
        return sum(self.idf(term) for term in unknown) / total if total else 1.0


def name_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of the words of ``text`` that name something; none in a text without lower case.

    In another language, names have other forms ("Ngân hàng Phát triển Châu Á") and capitals other rules. Only
    Latin words with capitals within another script are names there.
    """
    if is_foreign(text):
        found = [] if is_latin(text) else _LATIN_WORD.finditer(text)
        return [match.span() for match in found if not match[0].islower()]
    if text.upper() == text:
        return []
    sentence_starts = {start for start, _ in sentences(text)}
    words = list(_WORD.finditer(text))
    sentence_starts.update(match.start() for match in words[:1])
    return [match.span() for match in words if _is_name(match, sentence_starts)]


def _is_name(match: re.Match[str], sentence_starts: Collection[int]) -> bool:
    word, start = match[0], match.start()
    if any(letter.isdigit() for letter in word):
        return True
    if word.lower().rstrip(".") in _TITLES or is_function_word(word):
        return False
    capitals = sum(letter.isupper() for letter in word)
    if capitals >= 2:
        return True
    if not word[0].isupper() or len(word) < 2:
        return False
    return start not in sentence_starts and not _SENTENCE_END.search(
        match.string, max(0, start - _LONGEST_END), start
    )
