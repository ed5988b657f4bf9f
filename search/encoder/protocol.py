"""The interface of an encoder, and what identifies one.

Vectors can be compared only if they come from encoders with the same :attr:`EncoderIdentity.id`. The library that
computes them is not part of the identity: the implementations agree to a cosine of at least 0.999.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from corpus.ids import digest
from search.arrays import Floats
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace

_MEND = "Delete its folder and run `workshop-search ingest` again."


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Everything that determines the vectors of an encoder, and a few facts that follow from it.

    ``max_tokens`` counts everything the model reads. ``reserved_tokens`` of them go to special tokens and the
    longer prefix, so a text of up to ``text_tokens`` tokens is never cut. ``languages`` are the ISO 639-1 codes
    the model is meant for, or None if unknown.
    """

    name: str
    dimension: int
    max_tokens: int
    weights_sha256: str
    tokenizer_sha256: str = ""
    question_prefix: str = ""
    passage_prefix: str = ""
    pooling: str = "mean"
    normalised: bool = True
    reserved_tokens: int = 2
    languages: tuple[str, ...] | None = None

    @property
    def id(self) -> str:
        """ "e" and 16 hexadecimal digits; equal ids mean equal vectors."""
        decisive = (
            self.weights_sha256,
            self.tokenizer_sha256,
            self.max_tokens,
            self.question_prefix,
            self.passage_prefix,
            self.pooling,
            self.normalised,
        )
        return "e" + digest(json.dumps(decisive), 16)

    @property
    def prefixes(self) -> tuple[str, str]:
        """The prefixes put before a query and before a passage."""
        return (self.question_prefix, self.passage_prefix)

    @property
    def text_tokens(self) -> int:
        """How many tokens of a text, as :meth:`Encoder.token_offsets` counts them, are read for certain."""
        return self.max_tokens - self.reserved_tokens

    def to_json(self) -> str:
        """The identity as JSON, including ``id`` for people and as a check when it is read."""
        return json.dumps({"id": self.id, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> EncoderIdentity:
        """Read what :meth:`to_json` wrote. Raises ModelError if it is damaged."""
        try:
            values: dict[str, Any] = json.loads(text)
            recorded = values.pop("id")
            if values["languages"] is not None:
                values["languages"] = tuple(values["languages"])
            identity = cls(**{field.name: values[field.name] for field in fields(cls)})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"The description of an encoder cannot be read. {_MEND}") from error
        if identity.id != recorded:
            raise ModelError(f"The description of an encoder was altered. {_MEND}")
        return identity


class Encoder(Protocol):
    """Turns texts into unit vectors. All methods are thread-safe."""

    @property
    def identity(self) -> EncoderIdentity:
        """What determines the vectors."""

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector per text, shape (n, dimension). Texts that are too long are cut at the end."""

    def encode_query(self, text: str) -> Floats:
        """One unit vector, shape (dimension,). A text that is too long is cut at the end."""

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """(start, end) of every token of each text, in code points, without special tokens: shape (tokens, 2).

        Never cut, so that callers can tell what exceeds :attr:`EncoderIdentity.text_tokens`.
        """


class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives token vectors, in the same pass as those of whole texts."""

    @property
    def token_space(self) -> TokenSpace | None:
        """The space of the token codes, or None if this model's tokens cannot be compared."""

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[TokenCodes]]:
        """What :meth:`encode_passages` gives, and the token codes of each text, shape (n, t) with n at least 1."""

    def query_with_tokens(self, text: str) -> QueryVectors:
        """What :meth:`encode_query` gives, and the token vectors."""


class AsyncEncoder(Protocol):
    """An encoder that computes in the background while the caller does other work."""

    def begin_query(self, text: str) -> Callable[[], QueryVectors]:
        """Start encoding. The function returned waits for the vectors and must be called exactly once.

        The result includes token vectors if the encoder gives any.
        """


def begin_query(encoder: Encoder, text: str) -> Callable[[], QueryVectors]:
    """The same for any encoder; one that cannot compute in the background is finished when this returns."""
    if hasattr(encoder, "begin_query"):
        return cast(AsyncEncoder, encoder).begin_query(text)
    able = token_encoder(encoder)
    found = able.query_with_tokens(text) if able else QueryVectors(encoder.encode_query(text))
    return lambda: found


class PreparedEncoder(Protocol):
    """An encoder whose first queries would wait for it."""

    def prepare(self) -> None:
        """Do now what queries would wait for. Raises ModelError."""


def prepare(encoder: Encoder) -> None:
    """The same for any encoder; nothing for one that is always prepared."""
    if hasattr(encoder, "prepare"):
        cast(PreparedEncoder, encoder).prepare()


class PendingEncoding:
    """A query that is being encoded. A context manager: on exit the encoding has ended, whatever happened."""

    def __init__(self, begun: Callable[[], QueryVectors]) -> None:
        self._finish = begun
        self._waiting = True
        self._vectors: QueryVectors | None = None

    def vectors(self) -> QueryVectors:
        """Wait for the vectors; calling it again returns the same. Raises ModelError."""
        if self._vectors is None:
            self._waiting = False
            self._vectors = self._finish()
        return self._vectors

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._waiting:
            # If something else failed first, that is the error to report.
            with suppress(ModelError) if kind else nullcontext():
                self._finish()


def token_encoder(encoder: Encoder) -> TokenEncoder | None:
    """``encoder`` if it gives token vectors that can be compared, else None."""
    return cast(TokenEncoder, encoder) if getattr(encoder, "token_space", None) is not None else None
