"""An encoder without a model: hashed bags of words. Deterministic and fast, for tests."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.ids import digest
from search.arrays import Floats
from search.encoder.protocol import EncoderIdentity

_TOKEN = re.compile(r"\w+|[^\w\s]")


class HashingEncoder:
    """Each word adds ±1 at a place its hash names. Texts that share words are near each other."""

    def __init__(self, dimension: int = 64, max_tokens: int = 256) -> None:
        self._identity = EncoderIdentity(
            name=f"hashing-{dimension}",
            dimension=dimension,
            max_tokens=max_tokens,
            weights_sha256=digest(f"hashing encoder, dimension {dimension}, version 1"),
            pooling="sum",
        )
        self._places: dict[str, tuple[int, float]] = {}

    @property
    def identity(self) -> EncoderIdentity:
        """What decides the vectors: dimension and maximum tokens."""
        return self._identity

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector a text; a text without words gets the first axis."""
        vectors = np.zeros((len(texts), self._identity.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _TOKEN.findall(text)[: self._identity.text_tokens]:
                place, sign = self._place(word.casefold())
                row[place] += sign
            length = np.linalg.norm(row)
            if length:
                row /= length
            else:
                row[0] = 1.0
        return vectors

    def encode_query(self, text: str) -> Floats:
        """As a passage: there are no prefixes."""
        vector: Floats = self.encode_passages([text])[0]
        return vector

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Words and single punctuation marks."""
        return [
            np.array([match.span() for match in _TOKEN.finditer(text)], np.int32).reshape(-1, 2) for text in texts
        ]

    def _place(self, word: str) -> tuple[int, float]:
        found = self._places.get(word)
        if found is None:
            raw = int(digest(word, 16), 16)
            found = (raw >> 1) % self._identity.dimension, 1.0 if raw & 1 else -1.0
            self._places[word] = found
        return found
