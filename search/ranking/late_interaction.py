"""Late interaction: reranks the best candidates by how near each query token is to its nearest passage token."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arrays import Floats, Rows
from search.encoder.token_space import QueryVectors
from search.index.token_index import TokenIndex
from search.language import is_function_word
from search.ranking.fusion import standardise
from search.ranking.parameters import Fusion

_MIN_POOL, _MAX_POOL = 20, 50
_POOL_TOKENS = 6000
"""The best candidates are reranked until they have this many tokens together, within these bounds. That takes
about a third of a millisecond, and more of them change nothing among the first ten."""
MAX_CONTENT_TOKENS = 64
"""Content tokens of a query up to which candidates are reranked. A long text used as a query is told apart by its
vector and its words, and comparing its tokens would take milliseconds."""
_TYPICAL_LENGTH, _MIN_LENGTH = 64, 32
"""Passage length in tokens that :attr:`Fusion.late` refers to, and below which shorter passages make no
difference: the shortest it was fitted on have 38."""


@dataclass(frozen=True, slots=True)
class TokenComparison:
    """Compares the tokens of one query with those of passages.

    ``tokens`` are the query's token vectors, shape (n, t); ``offsets`` their (start, end) in the query;
    ``content`` the indices of those that carry content.
    """

    index: TokenIndex
    tokens: Floats
    offsets: NDArray[np.int32]
    content: list[int]

    @classmethod
    def of(cls, index: TokenIndex | None, text: str, query: QueryVectors) -> TokenComparison | None:
        """The comparison for the query ``text``; None if there are no tokens to compare, or too many."""
        if index is None or query.tokens is None or query.offsets is None:
            return None
        content = content_tokens(text, query.offsets)
        if not content or len(content) > MAX_CONTENT_TOKENS:
            return None
        return cls(index, query.tokens, query.offsets, content)

    def relevance(self, rows: Rows) -> Floats:
        """How near each passage comes to the query: the mean of :meth:`maxsim` over the content tokens."""
        similarity: Floats = self.index.maxsim(self.tokens[self.content], rows).mean(axis=0)
        return similarity

    def maxsim(self, rows: Rows) -> Floats:
        """The cosine of each passage's nearest token to each query token, shape (n, len(rows))."""
        return self.index.maxsim(self.tokens, rows)


def content_tokens(text: str, offsets: NDArray[np.int32]) -> list[int]:
    """Indices of the tokens of ``text`` that carry content; ``offsets`` are their (start, end).

    Punctuation and function words are left out: some passage always has an "of" nearer than those of others. If
    nothing else remains, all tokens count.
    """
    content = [index for index, (start, end) in enumerate(offsets.tolist()) if _has_content(text, start, end)]
    return content or list(range(len(offsets)))


def _has_content(text: str, start: int, end: int) -> bool:
    token = text[start:end]
    if not any(letter.isalnum() for letter in token):
        return False
    is_word = not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum()
    return not (is_word and is_function_word(token))


def rerank_pool(scores: Floats, mean_length: float) -> NDArray[np.intp]:
    """Indices of the candidates to rerank, best first.

    The longer passages are (``mean_length`` tokens), the fewer.
    """
    size = int(min(_MAX_POOL, max(_MIN_POOL, _POOL_TOKENS / max(mean_length, 1.0))))
    return np.argsort(-scores, kind="stable")[:size]


def rerank_weight(parameters: Fusion, oov_share: float, mean_length: float) -> float:
    """The weight of late interaction beside the fused score, both in standard deviations.

    Greater, the more of the query's words the corpus lacks: then other words must be compared. Smaller, the longer
    passages are (``mean_length`` tokens): among many tokens one is near by chance.
    """
    scale = _TYPICAL_LENGTH / max(mean_length, _MIN_LENGTH)
    return math.exp(parameters.late + parameters.late_unknown * oov_share) * scale


def rerank(scores: Floats, pool: NDArray[np.intp], similarity: Floats, weight: float) -> Floats:
    """``scores`` plus ``weight`` × the standardised ``similarity`` of the candidates in ``pool``, the best ones.

    Scores become standard deviations from the pool's mean. Candidates outside it stay below all inside, in order.
    """
    own = scores[pool]
    deviation = max(float(own.std()), 1e-6)
    late = standardise(similarity)
    reranked = (scores - own.mean()) / deviation + weight * float(late.min(initial=0.0))
    reranked[pool] = (own - own.mean()) / deviation + weight * late
    return np.asarray(reranked, np.float32)
