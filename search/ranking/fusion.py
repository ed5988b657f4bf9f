"""Fuses dense and lexical scores of the same candidates, with a weight that depends on the query."""

from __future__ import annotations

import math

import numpy as np

from search.arrays import Floats
from search.ranking.parameters import Fusion

FEEDBACK_DOCS = 3
"""How many of the best candidates feedback learns from."""


def standardise(scores: Floats) -> Floats:
    """Z-scores: standard deviations from the mean; all zero if the scores do not differ."""
    if not len(scores):
        return scores
    centred = scores - np.add.reduce(scores) / np.float32(len(scores))  # mean() takes five times as long to call
    deviation = math.sqrt(float(centred @ centred) / len(scores))
    return np.zeros_like(scores) if deviation < 1e-6 else centred / np.float32(deviation)


def dense_weight(parameters: Fusion, oov_share: float) -> float:
    """The weight of dense scores, from 0 to 1; lexical scores get the rest.

    The more of the query's words the corpus lacks (``oov_share``), the greater.
    """
    return 1.0 / (1.0 + math.exp(-(parameters.bias + parameters.unknown * oov_share)))


def fuse(dense: Floats, lexical: Floats, weight: float) -> Floats:
    """``weight`` × standardised cosine + (1 - ``weight``) × standardised BM25, over the same candidates.

    Z-scores keep the distance between two candidates, which ranks discard, and need no common scale.
    """
    return (weight * standardise(dense) + (1.0 - weight) * standardise(lexical)).astype(np.float32)


def feedback(
    dense: Floats, fused: Floats, vectors: Floats, weight: float, documents: int = FEEDBACK_DOCS
) -> Floats:
    """Pseudo-relevance feedback: cosines after the query has moved towards the best candidates (Rocchio 1971).

    ``weight`` is that of the mean vector of the best ``documents`` by ``fused`` beside the query's own. All arrays
    are over the same candidates; ``vectors`` are unit length, shape (len(dense), d).
    """
    if weight <= 0.0 or len(dense) <= documents:
        return dense
    best = np.argpartition(-fused, documents - 1)[:documents]
    moved: Floats = dense + np.float32(weight) * (vectors @ vectors[best].mean(axis=0))
    return moved


def feedback_weight(parameters: Fusion, peak: float) -> float:
    """The weight of feedback, given the best BM25 score as a share of the highest possible (``peak``).

    If no passage has the query's words, the best candidates are guesses, and learning from them misleads.
    """
    return parameters.feedback * max(peak - parameters.feedback_from, 0.0)


def smooth(scores: Floats, vectors: Floats, parameters: Fusion, pool: int) -> Floats:
    """Scores with those of the best ``pool`` candidates smoothed over their nearest neighbours among these.

    Passages on one matter answer the same questions: a good one that uses other words is lifted by its neighbours.
    ``vectors`` are unit length, shape (len(scores), d). The other candidates keep their scores.
    """
    near = min(parameters.neighbours, pool - 1, len(scores) - 1)
    if near < 1 or parameters.pull <= 0.0:
        return scores
    pooled = np.argsort(-scores, kind="stable")[:pool]
    chosen = vectors[pooled]
    similarity = chosen @ chosen.T
    np.fill_diagonal(similarity, 0.0)
    best = np.argpartition(-similarity, near - 1, axis=1)[:, :near]
    weights = np.maximum(np.take_along_axis(similarity, best, axis=1), 0.0) ** 4
    own = scores[pooled]
    around = (weights * own[best]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    smoothed = scores.copy()
    smoothed[pooled] = (1.0 - parameters.pull) * own + parameters.pull * around
    return smoothed
