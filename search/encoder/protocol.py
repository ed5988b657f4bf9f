"""What the rest of the program asks of an encoder, and how two encoders are told apart.

Vectors of two encoders can be compared only where :attr:`EncoderIdentity.id` is the same. Which library computes
them is no part of the identity: the implementations agree to a cosine of at least 0.999.
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
from search.encoder.token_space import Codes, QuestionVectors, TokenSpace

_MEND = "Delete its folder and run `workshop-search ingest` again."


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What decides the vectors of an encoder, and a few facts that follow from it.

    ``max_tokens`` counts everything the model reads; ``reserved_tokens`` of them go to special tokens and the
    longer prefix, so a text of up to ``text_tokens`` tokens is read whole. ``languages`` are ISO 639-1 codes the
    model is meant for, None where that is not known.
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
        """ "e" and 16 hexadecimal digits, the same wherever the vectors are the same."""
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
        """What is put before a question, and before a passage."""
        return (self.question_prefix, self.passage_prefix)

    @property
    def text_tokens(self) -> int:
        """How many tokens of a text (as :meth:`Encoder.token_offsets` counts them) are surely read."""
        return self.max_tokens - self.reserved_tokens

    def to_json(self) -> str:
        """The identity as JSON, ``id`` included for people and for a check on reading."""
        return json.dumps({"id": self.id, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> EncoderIdentity:
        """Read what :meth:`to_json` wrote; ModelError when it is damaged."""
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
    """Turns texts into unit vectors. Every method may be called from many threads at once."""

    @property
    def identity(self) -> EncoderIdentity:
        """What decides the vectors."""

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector a text, in the order given: shape (n, dimension). What is too long is cut at its end."""

    def encode_question(self, text: str) -> Floats:
        """One unit vector: shape (dimension,). What is too long is cut at its end."""

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Where the tokens of each text stand: per text rows (start, end) in code points, special tokens left out.

        Never cut, so that the caller can count what :attr:`EncoderIdentity.text_tokens` would lose.
        """


class TokenEncoder(Encoder, Protocol):
    """An encoder that gives the vectors of single tokens too, in one go with those of whole texts."""

    @property
    def token_space(self) -> TokenSpace | None:
        """What tokens' codes can be compared with; None where this model's tokens cannot be compared."""

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[Codes]]:
        """What :meth:`encode_passages` gives, and per text the codes of its tokens, shape (n, t), n at least 1."""

    def question_with_tokens(self, text: str) -> QuestionVectors:
        """What :meth:`encode_question` gives, and the vectors of the question's tokens."""


class Beginning(Protocol):
    """An encoder that computes beside the thread that asks, which can do other work until it needs the vectors."""

    def begin_question(self, text: str) -> Callable[[], QuestionVectors]:
        """Begin to encode; what comes back waits for the vectors, and must be called, once.

        With the vectors of tokens where the encoder gives any.
        """


def begin_question(encoder: Encoder, text: str) -> Callable[[], QuestionVectors]:
    """The same of any encoder: one that cannot begin has ended when this returns."""
    if hasattr(encoder, "begin_question"):
        return cast(Beginning, encoder).begin_question(text)
    able = token_encoder(encoder)
    found = able.question_with_tokens(text) if able else QuestionVectors(encoder.encode_question(text))
    return lambda: found


class Encoding:
    """A question's encoding, begun. For a ``with``: at its end it has ended, whatever happened in between."""

    def __init__(self, begun: Callable[[], QuestionVectors]) -> None:
        self._end = begun
        self._waiting = True

    def vectors(self) -> QuestionVectors:
        """The vectors, waited for. To be asked once."""
        self._waiting = False
        return self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._waiting:
            # What went wrong first is what is told.
            with suppress(ModelError) if kind else nullcontext():
                self._end()


def token_encoder(encoder: Encoder) -> TokenEncoder | None:
    """``encoder`` where it gives tokens that can be compared."""
    return cast(TokenEncoder, encoder) if getattr(encoder, "token_space", None) is not None else None
