"""A query analyzed against one corpus: its terms, their spelling corrections, its quoted phrases."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from search.analysis.analyzer import Phrase, Term, TermDictionary
from search.analysis.bm25 import K1
from search.analysis.conditions.read import Conditions, read_conditions
from search.analysis.operators import Operators, read_operators
from search.analysis.query_terms import QueryTerm, QueryTerms
from search.analysis.spelling import suggestions
from search.analysis.term_matcher import WordAnalyzer
from search.analysis.word_division import Occurs, divisions

_QUOTED = re.compile(r"[\"“”„‟]([^\"“”„‟]{2,200})[\"“”„‟]")
_MIN_QUOTED_SHARE = 0.25
_MAX_TERMS = 32
"""Quoted text is a condition only in a query of at most so many terms of which at least this share is quoted."""
_MAX_LETTERS = 100
"""A text so short has conditions however many terms it has: Chinese and Thai yield one for nearly every letter."""
_MAX_PHRASES = 8
"""Different quoted phrases that are conditions; each costs a search of its own. Later ones are ignored."""


@dataclass(frozen=True)
class AnalyzedQuery:
    """The terms of a query, and ``corrections``: for each term the corpus lacks, terms it may be a misspelling of.

    Each correction has a weight from 0 to 1; other divisions of a word ("egovernment") are corrections, too.
    ``text`` has blanks in place of operators. ``phrases`` must occur as they stand, ``excluded`` ones must not.
    ``unknown`` are the terms that the corpus lacks and that are no words the encoder knows: misspelt words, or
    names. ``conditions`` are what an answer must agree with.
    """

    text: str
    query_terms: QueryTerms
    corrections: Mapping[str, Mapping[str, float]]
    phrases: tuple[Phrase, ...]
    unknown: frozenset[str] = frozenset()
    excluded: tuple[Phrase, ...] = ()
    operators: Operators = field(default_factory=lambda: Operators(""))
    conditions: Conditions = field(default_factory=Conditions)

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
    query: str,
    dictionary: TermDictionary,
    passages: int,
    words: WordAnalyzer,
    token_offsets: TokenOffsets,
    occurs: Occurs,
) -> AnalyzedQuery:
    """Analyze ``query`` against a corpus of ``passages`` passages.

    A word that is a single token for the encoder is spelt as meant, even if the corpus lacks it: "farm" is no
    misspelling of "firm". Names and misspellings fall into several tokens.
    """

    def terms_of(part: str) -> list[str]:
        return [term for _, term in dictionary.terms(part)]

    operators = read_operators(query)
    text = operators.text
    query_terms = QueryTerms.of(text, terms_of, dictionary.document_frequency, passages)
    unknown, corrections = _corrected(text, query_terms, dictionary, words, token_offsets, occurs)
    quoted = _phrases(text, dictionary, len(query_terms.terms))
    conditions = (
        read_conditions(text, query_terms.names, corrections, list(quoted.values()))
        if len(query_terms.terms) <= _MAX_TERMS or len(text) <= _MAX_LETTERS
        else Conditions()
    )
    return AnalyzedQuery(
        text,
        query_terms,
        corrections,
        phrases=tuple(quoted),
        unknown=unknown,
        excluded=tuple(filter(None, (tuple(dictionary.terms(query[a:b])) for a, b in operators.excluded))),
        operators=operators,
        conditions=conditions,
    )


def terms_against(
    query: AnalyzedQuery,
    dictionary: TermDictionary,
    passages: int,
    words: WordAnalyzer,
    token_offsets: TokenOffsets,
    occurs: Occurs,
) -> AnalyzedQuery:
    """``query`` with its frequencies and corrections in another corpus of ``passages`` passages.

    Texts of both must be analyzed in the same way. What the query asks, its phrases and conditions, stays.
    """
    own = query.query_terms
    counted = (QueryTerm(one.text, one.count, dictionary.document_frequency(one.text)) for one in own.terms)
    terms = QueryTerms(tuple(counted), passages, own.names)
    unknown, corrections = _corrected(query.text, terms, dictionary, words, token_offsets, occurs)
    return replace(query, query_terms=terms, corrections=corrections, unknown=unknown)


def _corrected(
    text: str,
    query_terms: QueryTerms,
    dictionary: TermDictionary,
    words: WordAnalyzer,
    token_offsets: TokenOffsets,
    occurs: Occurs,
) -> tuple[frozenset[str], dict[str, Mapping[str, float]]]:
    """The terms that are unknown, and the corrections of terms."""
    divided: dict[str, Mapping[str, float]] = {}
    if len(query_terms.terms) <= _MAX_TERMS:
        own = {term.text for term in query_terms.terms}  # the letters of "R&D" are none
        found = divisions(text, dictionary, words, occurs)
        divided = {term: others for term, others in found.items() if term in own}
    unknown = {term.text for term in query_terms.terms if not term.document_frequency and term.text not in divided}
    if unknown:
        whole = set(token_offsets(text))
        unknown.difference_update(*(terms for start, end, terms in words.each(text) if (start, end) in whole))
    corrections: dict[str, Mapping[str, float]] = {
        term: dict(near) for term in sorted(unknown) if (near := suggestions(term, dictionary.vocabulary))
    }
    return frozenset(unknown), corrections | {term: dict(others) for term, others in divided.items()}


def _phrases(text: str, dictionary: TermDictionary, term_count: int) -> dict[Phrase, tuple[int, int]]:
    """The quoted phrases that passages must contain, and where each stands first.

    A few quoted words in a long sentence are a turn of speech, and a long text used as a query quotes others:
    neither is a condition. As conditions they cost .004 nDCG on claims from newspapers and .013 on essays.
    """
    if term_count > _MAX_TERMS:
        return {}
    found: dict[Phrase, tuple[int, int]] = {}
    for match in _QUOTED.finditer(text):
        phrase = tuple(dictionary.terms(match[1]))
        if phrase and phrase not in found and len(found) < _MAX_PHRASES:
            found[phrase] = match.span(1)
    are_conditions = sum(map(len, found)) >= _MIN_QUOTED_SHARE * term_count
    return found if are_conditions else {}
