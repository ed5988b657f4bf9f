"""Two ranked lists into one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def standardise(scores: Floats) -> Floats:
    """Scores as standard deviations from their mean; all zero where they do not differ."""
    deviation = float(scores.std()) if len(scores) else 0.0
    return np.zeros_like(scores) if deviation < 1e-9 else (scores - scores.mean()) / deviation


def fuse(dense: Floats, lexical: Floats, weight: float) -> Floats:
    """``weight`` × standardised cosine + (1 - ``weight``) × standardised BM25, over the same candidates.

    Standardising keeps how far apart two candidates are, which ranks throw away, and needs no common scale.
    """
    return (weight * standardise(dense) + (1.0 - weight) * standardise(lexical)).astype(np.float32)
