"""An encoder that remembers the questions it was asked last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.protocol import Encoder, EncoderIdentity, begin_question, token_encoder
from search.encoder.token_space import Codes, QuestionVectors, TokenSpace

_REMEMBERED = 1024
"""Questions: a vector of 384 dimensions takes 1.5 KB, the tokens of a question 8, so ten megabytes."""
_TOKENS = 65_536
"""Tokens of them all: texts sent as questions have ten times as many each, and would take a hundred."""


class RememberingEncoder:
    """Another encoder, whose last questions' vectors are kept.

    People page through an answer, change its filters and send the same question again; encoding is most of what a
    question costs. ``asked`` and ``remembered`` count questions, and those that were not encoded anew.
    """

    def __init__(self, encoder: Encoder, size: int = _REMEMBERED) -> None:
        self._encoder, self._size = encoder, size
        self._tokens = token_encoder(encoder)
        self._vectors: OrderedDict[str, QuestionVectors] = OrderedDict()
        self._held = 0  # tokens
        self._guard = threading.Lock()
        self.asked = self.remembered = 0

    @property
    def identity(self) -> EncoderIdentity:
        """The other's."""
        return self._encoder.identity

    @property
    def token_space(self) -> TokenSpace | None:
        """The other's, None where it has none."""
        return self._tokens.token_space if self._tokens else None

    def encode_question(self, text: str) -> Floats:
        """One unit vector, read-only since others may be given the same."""
        return self.question_with_tokens(text).vector

    def question_with_tokens(self, text: str) -> QuestionVectors:
        """The same with the vectors of the tokens, where the other gives them."""
        return self.begin_question(text)()

    def begin_question(self, text: str) -> Callable[[], QuestionVectors]:
        """See :class:`search.encoder.protocol.Beginning`."""
        with self._guard:
            self.asked += 1
            known = self._vectors.get(text)
            if known is not None:
                self.remembered += 1
                self._vectors.move_to_end(text)
                return lambda: known
        begun = begin_question(self._encoder, text)

        def end() -> QuestionVectors:
            found = begun()
            for array in (found.vector, found.tokens, found.places):
                if array is not None:
                    array.setflags(write=False)
            self._keep(text, found)
            return found

        return end

    def _keep(self, text: str, found: QuestionVectors) -> None:
        with self._guard:
            if text in self._vectors:  # another thread was faster
                return
            self._vectors[text] = found
            self._held += _tokens(found)
            while len(self._vectors) > self._size or self._held > _TOKENS:
                self._held -= _tokens(self._vectors.popitem(last=False)[1])

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """As the other does, nothing remembered."""
        return self._encoder.encode_passages(texts)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[Codes]]:
        """As the other does, nothing remembered."""
        if self._tokens is None:
            raise ModelError(f"The model {self.identity.name} gives no tokens that can be compared.")
        return self._tokens.passages_with_tokens(texts)

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """As the other does."""
        return self._encoder.token_offsets(texts)


def _tokens(vectors: QuestionVectors) -> int:
    return 0 if vectors.tokens is None else len(vectors.tokens)
