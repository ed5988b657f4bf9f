"""An encoder that caches the vectors of recent queries."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.protocol import Encoder, EncoderIdentity, begin_query, prepare, token_encoder
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace

_SIZE = 1024
"""Queries. A vector of 384 dimensions takes 1.5 KB and the tokens of a query 8, so this is ten megabytes."""
_TOKENS = 65_536
"""Tokens of all cached queries together: long texts sent as queries have ten times as many, and would take a
hundred megabytes."""


class CachingEncoder:
    """Wraps an encoder and keeps the vectors of its most recent queries.

    People page through an answer, change its filters and send the same query again, and encoding is most of what a
    query costs. ``requests`` counts queries, ``hits`` those answered from the cache.
    """

    def __init__(self, encoder: Encoder, size: int = _SIZE) -> None:
        self._encoder, self._size = encoder, size
        self._tokens = token_encoder(encoder)
        self._vectors: OrderedDict[str, QueryVectors] = OrderedDict()
        self._cached_tokens = 0  # tokens
        self._guard = threading.Lock()
        self.requests = self.hits = 0

    @property
    def identity(self) -> EncoderIdentity:
        """The identity of the wrapped encoder."""
        return self._encoder.identity

    @property
    def token_space(self) -> TokenSpace | None:
        """The token space of the wrapped encoder, or None."""
        return self._tokens.token_space if self._tokens else None

    def encode_query(self, text: str) -> Floats:
        """One unit vector, read-only because callers share it."""
        return self.query_with_tokens(text).vector

    def query_with_tokens(self, text: str) -> QueryVectors:
        """The same with token vectors if the wrapped encoder gives them."""
        return self.begin_query(text)()

    def begin_query(self, text: str) -> Callable[[], QueryVectors]:
        """See :class:`search.encoder.protocol.AsyncEncoder`."""
        with self._guard:
            self.requests += 1
            known = self._vectors.get(text)
            if known is not None:
                self.hits += 1
                self._vectors.move_to_end(text)
                return lambda: known
        begun = begin_query(self._encoder, text)

        def end() -> QueryVectors:
            found = begun()
            for array in (found.vector, found.tokens, found.offsets):
                if array is not None:
                    array.setflags(write=False)
            self._keep(text, found)
            return found

        return end

    def _keep(self, text: str, found: QueryVectors) -> None:
        with self._guard:
            if text in self._vectors:  # another thread was faster
                return
            self._vectors[text] = found
            self._cached_tokens += _tokens(found)
            while len(self._vectors) > self._size or self._cached_tokens > _TOKENS:
                self._cached_tokens -= _tokens(self._vectors.popitem(last=False)[1])

    def prepare(self) -> None:
        """See :class:`search.encoder.protocol.PreparedEncoder`."""
        prepare(self._encoder)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """As the wrapped encoder does; nothing is cached."""
        return self._encoder.encode_passages(texts)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[TokenCodes]]:
        """As the wrapped encoder does; nothing is cached."""
        if self._tokens is None:
            raise ModelError(f"The model {self.identity.name} gives no token vectors that can be compared.")
        return self._tokens.passages_with_tokens(texts)

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """As the wrapped encoder does."""
        return self._encoder.token_offsets(texts)


def _tokens(vectors: QueryVectors) -> int:
    return 0 if vectors.tokens is None else len(vectors.tokens)
