"""Runs a model exported to OpenVINO, without torch."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.buckets import batches, padded_length, with_buckets
from search.encoder.four_bit import PackedTable
from search.encoder.model_folder import cached_sha256
from search.encoder.openvino_model import Compiled, compile_model, import_openvino, read_model, release_pages
from search.encoder.pooling_tokens import TokenRules, token_rules
from search.encoder.protocol import EncoderIdentity
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace, to_codes

FORMAT = 3
MANIFEST = "encoder.json"
MODEL, WEIGHTS, TOKENIZER = "model.xml", "model.bin", "tokenizer.json"
PROJECTION, EMBEDDINGS = "projection.npy", "embeddings.npy"
FILES = (MODEL, WEIGHTS, TOKENIZER, PROJECTION, EMBEDDINGS)
PIECES = "pieces.npy"
"""The pieces of the tokenizer, for one whose TOKENIZER has none."""

_ExecutionMode = Literal["any", "crowd", "alone"]
"""any: batches, and queries of any length. crowd: several short queries at a time. alone: one at a time."""

_WIDTHS = (16, 32, 64)  # tokens; 39 %, 87 % and 99 % of real questions fit
_SHARING = 2  # cores that share one query; more were not tried
_QUIET_SECONDS = 1.0  # without two queries at once, after which they are assumed to come one at a time
_TEXTS_AT_ONCE = 8192  # sorted together; bounds the memory of token ids


def check_files(folder: Path) -> tuple[EncoderIdentity, int]:
    """The identity of the encoder exported to ``folder``, and the token it pads with.

    Raises ModelError if a file is missing or fails its checksum.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            raise ModelError(f"The model in {folder} is of another version. Run `workshop-search ingest` again.")
        identity = EncoderIdentity.from_json(json.dumps(manifest["identity"]))
        pad_id, files = int(manifest["pad_id"]), dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"The model in {folder} cannot be read. Run `workshop-search ingest` again.") from error
    for name in (*FILES, PIECES) if PIECES in files or (folder / PIECES).exists() else FILES:
        if not (folder / name).is_file() or cached_sha256(folder / name) != files.get(name):
            raise ModelError(f"{folder / name} is missing or damaged. Run `workshop-search ingest` again.")
    return identity, pad_id


def open_compiled(folder: Path, languages: tuple[str, ...] | None = None) -> OpenVinoEncoder:
    """The encoder exported to ``folder``. Raises ModelError if a file is missing or fails its checksum."""
    identity, pad_id = check_files(folder)
    if languages is not None:
        identity = replace(identity, languages=languages)
    pieces = _mapped(folder / PIECES) if (folder / PIECES).is_file() else None
    rules = token_rules((folder / TOKENIZER).read_text("utf-8"), identity.max_tokens, pieces)
    projection, embeddings = read_projection(folder), _embeddings(folder / EMBEDDINGS)
    space = None if projection is None else TokenSpace.of(identity.id, projection)
    return OpenVinoEncoder(folder, identity, rules, pad_id, space, embeddings)


def read_projection(folder: Path) -> Floats | None:
    """The token projection of the model exported to ``folder``, shape (d, t), or None if it has none."""
    try:
        projection: Floats = np.load(folder / PROJECTION, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return projection if projection.size else None


def _embeddings(path: Path) -> Floats | PackedTable | None:
    """The embedding table in ``path``, memory-mapped; None if it is part of the model. Raises ModelError.

    A table that cannot be read must not count as absent: the model would compute from whatever was in memory.
    """
    table = _mapped(path)
    if not table.size:
        return None
    return PackedTable(table) if table.dtype == np.uint8 else table


def _mapped(path: Path) -> NDArray[Any]:
    """The array in ``path``, memory-mapped. Raises ModelError."""
    try:
        # A plain view: slices of a memmap are memmaps, which cost ten times what slices of an array do.
        return np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)  # type: ignore[no-any-return]
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


class OpenVinoEncoder:
    """Vectors computed by OpenVINO, in bf16 if the processor supports it.

    Each text is computed on one core, so threads need no barrier and any number of callers keeps all cores busy
    without overloading them. Only while queries come one at a time, two cores share each: a quarter faster, for
    half as much processor time again.

    The model is compiled for each execution mode when it is first used: batches and long queries in any shape,
    other queries in the few widths that most of them fit into. The first query waits for its own width only, which
    takes a third as long and gives the same vectors; the next of another width, or :meth:`prepare`, compiles all.
    """

    def __init__(
        self,
        folder: Path,
        identity: EncoderIdentity,
        rules: TokenRules,
        pad_id: int,
        space: TokenSpace | None,
        embeddings: Floats | PackedTable | None,
    ) -> None:
        self._folder, self._identity, self._rules, self._pad_id = folder, identity, rules, pad_id
        self._space, self._embeddings = space, embeddings
        self._prefix = rules.length(identity.passage_prefix)
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._widths = sorted({min(width, identity.max_tokens) for width in _WIDTHS})
        self._core = import_openvino().Core()
        self._model: Any = None
        self._compiled: dict[_ExecutionMode, Compiled] = {}
        self._modes: list[_ExecutionMode] = ["alone", "crowd"] if self._cores > 1 else ["crowd"]
        self._compiling = threading.Lock()
        self._concurrency = _Concurrency()
        self._batch_lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        """What determines the vectors."""
        return self._identity

    @property
    def token_space(self) -> TokenSpace | None:
        """The space of the token codes."""
        return self._space

    def share_cores(self) -> None:
        """Compute each query on one core even while queries come one at a time: another encoder has the others."""
        self._modes = ["crowd"]

    @property
    def prepared(self) -> bool:
        """Whether no query up to the largest width would wait for the model to be compiled."""
        return all(mode in self._compiled and self._compiled[mode].widths == self._widths for mode in self._modes)

    def prepare(self, text: str | None = None) -> None:
        """Compile now what a query for ``text`` would wait for, or without a text what any would."""
        if text is not None:
            length = len(self._rules.query(self._identity.question_prefix, text)[0])
            self._ready(*self._needed(length, self._modes[0]))
            return
        for mode in self._modes:
            self._ready(mode, self._widths)

    def _needed(self, length: int, mode: _ExecutionMode) -> tuple[_ExecutionMode, list[int]]:
        """The mode and the width that a query of ``length`` tokens is computed in; no width if it is too long."""
        width = next((width for width in self._widths if length <= width), None)
        return (mode, [width]) if width else ("any", [])

    def _ready(self, mode: _ExecutionMode, widths: list[int]) -> Compiled:
        """The model compiled for ``mode`` and these ``widths``, which happens on first use."""
        found = self._compiled.get(mode)
        if found is None or not found.fits(widths):
            with self._compiling:
                found = self._compiled.get(mode)
                if found is None or not found.fits(widths):
                    found = self._compile(mode, widths if found is None else self._widths)
                    self._compiled[mode] = found
        return found

    def _compile(self, mode: _ExecutionMode, widths: list[int]) -> Compiled:
        if self._model is None:  # read once: each reading maps the weights anew
            self._model = read_model(self._core, self._folder / MODEL)
        streams, threads = (1, min(_SHARING, self._cores)) if mode == "alone" else (self._cores, self._cores)
        shaped = with_buckets(self._model, widths) if widths else self._model
        compiled = compile_model(self._core, shaped, streams=streams, threads=threads)
        release_pages((self._folder / WEIGHTS).resolve())
        return Compiled(compiled, streams, widths)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector per text, in the order given. Callers take turns; each turn uses every core."""
        return self._encode(texts, None)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[TokenCodes]]:
        """The same, and the token codes of each text."""
        tokens: list[TokenCodes] = [np.empty((0, 0), np.int8)] * len(texts)
        return self._encode(texts, tokens), tokens

    def _encode(self, texts: Sequence[str], tokens: list[TokenCodes] | None) -> Floats:
        vectors = np.empty((len(texts), self._identity.dimension), np.float32)
        prefix = self._identity.passage_prefix
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = texts[start : start + _TEXTS_AT_ONCE]
            ids = self._rules.ids([prefix + text for text in part] if prefix else part)
            with self._batch_lock:
                self._run(ids, vectors[start : start + _TEXTS_AT_ONCE], tokens, start)
        return vectors

    def encode_query(self, text: str) -> Floats:
        """One unit vector."""
        return self.begin_query(text)().vector

    def query_with_tokens(self, text: str) -> QueryVectors:
        """The same, and the token vectors."""
        return self.begin_query(text)()

    def begin_query(self, text: str) -> Callable[[], QueryVectors]:
        """See :class:`search.encoder.protocol.AsyncEncoder`. Waits for its turn if too many are under way."""
        ids, offsets = self._rules.query(self._identity.question_prefix, text)
        mode, widths = self._needed(len(ids), "crowd")
        inputs = self._inputs([ids], widths[0] if widths else self._width([ids]))
        with ExitStack() as taken:
            if self._concurrency.enter() and widths:
                mode = self._modes[0]
            taken.callback(self._concurrency.leave)
            compiled = self._ready(mode, widths)
            request = compiled.take()
            taken.callback(compiled.give_back, request)
            try:
                if widths:
                    bucket = compiled.widths.index(widths[0])
                    # Filling the request's own memory is faster than handing it other memory.
                    request.get_input_tensor(0).data[:] = bucket
                    for at, value in enumerate(inputs, start=1 + bucket * len(inputs)):
                        request.get_input_tensor(at).data[:] = value
                    request.start_async()
                else:
                    request.start_async(inputs)
            except RuntimeError as error:
                raise _failed(error) from error
            kept = taken.pop_all()

        def end() -> QueryVectors:
            with kept:
                try:
                    request.wait()
                    vector = request.get_output_tensor(0).data[0].copy()
                    if self._space is None:
                        return QueryVectors(vector)
                    read = request.get_output_tensor(1).data[0, len(self._rules.before) :][: len(offsets)]
                    own = offsets[:, 0] >= 0
                    return QueryVectors(vector, read[own], offsets[own])
                except RuntimeError as error:
                    raise _failed(error) from error

        return end

    def vocabulary(self) -> dict[str, int]:
        """The id of each token."""
        return self._rules.tokenizer.get_vocab()

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """(start, end) of every token of each text, never cut."""
        return self._rules.offsets(texts)

    def _run(self, ids: list[list[int]], vectors: Floats, tokens: list[TokenCodes] | None, start: int) -> None:
        own, prefix = self._rules.own, self._prefix

        def keep(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data
            if tokens is not None:
                for read, row in zip(request.get_output_tensor(1).data, rows, strict=True):
                    tokens[start + row] = to_codes(own(read[: len(ids[row])], prefix))

        waiting = self._ready("any", []).batches
        waiting.set_callback(keep)
        try:
            for rows in batches([len(entry) for entry in ids]):
                texts = [ids[row] for row in rows]
                waiting.start_async(self._inputs(texts, self._width(texts)), rows)
            waiting.wait_all()
        except RuntimeError as error:
            raise _failed(error) from error

    def _width(self, ids: list[list[int]]) -> int:
        return min(padded_length(max(map(len, ids))), self._identity.max_tokens)

    def _inputs(self, ids: list[list[int]], width: int) -> list[NDArray[Any]]:
        """Ids and mask, shape (len(ids), width), and the embeddings if the model does not hold the table."""
        tokens = np.full((len(ids), width), self._pad_id, np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for row, entry in enumerate(ids):
            tokens[row, : len(entry)] = entry
            mask[row, : len(entry)] = 1
        return [tokens, mask] if self._embeddings is None else [tokens, mask, self._embeddings[tokens]]


class _Concurrency:
    """Tracks whether queries come one at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._under_way = 0
        self._until = 0.0

    def enter(self) -> bool:
        """A query starts. True if no two have overlapped recently."""
        now = time.monotonic()
        with self._guard:
            if self._under_way:
                self._until = now + _QUIET_SECONDS
            self._under_way += 1
            return now >= self._until

    def leave(self) -> None:
        """A query has ended."""
        with self._guard:
            self._under_way -= 1


def _failed(error: RuntimeError) -> ModelError:
    return ModelError(f"The encoder failed: {error}")
