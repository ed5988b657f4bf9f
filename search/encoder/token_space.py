"""Token vectors, projected to fewer dimensions and stored as bytes: what late interaction compares.

A sentence vector is the mean of its token vectors, and the mean loses detail. Whether a short passage answers a
question in other words shows better token by token: how near is each query token to its nearest passage token
(Khattab and Zaharia 2020)? Only models with mean pooling have tokens that can be compared this way without
training. Projected on the 96 directions of greatest variance, as bytes, they rank as well as with 384 numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arrays import Floats

TokenCodes = NDArray[np.int8]

DIMENSION = 96
SCALE = 256.0
"""What a component is multiplied by before it is rounded to a byte. Components of a unit vector of this dimension
rarely exceed 0.4; larger ones are clipped at 0.496."""
_TEXTS, _WORDS = 200, 60
_BEGINS = "▁Ġ"
"""Characters that vocabularies mark the beginning of a word with."""


@dataclass(frozen=True, slots=True)
class TokenSpace:
    """The space that token vectors are projected to. Codes can be compared only if their ``id`` is the same."""

    id: str
    dimension: int

    @classmethod
    def of(cls, encoder_id: str, fit_projection: Floats) -> TokenSpace:
        """The space of a ``fit_projection`` matrix of shape (model dimension, kept dimension)."""
        found = hashlib.sha256(encoder_id.encode() + np.ascontiguousarray(fit_projection, "<f4").tobytes())
        return cls(f"t{found.hexdigest()[:16]}", int(fit_projection.shape[1]))


@dataclass(frozen=True, slots=True)
class QueryVectors:
    """A query's unit vector, shape (d,), and its token vectors where the encoder gives them.

    ``tokens``, shape (n, t), are unit vectors of the tokens read, without special tokens and the prefix;
    ``offsets``, shape (n, 2), their (start, end) in the query, in code points.
    """

    vector: Floats
    tokens: Floats | None = None
    offsets: NDArray[np.int32] | None = None


def sample_texts(vocabulary: Mapping[str, int]) -> list[str]:
    """Texts made of words from a tokenizer's whole vocabulary, to fit a projection on whatever the subject.

    A projection fitted on them ranks as well as one fitted on the texts that are ranked.
    """
    ordered = sorted(vocabulary, key=lambda token: vocabulary[token])
    words = [word for token in ordered if len(word := token.lstrip(_BEGINS)) > 2 and word.isalpha()]
    return [" ".join(words[first::_TEXTS][:_WORDS]) for first in range(min(_TEXTS, len(words)))]


def fit_projection(tokens: Floats, dimension: int = DIMENSION) -> Floats:
    """The principal directions of ``tokens``, shape (n, d), as a matrix of shape (d, dimension)."""
    unit = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-9)
    _, directions = np.linalg.eigh((unit.T @ unit).astype(np.float64))
    return np.ascontiguousarray(directions[:, ::-1][:, :dimension], np.float32)


def to_codes(tokens: Floats) -> TokenCodes:
    """Unit vectors as bytes, shape unchanged."""
    found: TokenCodes = np.clip(np.rint(tokens * SCALE), -127, 127).astype(np.int8)
    return found
