"""Whether the best passages answer the query: calibrated, and never read off a fused score."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage
from search.analysis.analyze import AnalyzedQuery
from search.analysis.query_terms import Name
from search.analysis.term_matcher import TermMatcher, WordAnalyzer
from search.arrays import Floats, Rows
from search.ranking.late_interaction import TokenComparison
from search.ranking.parameters import Confidence

LEADING = 3
"""How many of the best passages are examined."""
_MAX_COSINE = 0.4
"""Among some ninety passages on one subject a cosine above this tells no more: near misses reach it as well."""
_SMALL_CORPUS = math.log(90.0)
_NEXT = 10
"""The nearest passage is compared with the one in this place."""
_BACKGROUND = 256
"""How many passages of the library, taken at even distances, tell what cosine a query has to any passage."""
_LEAST_DEVIATION = 0.04
"""Of the cosines to those passages; the smallest that a question was seen to have is .05."""
_WEAK_SHARE = 0.25
"""Share of the words of a query that are matched least."""
_PRESENT, _ABSENT = 0.75, 0.35
"""Cosine of a name's tokens to the nearest in a passage from which the name counts as present ("Malaysian" for
"Malaysia"), and up to which it counts as missing."""


@dataclass(frozen=True, slots=True)
class Features:
    """What tells an answer from a near miss.

    ``cosine``: of the nearest passage. ``passages``: their number; the more there are, the nearer one is by
    chance. ``margin``: how much nearer that passage is than the tenth; a subject that the corpus knows well has
    many. ``prominence``: how many standard deviations the nearest passage is above passages from anywhere in the
    library. To a question on its own matters some of these are near and some far, so that none stands out; to any
    other question all are equally far, and one that is near by chance stands out.

    ``weak_words``: how near the best passage comes to the words of the query that it matches least, see
    :func:`weak_words`; None if tokens cannot be compared. ``names_missing``: how much of the names in the query no
    leading passage contains, from 0 to 1. ``kind_missing``: whether the query asks for an amount, a date, a
    contact … and no leading passage contains one.
    """

    cosine: float
    passages: int
    weak_words: float | None = None
    margin: float = 0.0
    prominence: float = 0.0
    names_missing: float = 0.0
    kind_missing: bool = False


@dataclass(frozen=True, slots=True)
class Answerability:
    """The estimated probability that the corpus answers the query, and whether that is enough."""

    confidence: float
    answerable: bool


def confidence(features: Features, parameters: Confidence) -> float:
    """A probability from 0 to 1: of a hundred queries with 0.8, about eighty are answered."""
    size = max(math.log(max(features.passages, 1)) - _SMALL_CORPUS, 0.0)
    logit = (
        parameters.bias
        + parameters.near * min(features.cosine, _MAX_COSINE)
        + parameters.size_cosine * size * features.cosine
        + parameters.size * size
        + parameters.margin * features.margin
        + parameters.size_prominence * size * features.prominence
        + parameters.weak_words
        * (parameters.weak_words_unknown if features.weak_words is None else features.weak_words)
        + parameters.names_missing * features.names_missing
        + parameters.kind_missing * features.kind_missing
    )
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


class Assessor:
    """Assesses queries against what was found. Thread-safe."""

    def __init__(self, parameters: Confidence, words: WordAnalyzer) -> None:
        self._parameters, self._words = parameters, words

    def assess(
        self,
        query: AnalyzedQuery,
        cosines: Floats,
        passages: int,
        tokens: TokenComparison | None,
        leading: Sequence[Passage],
        rows: Rows,
        background: Floats,
    ) -> Answerability:
        """Whether the passages ``leading`` (best first, with their ``rows``) answer the query.

        ``cosines`` are those of the candidates that the first of them was ranked among, the best of ``passages``.
        The others do not count: that unrelated documents have arrived tells nothing about this one. ``background``
        are the cosines of :func:`background_rows`.
        """
        if not leading:
            return Answerability(0.0, False)
        texts = [passage.indexed_text for passage in leading[:LEADING]]
        similarity = None if tokens is None else tokens.maxsim(rows[:LEADING])
        weak = None
        if tokens is not None and similarity is not None:
            weak = weak_words(similarity[tokens.content, 0], tokens.offsets[tokens.content])
        nearest = -np.partition(-cosines, min(_NEXT, len(cosines) - 1))
        features = Features(
            cosine=float(nearest[:_NEXT].max()),
            passages=passages,
            weak_words=weak,
            margin=float(nearest[:_NEXT].max() - nearest[:_NEXT].min()),
            prominence=prominence(float(nearest[:_NEXT].max()), background),
            names_missing=self._names_missing(query, texts, tokens, similarity),
            kind_missing=not query.conditions.stated and expected_type_missing(query.text, texts),
        )
        probability = confidence(features, self._parameters)
        return Answerability(probability, probability >= self._parameters.threshold)

    def _names_missing(
        self, query: AnalyzedQuery, texts: Sequence[str], tokens: TokenComparison | None, similarity: Floats | None
    ) -> float:
        """How much of the query's names is missing, from 0 to 1. Token similarity also sees other forms."""
        names = query.query_terms.names
        if not names:
            return 0.0
        present = self._terms_in(query, texts)
        return sum(0.0 if name.is_among(present) else _missing(name, tokens, similarity) for name in names) / len(
            names
        )

    def _terms_in(self, query: AnalyzedQuery, texts: Iterable[str]) -> set[str]:
        """The terms of the query's names that some text contains, as they are or corrected."""
        terms = {term for name in query.query_terms.names for term in name.terms}
        matcher = TermMatcher(self._words, terms.union(*(query.corrections.get(term, ()) for term in terms)))
        found = {term for text in texts for _, _, matched in matcher.matches(text) for term in matched}
        return query.with_corrected(found)


def background_rows(passages: int) -> Rows:
    """The rows of a library of ``passages`` passages that tell what cosine a query has to any passage."""
    return np.unique(np.linspace(0, passages - 1, min(passages, _BACKGROUND)).astype(np.int64))


def prominence(cosine: float, background: Floats) -> float:
    """How many standard deviations ``cosine`` is above the mean of ``background``."""
    return (cosine - float(background.mean())) / max(float(background.std()), _LEAST_DEVIATION)


def weak_words(similarity: Floats, offsets: NDArray[np.int32]) -> float:
    """The lower quartile, over the words of a query, of how near a passage comes to them.

    ``similarity`` is the cosine of each content token to the nearest of the passage; ``offsets`` are the (start,
    end) of those tokens, of which one that begins where another ends belongs to the same word.
    """
    is_first = np.ones(len(offsets), np.bool_)
    is_first[1:] = offsets[1:, 0] != offsets[:-1, 1]
    begins = np.flatnonzero(is_first)
    words = np.add.reduceat(similarity, begins) / np.add.reduceat(np.ones_like(similarity), begins)
    words.sort()
    place = _WEAK_SHARE * (len(words) - 1)
    low = int(place)  # np.quantile costs ten times as much
    return float(words[low] + (place - low) * (words[min(low + 1, len(words) - 1)] - words[low]))


def _missing(name: Name, tokens: TokenComparison | None, similarity: Floats | None) -> float:
    """How much of ``name`` is missing; ``similarity`` has shape (query tokens, leading passages)."""
    if tokens is None or similarity is None:
        return 1.0
    own = (tokens.offsets[:, 0] < name.end) & (tokens.offsets[:, 1] > name.start)
    return name_missing(float(similarity[own].max(axis=1).mean())) if own.any() else 1.0


def name_missing(cosine: float) -> float:
    """How much of a name is missing, from 0 to 1, given how near its tokens come to those of the passages."""
    return min(1.0, max(0.0, (_PRESENT - cosine) / (_PRESENT - _ABSENT)))


_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve twenty hundred thousand".split()
_MONTHS = "january february march april may june july august september october november december".split()

_ANSWER_TYPES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(contains, re.IGNORECASE))
    for asks, contains in (
        (
            r"\bwho\b.{0,20}\b(chair|moderat|presid)(s|ed)\b|\b(chair(person|man|woman)|moderator)\b",
            r"\b(chair|moderat|presid)",
        ),
        (
            r"\b(next|upcoming|forthcoming)\b.{0,30}\b(workshop|meeting|session|conference|seminar|event|edition)s?\b",
            r"\b(next|upcoming|forthcoming|planned|scheduled)\b",
        ),
        (
            r"\b(fees?|budget|salar(y|ies)|prices?|royalt(y|ies))( of [\w -]{1,40})?\W*$"
            r"|\b(what|how|which|the)\b.{0,40}\b(costs?|prices?|budgets?|fees?|salar(y|ies)|gdp|turnover|revenue)\b"
            r"|\bhow much (money|funding)\b",
            r"[$€£¥]|\b(usd|eur|dollars?|euros?|yuan|rupees?|million|billion)\b",
        ),
        (
            r"\b(percent(age)?|per cent|rate of|what share|(interest|tax|default|survival|growth) rates?)\b",
            r"%|\bper ?cent",
        ),
        (r"\b(phone|telephone|fax|e-?mail|web ?site|address of)\b", r"\d[\d -]{6,}|@|\bwww\.|https?:"),
        (
            r"\b(how many|number of|how much (time|does|did|do|is|was|were|will|has|have|of))\b",
            r"\d|\b(" + "|".join(_NUMBER_WORDS) + r")\b",
        ),
        (
            r"^\W*((since |until )?when)\b|\b(what|which) (date|day|month|year)\b|\b(deadline|closing date)\b",
            r"\b(1[89]|20)\d\d\b|\b(" + "|".join(_MONTHS) + r")\b",
        ),
    )
)
"""(what asks for a chair, an event to come, an amount, a share, a contact, a number, a date; what has one)."""


def expected_type_missing(query: str, texts: Iterable[str]) -> bool:
    """Whether ``query`` asks for an amount, a share, a contact, a number or a date that no text contains."""
    texts = list(texts)
    return any(
        asks.search(query) and not any(contains.search(text) for text in texts) for asks, contains in _ANSWER_TYPES
    )
