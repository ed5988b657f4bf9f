"""An encoder that remembers the questions it was asked last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.encoder.protocol import Encoder, EncoderIdentity

_REMEMBERED = 1024
"""Questions: a vector of 384 dimensions takes 1.5 KB, so two megabytes with their texts."""


class RememberingEncoder:
    """Another encoder, whose last questions' vectors are kept.

    People page through an answer, change its filters and send the same question again; encoding is most of what a
    question costs. ``asked`` and ``remembered`` count questions, and those that were not encoded anew.
    """

    def __init__(self, encoder: Encoder, size: int = _REMEMBERED) -> None:
        self._encoder, self._size = encoder, size
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._guard = threading.Lock()
        self.asked = self.remembered = 0

    @property
    def identity(self) -> EncoderIdentity:
        """The other's."""
        return self._encoder.identity

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """One unit vector, read-only since others may be given the same."""
        with self._guard:
            self.asked += 1
            known = self._vectors.get(text)
            if known is not None:
                self.remembered += 1
                self._vectors.move_to_end(text)
                return known
        vector = self._encoder.encode_question(text)
        vector.setflags(write=False)
        with self._guard:
            self._vectors[text] = vector
            if len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return vector

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the other does, nothing remembered."""
        return self._encoder.encode_passages(texts)

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """As the other does."""
        return self._encoder.token_offsets(texts)
