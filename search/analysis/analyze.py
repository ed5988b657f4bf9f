"""A query analyzed against one corpus: its terms, their spelling corrections, its quoted phrases."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from search.analysis.analyzer import Phrase, Term, TermDictionary
from search.analysis.bm25 import K1
from search.analysis.query_terms import QueryTerms
from search.analysis.spelling import suggestions
from search.analysis.term_matcher import WordAnalyzer

_QUOTED = re.compile(r"[\"“”„‟]([^\"“”„‟]{2,200})[\"“”„‟]")
_MIN_QUOTED_SHARE = 0.25
_MAX_TERMS = 32
"""Quoted text is a condition only in a query of at most so many terms of which at least this share is quoted."""
_MAX_PHRASES = 8
"""Different quoted phrases that are conditions; each costs a search of its own. Later ones are ignored."""


@dataclass(frozen=True)
class AnalyzedQuery:
    """The terms of a query, and ``corrections``: for each term the corpus lacks, terms it may be a misspelling of.

    Each correction has a weight from 0 to 1. ``phrases`` must occur as they stand. ``unknown`` are the terms that
    the corpus lacks and that are no words the encoder knows: misspelt words, or names.
    """

    text: str
    query_terms: QueryTerms
    corrections: Mapping[str, Mapping[str, float]]
    phrases: tuple[Phrase, ...]
    unknown: frozenset[str] = frozenset()

    @cached_property
    def search_terms(self) -> tuple[Term, ...]:
        """The terms to search for: the query's own weighted by count, corrections by how likely they are."""
        weights: defaultdict[str, float] = defaultdict(float)
        for term in self.query_terms.terms:
            if term.document_frequency:
                weights[term.text] += term.count
            for correction, weight in self.corrections.get(term.text, {}).items():
                weights[correction] = max(weights[correction], weight * term.count)
        return tuple(Term(text, weight) for text, weight in weights.items())

    @property
    def max_bm25(self) -> float:
        """The BM25 score that no passage can exceed: every query term, any number of times."""
        return max(self.query_terms.total_idf * (K1 + 1.0), 1e-9)

    @cached_property
    def term_weights(self) -> dict[str, float]:
        """The weight of each term that can match, for choosing among sentences."""
        weights = {term.text: self.query_terms.idf(term) for term in self.query_terms.terms}
        for term, corrections in self.corrections.items():
            weights |= {correction: weight * weights[term] for correction, weight in corrections.items()}
        return weights

    @cached_property
    def oov_share(self) -> float:
        """The share (by idf) of the query's terms that no passage contains, not even misspelt."""
        return self.query_terms.oov_share(self.corrections)

    def with_corrected(self, terms: set[str]) -> set[str]:
        """``terms``, and those of the query that one of them is a correction of."""
        return terms | {
            term for term, corrections in self.corrections.items() if not terms.isdisjoint(corrections)
        }


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each quoted part of ``text``, with its quotes."""
    return [match.span() for match in _QUOTED.finditer(text)]


TokenOffsets = Callable[[str], Iterable[tuple[int, int]]]
"""(start, end) of each token that the encoder splits a text into."""


def analyze(
    text: str, dictionary: TermDictionary, passages: int, words: WordAnalyzer, token_offsets: TokenOffsets
) -> AnalyzedQuery:
    """Analyze ``text`` against a corpus of ``passages`` passages.

    A word that is a single token for the encoder is spelt as meant, even if the corpus lacks it: "farm" is no
    misspelling of "firm". Names and misspellings fall into several tokens.
    """

    def terms_of(part: str) -> list[str]:
        return [term for _, term in dictionary.terms(part)]

    query_terms = QueryTerms.of(text, terms_of, dictionary.document_frequency, passages)
    unknown = {term.text for term in query_terms.terms if not term.document_frequency}
    if unknown:
        whole = set(token_offsets(text))
        unknown.difference_update(*(terms for start, end, terms in words.each(text) if (start, end) in whole))
    corrections = {
        term: dict(found) for term in sorted(unknown) if (found := suggestions(term, dictionary.vocabulary))
    }
    phrases = _phrases(text, dictionary, len(query_terms.terms))
    return AnalyzedQuery(text, query_terms, corrections, phrases, frozenset(unknown))


def _phrases(text: str, dictionary: TermDictionary, term_count: int) -> tuple[Phrase, ...]:
    """The quoted phrases that passages must contain.

    A few quoted words in a long sentence are a turn of speech, and a long text used as a query quotes others:
    neither is a condition. As conditions they cost .004 nDCG on claims from newspapers and .013 on essays.
    """
    quoted = (tuple(dictionary.terms(part)) for part in _QUOTED.findall(text))
    phrases = tuple(islice(dict.fromkeys(filter(None, quoted)), _MAX_PHRASES))
    are_conditions = term_count <= _MAX_TERMS and sum(map(len, phrases)) >= _MIN_QUOTED_SHARE * term_count
    return phrases if are_conditions else ()
