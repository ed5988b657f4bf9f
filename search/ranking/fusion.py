"""Two lists of scores over the same candidates into one, with a weight that follows the question."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from search.ranking.parameters import Fusion

Floats = NDArray[np.float32]


def standardise(scores: Floats) -> Floats:
    """Scores as standard deviations from their mean; all zero where they do not differ."""
    deviation = float(scores.std()) if len(scores) else 0.0
    return np.zeros_like(scores) if deviation < 1e-9 else (scores - scores.mean()) / deviation


def dense_weight(parameters: Fusion, unknown: float, best_cosine: float) -> float:
    """How much meaning counts against words, from 0 to 1.

    More where the corpus lacks the question's words (``unknown``: their share by rarity), and where the nearest
    passage is near.
    """
    logit = parameters.bias + parameters.unknown * unknown + parameters.cosine * best_cosine
    return 1.0 / (1.0 + math.exp(-logit))


def fuse(dense: Floats, lexical: Floats, weight: float) -> Floats:
    """``weight`` × standardised cosine + (1 - ``weight``) × standardised BM25, over the same candidates.

    Standardising keeps how far apart two candidates are, which ranks throw away, and needs no common scale.
    """
    return (weight * standardise(dense) + (1.0 - weight) * standardise(lexical)).astype(np.float32)


def smooth(scores: Floats, vectors: Floats, parameters: Fusion) -> Floats:
    """Scores of the best candidates drawn towards those of their nearest among them.

    Passages on one matter answer the same questions; a good one whose own words differ is lifted by its
    neighbours. ``vectors`` (shape ``(len(scores), d)``) are unit length. The rest keep their scores.
    """
    pool = np.argsort(-scores, kind="stable")[: parameters.pool]
    near = min(parameters.neighbours, len(pool) - 1)
    if near < 1 or parameters.pull <= 0.0:
        return scores
    chosen = vectors[pool]
    likeness = chosen @ chosen.T
    np.fill_diagonal(likeness, 0.0)
    best = np.argpartition(-likeness, near - 1, axis=1)[:, :near]
    weights = np.maximum(np.take_along_axis(likeness, best, axis=1), 0.0) ** 4
    own = scores[pool]
    around = (weights * own[best]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    smoothed = scores.copy()
    smoothed[pool] = (1.0 - parameters.pull) * own + parameters.pull * around
    return smoothed
