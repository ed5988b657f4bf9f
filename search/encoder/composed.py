"""Several encoders as one: their vectors side by side, so that an inner product adds their cosines.

A model whose vectors all lie close together (multilingual-e5-small gives cosines from 0.7 to 0.9) is centred
first: the mean vector of texts about nothing in particular is subtracted. Its cosines then spread like those of
other models, which thresholds rely on.

A query in a language that only some of the models read is encoded by these alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from corpus.ids import digest
from search.arrays import Floats
from search.encoder.compiled import MANIFEST
from search.encoder.folders import replacing
from search.encoder.model_folder import cached_sha256
from search.encoder.protocol import EncoderIdentity, PendingEncoding, TokenEncoder, begin_query
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace, sample_texts
from search.language import detect_language

_CENTRES = "centres.npz"
_FORMAT = 1
_LATER_SHARE = 1.5
"""How much the cosines of a later model count, beside 1 for the first."""
_NARROW = 0.8
"""Length of the mean of unit vectors from which they are centred: .95 for multilingual-e5-small, .64 for
all-MiniLM-L6-v2."""


class Part(TokenEncoder, Protocol):
    """What an encoder must give to be a part of another."""

    def vocabulary(self) -> dict[str, int]:
        """The id of each token."""

    @property
    def prepared(self) -> bool:
        """Whether queries wait for nothing more."""

    def prepare(self, text: str | None = None) -> None:
        """Do now what a query for ``text`` would wait for, or without a text what any would."""

    def share_cores(self) -> None:
        """Leave cores to the other parts, which compute at the same time."""


@dataclass(frozen=True, slots=True)
class Centre:
    """What is subtracted from a part's vectors of queries and of passages, shape (d,) each; zeros if nothing."""

    query: Floats
    passage: Floats

    @classmethod
    def of(cls, encoder: Part) -> Centre:
        """The means over texts made of the whole vocabulary, or zeros if the vectors are spread wide."""
        texts = sample_texts(encoder.vocabulary())
        query = np.stack([encoder.encode_query(text) for text in texts]).mean(axis=0, dtype=np.float32)
        passage = encoder.encode_passages(texts).mean(axis=0, dtype=np.float32)
        if float(np.linalg.norm(passage)) < _NARROW:
            return cls(np.zeros_like(query), np.zeros_like(passage))
        return cls(query, passage)


def composed_identity(parts: Sequence[EncoderIdentity], name: str) -> EncoderIdentity:
    """The identity of an encoder made of ``parts``, which its weights are a part of."""
    languages = [part.languages for part in parts]
    known = {code for codes in languages if codes is not None for code in codes}
    return EncoderIdentity(
        name=name,
        dimension=sum(part.dimension for part in parts),
        max_tokens=min(part.text_tokens for part in parts),
        weights_sha256=digest(json.dumps([_FORMAT, [part.id for part in parts], _shares(len(parts))])),
        tokenizer_sha256=digest("\n".join(part.tokenizer_sha256 for part in parts)),
        pooling="composed",
        reserved_tokens=0,
        languages=None if None in languages else tuple(sorted(known)),
    )


def _shares(count: int) -> list[float]:
    weights = [1.0, *[_LATER_SHARE] * (count - 1)]
    return [weight / sum(weights) for weight in weights]


class ComposedEncoder:
    """``parts`` as one encoder. Thread-safe.

    Token vectors are those of the first part, and none if it had to be centred: late interaction over tokens that
    all lie close together made rankings worse.
    """

    def __init__(self, parts: Sequence[Part], centres: Sequence[Centre], identity: EncoderIdentity) -> None:
        self._parts, self._centres, self._identity = parts, centres, identity
        self._with_tokens = not centres[0].passage.any()
        self._lengths = [float(np.sqrt(share)) for share in _shares(len(parts))]
        self._room = [part.identity.text_tokens for part in parts]
        ends = np.cumsum([part.identity.dimension for part in parts]).tolist()
        for part in parts:
            part.share_cores()
        self._places = [slice(end - p.identity.dimension, end) for end, p in zip(ends, parts, strict=True)]

    @property
    def identity(self) -> EncoderIdentity:
        """What determines the vectors."""
        return self._identity

    @property
    def token_space(self) -> TokenSpace | None:
        """The space of the token codes."""
        return self._parts[0].token_space if self._with_tokens else None

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector per text."""
        return self._join([part.encode_passages(texts) for part in self._parts])

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[TokenCodes]]:
        """The same, and the token codes of each text."""
        first, tokens = self._parts[0].passages_with_tokens(texts)
        return self._join([first, *(part.encode_passages(texts) for part in self._parts[1:])]), tokens

    def _join(self, vectors: Sequence[Floats]) -> Floats:
        joined = np.empty((len(vectors[0]), self._identity.dimension), np.float32)
        for own, centre, length, place in zip(vectors, self._centres, self._lengths, self._places, strict=True):
            joined[:, place] = length * _unit(own - centre.passage)
        return joined

    def encode_query(self, text: str) -> Floats:
        """One unit vector."""
        return self.begin_query(text)().vector

    def query_with_tokens(self, text: str) -> QueryVectors:
        """The same, and the token vectors if the first part reads the query's language."""
        return self.begin_query(text)()

    def begin_query(self, text: str) -> Callable[[], QueryVectors]:
        """See :class:`search.encoder.protocol.AsyncEncoder`. The parts compute side by side."""
        language = detect_language(text)
        able = [at for at, part in enumerate(self._parts) if _reads(part.identity, language)]
        asked = able or range(len(self._parts))
        self._prepare([self._parts[at] for at in asked], text)
        with ExitStack() as begun:
            pending = {
                at: begun.enter_context(PendingEncoding(begin_query(self._parts[at], text))) for at in asked
            }
            kept = begun.pop_all()

        def end() -> QueryVectors:
            with kept:
                found = {at: one.vectors() for at, one in pending.items()}
            vector = np.zeros(self._identity.dimension, np.float32)
            for at, own in found.items():
                vector[self._places[at]] = self._lengths[at] * _unit(own.vector - self._centres[at].query)
            whole = _unit(vector)
            return replace(found[0], vector=whole) if 0 in found and self._with_tokens else QueryVectors(whole)

        return end

    @property
    def prepared(self) -> bool:
        """Whether queries wait for nothing more."""
        return all(part.prepared for part in self._parts)

    def prepare(self, text: str | None = None) -> None:
        """Do now what a query for ``text`` would wait for, or without a text what any would."""
        self._prepare(self._parts, text)

    @staticmethod
    def _prepare(parts: Sequence[Part], text: str | None) -> None:
        """Prepare the ``parts`` that are not yet prepared side by side: each takes up to a second."""
        missing = [part for part in parts if not part.prepared]
        if missing:
            with ThreadPoolExecutor(len(missing)) as pool:
                list(pool.map(lambda part: part.prepare(text), missing))

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """(start, end) of every token of each text, as the part counts them that the text fills most."""
        return fullest([part.token_offsets(texts) for part in self._parts], self._room)


def fullest(offsets: Sequence[list[NDArray[np.int32]]], room: Sequence[int]) -> list[NDArray[np.int32]]:
    """Of each text the tokens of the model it fills most, given the tokens of each text for each model.

    ``room`` is how many tokens each model reads.
    """
    return [
        max(zip(own, room, strict=True), key=lambda pair: len(pair[0]) / pair[1])[0]
        for own in zip(*offsets, strict=True)
    ]


def _reads(identity: EncoderIdentity, language: str | None) -> bool:
    return identity.languages is None or language is None or language in identity.languages


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = vectors / np.maximum(lengths, np.float32(1e-9))
    return unit


def write_composed(folder: Path, parts: Sequence[Part], identity: EncoderIdentity) -> list[Centre]:
    """Write to ``folder`` what :func:`read_composed` reads; returns the centres. Raises ModelError."""
    centres = [Centre.of(part) for part in parts]
    arrays = {f"{kind}{at}": getattr(c, kind) for at, c in enumerate(centres) for kind in ("query", "passage")}
    with replacing(folder) as work:
        np.savez(work / _CENTRES, **arrays)
        manifest = {
            "format": _FORMAT,
            "identity": json.loads(identity.to_json()),
            "parts": [part.identity.id for part in parts],
            "files": {_CENTRES: cached_sha256(work / _CENTRES)},
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return centres


def read_composed(folder: Path) -> tuple[EncoderIdentity, list[str], list[Centre]] | None:
    """The identity, the ids of the parts and their centres; None if ``folder`` holds a single model.

    Raises ModelError if a file is missing or damaged.
    """
    again = "Run `workshop-search ingest` again."
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if not isinstance(manifest, dict) or "parts" not in manifest:
            return None
        if manifest["format"] != _FORMAT:
            raise ModelError(f"The model in {folder} is of another version. {again}")
        identity = EncoderIdentity.from_json(json.dumps(manifest["identity"]))
        if cached_sha256(folder / _CENTRES) != manifest["files"][_CENTRES]:
            raise ModelError(f"{folder / _CENTRES} is damaged. {again}")
        with np.load(folder / _CENTRES, allow_pickle=False) as found:
            parts = [str(part) for part in manifest["parts"]]
            centres = [Centre(found[f"query{at}"], found[f"passage{at}"]) for at in range(len(parts))]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"The model in {folder} cannot be read. {again}") from error
    return identity, parts, centres
