"""Ranking, told in one place: fuse, feedback, smooth, demote, rerank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import SpanRole
from search.analysis.analyze import AnalyzedQuery
from search.arrays import Floats, Mask
from search.query import Mode
from search.ranking.fusion import dense_weight, feedback, feedback_weight, fuse, smooth
from search.ranking.late_interaction import TokenComparison, rerank, rerank_pool, rerank_weight
from search.ranking.parameters import Fusion
from search.retrieval import Candidates
from search.snapshot.facets import facet_key
from search.snapshot.open import Snapshot

DEMOTED_LABELS: tuple[SpanRole, ...] = ("contents", "references", "boilerplate", "struck", "hidden")
"""Labels of passages that are demoted: they contain the words of what they point to, and rarely an answer."""
DEMOTION, DENSE_DEMOTION, LEXICAL_DEMOTION = 2.5, 0.25, 0.5
"""Subtracted from a fused score (in standard deviations), subtracted from a cosine, multiplied with a BM25. Enough
to put a passage below any that answers, but not below what has nothing to do with the query."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """``scores`` of the candidates in their own order; ``order`` are their indices, best first."""

    scores: Floats
    order: NDArray[np.intp]


class Ranker:
    """Ranks the candidates of one snapshot. Thread-safe."""

    def __init__(self, snapshot: Snapshot, parameters: Fusion) -> None:
        self._parameters = parameters
        self._passages = snapshot.manifest.passages
        self._demoted: Mask = np.zeros(self._passages, np.bool_)
        for label in DEMOTED_LABELS:
            self._demoted[snapshot.store.facet_rows(facet_key("label", label))] = True

    def rank(
        self, mode: Mode, query: AnalyzedQuery, candidates: Candidates, tokens: TokenComparison | None
    ) -> Ranking:
        """Score and order ``candidates``; in hybrid mode the best are reranked by ``tokens`` if there are any."""
        lexical_only = mode == "lexical" or not candidates.dense.any()
        if mode == "dense":
            scores, demoted_scores = candidates.dense, candidates.dense - DENSE_DEMOTION
        elif lexical_only:
            scores, demoted_scores = candidates.lexical, candidates.lexical * LEXICAL_DEMOTION
        else:
            scores = self._fuse(query, candidates)
            demoted_scores = scores - DEMOTION
        demoted = self._demoted[candidates.rows]
        if demoted.any():
            scores = np.where(demoted, demoted_scores, scores).astype(np.float32)
        if mode == "hybrid" and tokens is not None and len(scores) > 1:
            scores = self._rerank(query, candidates, scores, tokens)
        return Ranking(scores, np.argsort(-scores, kind="stable"))

    def _fuse(self, query: AnalyzedQuery, candidates: Candidates) -> Floats:
        """Fuse dense and lexical scores, apply feedback if words confirm the best candidates, and smooth."""
        parameters = self._parameters
        dense, lexical, vectors = candidates.dense, candidates.lexical, candidates.vectors
        weight = dense_weight(parameters, query.oov_share)
        fused = fuse(dense, lexical, weight)
        learned = feedback_weight(parameters, float(lexical.max()) / query.max_bm25)
        if learned > 0.0:
            fused = fuse(feedback(dense, fused, vectors, learned), lexical, weight)
        pool = min(parameters.pool, int(self._passages * parameters.pool_share))
        return smooth(fused, vectors, parameters, pool)

    def _rerank(
        self, query: AnalyzedQuery, candidates: Candidates, scores: Floats, tokens: TokenComparison
    ) -> Floats:
        """Rerank the best candidates by late interaction over the query's content tokens."""
        length = tokens.index.mean_length
        pool = rerank_pool(scores, length)
        weight = rerank_weight(self._parameters, query.oov_share, length)
        return rerank(scores, pool, tokens.relevance(candidates.rows[pool]), weight)
