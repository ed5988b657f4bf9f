"""Two lists of scores over the same candidates into one, with a weight that follows the question."""

from __future__ import annotations

import math

import numpy as np

from search.arrays import Floats
from search.ranking.parameters import Fusion

LEADERS = 3
"""How many candidates feedback learns from."""


def standardise(scores: Floats) -> Floats:
    """Scores as standard deviations from their mean; all zero where they do not differ."""
    if not len(scores):
        return scores
    centred = scores - scores.mean()
    deviation = math.sqrt(float(centred @ centred) / len(scores))
    return np.zeros_like(scores) if deviation < 1e-6 else centred / np.float32(deviation)


def dense_weight(parameters: Fusion, unknown: float) -> float:
    """How much meaning counts against words, from 0 to 1.

    More where the corpus lacks the question's words (``unknown``: their share by rarity).
    """
    return 1.0 / (1.0 + math.exp(-(parameters.bias + parameters.unknown * unknown)))


def fuse(dense: Floats, lexical: Floats, weight: float) -> Floats:
    """``weight`` × standardised cosine + (1 - ``weight``) × standardised BM25, over the same candidates.

    Standardising keeps how far apart two candidates are, which ranks throw away, and needs no common scale.
    """
    return (weight * standardise(dense) + (1.0 - weight) * standardise(lexical)).astype(np.float32)


def feedback(dense: Floats, fused: Floats, vectors: Floats, strength: float, leaders: int = LEADERS) -> Floats:
    """Cosines after the question has moved towards the candidates that lead (Rocchio 1971).

    ``strength`` weighs the mean vector of the leaders against the question's. All are over the same candidates;
    ``vectors`` (shape ``(len(dense), d)``) are unit length.
    """
    if strength <= 0.0 or len(dense) <= leaders:
        return dense
    best = np.argpartition(-fused, leaders - 1)[:leaders]
    moved: Floats = dense + np.float32(strength) * (vectors @ vectors[best].mean(axis=0))
    return moved


def trust(parameters: Fusion, peak: float) -> float:
    """How far feedback may go. ``peak`` is the best BM25 score as a share of the most the question could reach.

    Where no passage has the question's words, the leaders are guesses, and learning from them leads astray.
    """
    return parameters.feedback * max(peak - parameters.feedback_from, 0.0)


def smooth(scores: Floats, vectors: Floats, parameters: Fusion, pool: int) -> Floats:
    """Scores of the best ``pool`` candidates drawn towards those of their nearest among them.

    Passages on one matter answer the same questions; a good one whose own words differ is lifted by its
    neighbours. ``vectors`` (shape ``(len(scores), d)``) are unit length. The rest keep their scores.
    """
    near = min(parameters.neighbours, pool - 1, len(scores) - 1)
    if near < 1 or parameters.pull <= 0.0:
        return scores
    pooled = np.argsort(-scores, kind="stable")[:pool]
    chosen = vectors[pooled]
    likeness = chosen @ chosen.T
    np.fill_diagonal(likeness, 0.0)
    best = np.argpartition(-likeness, near - 1, axis=1)[:, :near]
    weights = np.maximum(np.take_along_axis(likeness, best, axis=1), 0.0) ** 4
    own = scores[pooled]
    around = (weights * own[best]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    smoothed = scores.copy()
    smoothed[pooled] = (1.0 - parameters.pull) * own + parameters.pull * around
    return smoothed
