"""Queries that are a mere topic, or no words at all: whether the corpus speaks of them."""

from __future__ import annotations

from search.analysis.analyze import AnalyzedQuery
from search.analysis.term_matcher import WordAnalyzer
from search.arrays import Floats
from search.ranking.late_interaction import TokenComparison

MAX_TOPIC_TERMS, _MAX_WORDS = 3, 4
"""Terms and words up to which a query is a mere topic."""
_SPOKEN_OF_ALONE, _SPOKEN_OF = 0.5, 0.42
"""Cosine to the nearest token of a leading passage from which a word that the corpus lacks is spoken of in other
words: as the only word of the query, and beside others. "inventions" reaches .67 where patents are spoken of,
"hello" .47."""
_KNOWN = 0.45
"""The same for a word that the corpus has: in a large corpus most words stand somewhere, and a topic is spoken of
only if the passages found for it come near each of its words."""


def is_spoken_of(
    query: AnalyzedQuery, words: WordAnalyzer, tokens: TokenComparison | None, similarity: Floats | None
) -> bool:
    """Whether the corpus speaks of what ``query`` names; False for a query without words.

    Only a few words are judged so: a longer query describes what it means. ``similarity`` compares the query's
    tokens with the leading passages, shape (tokens, passages).
    """
    terms = {term.text: term for term in query.query_terms.terms}
    if not terms:
        return False
    if len(terms) > MAX_TOPIC_TERMS or len(query.text.split()) > _MAX_WORDS:
        return True
    least = _SPOKEN_OF_ALONE if len(terms) == 1 else _SPOKEN_OF
    for start, end, own in words.each(query.text):
        known = any(terms[term].document_frequency or term in query.corrections for term in own if term in terms)
        if known and (tokens is None or similarity is None):
            continue
        if own and _nearest(start, end, tokens, similarity) < (_KNOWN if known else least):
            return False
    return True


def _nearest(start: int, end: int, tokens: TokenComparison | None, similarity: Floats | None) -> float:
    """The cosine of the word ``query[start:end]`` to the nearest token; 0 if tokens cannot be compared."""
    if tokens is None or similarity is None:
        return 0.0
    own = (tokens.offsets[:, 0] < end) & (tokens.offsets[:, 1] > start)
    return float(similarity[own].mean(axis=0).max()) if own.any() else 0.0
