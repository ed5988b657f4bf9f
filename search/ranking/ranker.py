"""Ranking, told in one place: fuse, feedback, smooth, demote, rerank, and merge what was ranked apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import SpanRole
from search.arrays import Floats, Mask
from search.query import Mode
from search.ranking.fusion import dense_weight, feedback, feedback_weight, fuse, smooth
from search.ranking.intent import read_intent
from search.ranking.late_interaction import TokenComparison, rerank, rerank_pool, rerank_weight
from search.ranking.page_structure import PageStructure
from search.ranking.parameters import Fusion
from search.retrieval import STATEMENT_KINDS, Candidates, Part
from search.snapshot.facets import facet_key
from search.snapshot.open import Snapshot

_SHORT, _LONG = 40, 200
"""Tokens of a short passage, of which fewer come near a question than of a long one."""
_NEAREST = 4
"""How many statements tell whether a query is about a workshop page."""
_ABOUT_FROM, _ABOUT_MOST = 1.2, 1.2
"""Standard deviations by which the nearest statements of any page are ahead of its others, and how many more
count."""
_LEAST_DEVIATION = 0.02
"""Of the cosines of a page; below it all its statements are about equally near."""
DEMOTED_LABELS: tuple[SpanRole, ...] = ("contents", "references", "boilerplate", "struck", "hidden")
"""Labels of passages that are demoted: they contain the words of what they point to, and rarely an answer."""
DEMOTION, DENSE_DEMOTION, LEXICAL_DEMOTION = 2.5, 0.25, 0.5
"""Subtracted from a fused score (in standard deviations), subtracted from a cosine, multiplied with a BM25. Enough
to put a passage below any that answers, but not below what has nothing to do with the query."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """``scores`` of the candidates in their own order; ``order`` are their indices, best first.

    ``strength`` can be compared with that of candidates ranked apart from these, as scores cannot.
    """

    scores: Floats
    order: NDArray[np.intp]
    strength: Floats


class Ranker:
    """Ranks the candidates of one snapshot. Thread-safe."""

    def __init__(self, snapshot: Snapshot, parameters: Fusion) -> None:
        self._parameters = parameters
        self._demoted: Mask = np.zeros(snapshot.manifest.passages, np.bool_)
        for label in DEMOTED_LABELS:
            self._demoted[snapshot.store.facet_rows(facet_key("label", label))] = True
        self._statements = snapshot.row_filter({"kind": STATEMENT_KINDS}).mask
        self._structure = PageStructure(snapshot)

    def rank(self, mode: Mode, part: Part, tokens: TokenComparison | None) -> Ranking:
        """Score and order the candidates; in hybrid mode the best are reranked by ``tokens`` if there are any."""
        query, candidates = part.query, part.candidates
        lexical_only = mode == "lexical" or not candidates.dense.any()
        if mode == "dense":
            scores, demoted_scores = candidates.dense, candidates.dense - DENSE_DEMOTION
        elif lexical_only:
            scores, demoted_scores = candidates.lexical, candidates.lexical * LEXICAL_DEMOTION
        else:
            scores = self._fuse(part)
            demoted_scores = scores - DEMOTION
        demoted = self._demoted[candidates.rows]
        if demoted.any():
            scores = np.where(demoted, demoted_scores, scores).astype(np.float32)
        strength = candidates.dense - DENSE_DEMOTION * demoted
        if part.is_page:
            strength += self._parameters.merge_page * aboutness(candidates.dense)
        if mode == "hybrid" and tokens is not None and len(scores):
            lengths = tokens.index.lengths(candidates.rows)
            pool = rerank_pool(scores, float(lengths.mean()))
            similarity = tokens.relevance(candidates.rows[pool])
            weight = rerank_weight(self._parameters, query.oov_share, float(lengths.mean()))
            statements = self._statements[candidates.rows[pool]]
            long = self._parameters.late_length * statements * np.log(lengths[pool])
            scores = rerank(scores, pool, (similarity - long).astype(np.float32), weight)
            strength[pool] += self._parameters.merge_late * similarity
            strength[pool] += self._parameters.merge_short * statements * brevity(lengths[pool])
        if mode == "hybrid" and not lexical_only:
            scores = self._structure.weigh(read_intent(query.text), candidates.rows, scores, self._parameters)
        return Ranking(scores, np.argsort(-scores, kind="stable"), strength.astype(np.float32))

    def _fuse(self, part: Part) -> Floats:
        """Fuse dense and lexical scores, apply feedback if words confirm the best candidates, and smooth."""
        parameters, query = self._parameters, part.query
        dense, lexical, vectors = part.candidates.dense, part.candidates.lexical, part.candidates.vectors
        weight = dense_weight(parameters, query.oov_share)
        fused = fuse(dense, lexical, weight)
        learned = feedback_weight(parameters, float(lexical.max()) / query.max_bm25)
        if learned > 0.0:
            fused = fuse(feedback(dense, fused, vectors, learned), lexical, weight)
        pool = min(parameters.pool, int(part.passages * parameters.pool_share))
        return smooth(fused, vectors, parameters, pool)


def aboutness(cosines: Floats) -> float:
    """How clearly a query is about something that a workshop page says, from 0 to 1.2, by its statements' cosines.

    The nearest statements stand out from the page's others, measured in standard deviations. If all are about as
    near, the page only shares the subject of the query.
    """
    nearest = np.partition(cosines, -min(_NEAREST, len(cosines)))[-_NEAREST:]
    ahead = float(nearest.mean() - cosines.mean()) / max(float(cosines.std()), _LEAST_DEVIATION)
    return min(max(ahead - _ABOUT_FROM, 0.0), _ABOUT_MOST)


def brevity(lengths: NDArray[np.int64]) -> Floats:
    """From 0 for passages of 200 tokens to 1 for those of 40: the fewer there are, the less near some come."""
    shorter = np.log(_LONG / np.maximum(lengths, _SHORT)) / math.log(_LONG / _SHORT)
    return np.maximum(shorter, 0.0).astype(np.float32)


def merge(parts: Sequence[tuple[Candidates, Ranking]]) -> tuple[Candidates, Ranking]:
    """Candidates that were ranked apart, as one ranking; the order within each of ``parts`` is kept.

    The strengths of a part, greatest first, are given to its candidates in their order, and all are ordered by
    them: a part decides which of its candidates is the best, and its strengths how good its best are. The phrases
    are those of the first part.
    """
    if len(parts) == 1:
        return parts[0]
    rows = np.concatenate([candidates.rows for candidates, _ in parts])
    scores = np.concatenate([_in_order(ranking) for _, ranking in parts])
    ascending = np.argsort(rows, kind="stable")
    merged = Candidates(
        rows[ascending],
        np.concatenate([candidates.dense for candidates, _ in parts])[ascending],
        np.concatenate([candidates.lexical for candidates, _ in parts])[ascending],
        np.concatenate([candidates.vectors for candidates, _ in parts])[ascending],
        parts[0][0].phrases,
    )
    scores = scores[ascending]
    return merged, Ranking(scores, np.argsort(-scores, kind="stable"), scores)


def _in_order(ranking: Ranking) -> Floats:
    """The strengths of a ranking, given to its candidates in their order."""
    strengths = np.empty_like(ranking.strength)
    strengths[ranking.order] = np.sort(ranking.strength)[::-1]
    return strengths
