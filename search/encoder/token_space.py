"""The vectors of single tokens, in fewer dimensions and as single bytes: what late interaction compares.

A sentence vector is the mean of its tokens' vectors, and the mean forgets: whether a short passage answers a
question put in other words is told better by asking, for every word of the question, how near its nearest word in
the passage is (Khattab and Zaharia 2020). Only models that pool by the mean have tokens that can be compared so
without training. Not all of a token's numbers are needed: in the 96 directions that tokens spread along most, as
bytes, rankings are as good as with 384 numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arrays import Floats

Codes = NDArray[np.int8]

DIMENSION = 96
_SCALE = 256.0
"""Numbers of a unit vector of this dimension seldom pass .4; what does is cut at .496."""
_TEXTS, _WORDS = 200, 60
_BEGINS = "▁Ġ"
"""What vocabularies mark the beginning of a word with."""


@dataclass(frozen=True, slots=True)
class TokenSpace:
    """The directions tokens are projected on. ``id`` tells two of them apart: their codes cannot be compared."""

    id: str
    dimension: int

    @classmethod
    def of(cls, encoder_id: str, projection: Floats) -> TokenSpace:
        """The space of a ``projection`` of shape (model's dimension, kept dimension)."""
        found = hashlib.sha256(encoder_id.encode() + np.ascontiguousarray(projection, "<f4").tobytes())
        return cls(f"t{found.hexdigest()[:16]}", int(projection.shape[1]))


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question's unit vector (shape (d,)) and, where there are any, those of its tokens.

    ``tokens`` (shape (n, t)) are unit vectors of the tokens read, special ones and the prefix left out; ``places``
    (shape (n, 2)) tells where they stand in the question, in code points.
    """

    vector: Floats
    tokens: Floats | None = None
    places: NDArray[np.int32] | None = None


def sample_texts(vocabulary: Mapping[str, int]) -> list[str]:
    """Texts of words from all over a tokenizer's vocabulary: they spread as tokens do, whatever the subject.

    Directions learnt from them rank as well as those learnt from the texts that are ranked.
    """
    ordered = sorted(vocabulary, key=lambda token: vocabulary[token])
    words = [word for token in ordered if len(word := token.lstrip(_BEGINS)) > 2 and word.isalpha()]
    return [" ".join(words[first::_TEXTS][:_WORDS]) for first in range(min(_TEXTS, len(words)))]


def projection(tokens: Floats, dimension: int = DIMENSION) -> Floats:
    """The ``dimension`` directions that ``tokens`` (shape (n, d)) spread along most, shape (d, dimension)."""
    unit = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-9)
    _, directions = np.linalg.eigh((unit.T @ unit).astype(np.float64))
    return np.ascontiguousarray(directions[:, ::-1][:, :dimension], np.float32)


def codes(tokens: Floats) -> Codes:
    """Unit vectors as bytes."""
    found: Codes = np.clip(np.rint(tokens * _SCALE), -127, 127).astype(np.int8)
    return found


def nearest(question: Floats, passages: Codes, begins: NDArray[np.int64]) -> Floats:
    """Per token of ``question`` (shape (n, t)) and per passage the cosine of the passage's nearest token.

    ``passages`` are the codes of the passages one after the other, ``begins`` where each of them begins.
    """
    products = passages.astype(np.float32) @ question.T
    best: Floats = np.maximum.reduceat(products, begins, axis=0).T
    return best / np.float32(_SCALE)
