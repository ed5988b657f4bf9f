"""Which passages speak of what a question is about, whatever its conditions."""

from __future__ import annotations

from collections.abc import Sequence

from search.analysis.analyze import AnalyzedQuery
from search.analysis.conditions.polarity import WORD, beginning, places
from search.answer import Hit
from search.arrays import Floats
from search.language import is_function_word
from search.ranking.late_interaction import TokenComparison

_MARGIN, _MARGIN_OF_ONE_TOKEN = 0.06, 0.45
"""How much farther than the best a passage may be from the rest of the question to speak of the same thing: the
first, and the second over the number of tokens that are left. One or two tokens say little of what is asked."""
_SAME_STATEMENT, _SAME_WORDS = 0.84, 0.95
"""Nearness to the rest of a statement from which a passage states the same, and the share of its words that it
must have. Of statements that others support or refute in other words, details differ or are left out."""
_COSINE_MARGIN = 0.15
"""The same for the cosine to the whole question, which hardly tells one value of a condition from another."""
_GENRE = frozenset(
    "workshop seminar meeting conference event session talk speaker presentation paper document delegate "
    "participant recommendation passage text".split()
)
"""Words for what the documents are, not for what they are about."""


def _is_of_genre(text: str, start: int, end: int) -> bool:
    return text[start:end].lower().removesuffix("s") in _GENRE


def on_topic(
    query: AnalyzedQuery, tokens: TokenComparison | None, similarity: Floats | None, hits: Sequence[Hit]
) -> list[bool]:
    """Which passages come about as near to the question without its conditions as the one nearest to it.

    Where tokens cannot be compared, to the whole question.
    """
    conditions, text = query.conditions.all, query.text
    if tokens is None or similarity is None:
        if query.conditions.stated:
            return [False] * len(hits)
        cosines = [hit.dense or 0.0 for hit in hits]
        return [cosine >= max(cosines) - _COSINE_MARGIN for cosine in cosines]
    rest = [
        at
        for at in tokens.content
        if not _is_of_genre(text, *tokens.offsets[at].tolist())
        and not any(
            c.told_if_met and c.start < tokens.offsets[at, 1] and tokens.offsets[at, 0] < c.end for c in conditions
        )
    ]
    if not rest:
        return [True] * len(hits)
    relevance = similarity[rest].mean(axis=0)
    least = float(relevance.max()) - _MARGIN - _MARGIN_OF_ONE_TOKEN / len(rest)
    if not query.conditions.stated:
        return [bool(value >= least) for value in relevance]
    least, words = max(least, _SAME_STATEMENT), _words_of_rest(query)
    return [
        bool(value >= least) and _share(words, hit.passage.indexed_text.lower()) >= _SAME_WORDS
        for value, hit in zip(relevance, hits, strict=True)
    ]


def _words_of_rest(query: AnalyzedQuery) -> list[str]:
    """What the words of the query begin with that no condition covers."""
    told = [(condition.start, condition.end) for condition in query.conditions.all if condition.told_if_met]
    return [
        beginning(match[0])
        for match in WORD.finditer(query.text)
        if not is_function_word(match[0])
        and not any(start < match.end() and match.start() < end for start, end in told)
    ]


def _share(words: Sequence[str], text: str) -> float:
    """The share of ``words`` that begin a word of ``text``."""
    return sum(next(places(word, text), None) is not None for word in words) / len(words) if words else 1.0
