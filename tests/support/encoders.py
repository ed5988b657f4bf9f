"""Encoders that need no model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.ids import digest
from search.arrays import Floats
from search.encoder.memory import HashingEncoder
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace, to_codes


class WordEncoder(HashingEncoder):
    """The hashing encoder with tokens: its words, those alike that begin with the same four letters.

    ``compilation`` tells apart what two compilations of one model would give: the vectors of whole texts are the
    same, tokens cannot be compared.
    """

    _DIMENSION = 32

    def __init__(self, compilation: int = 1) -> None:
        super().__init__()
        self._compilation = compilation
        self.token_space = TokenSpace(f"t{compilation:016x}", self._DIMENSION)
        self.encoded: list[str] = []

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[TokenCodes]]:
        self.encoded += texts
        return self.encode_passages(texts), [to_codes(self._words(text)) for text in texts]

    def query_with_tokens(self, text: str) -> QueryVectors:
        places = self.token_offsets([text])[0]
        return QueryVectors(self.encode_query(text), self._words(text)[: len(places)], places)

    def _words(self, text: str) -> Floats:
        words = [text[a:b].casefold()[:4] for a, b in self.token_offsets([text])[0]] or [""]
        seeds = [int(digest(f"{self._compilation} {word}", 8), 16) for word in words]
        found = np.stack([np.random.default_rng(seed).normal(size=self._DIMENSION) for seed in seeds])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)
