"""A model exported for OpenVINO, read and run without torch."""

from __future__ import annotations

import json
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.batches import batches, rounded
from search.encoder.model_folder import file_sha256
from search.encoder.openvino_model import Compiled, compile_model, import_openvino, read_model
from search.encoder.pooling_tokens import TokenRules, token_rules
from search.encoder.protocol import EncoderIdentity
from search.encoder.token_space import Codes, QuestionVectors, TokenSpace, codes
from search.encoder.widths import of_widths

FORMAT = 3
MANIFEST = "encoder.json"
MODEL, TOKENIZER, PROJECTION, EMBEDDINGS = "model.xml", "tokenizer.json", "projection.npy", "embeddings.npy"
FILES = (MODEL, "model.bin", TOKENIZER, PROJECTION, EMBEDDINGS)

_Way = Literal["any", "crowd", "alone"]
"""How texts come: in batches or of any length; short ones together; short ones one at a time."""

_WIDTHS = (16, 32, 64)  # tokens of the shapes for questions: .39, .87 and .99 of real ones fit
_SHARING = 2  # cores that share a question; more were not tried
_QUIET_SECONDS = 1.0  # without two questions at once, after which they are taken to come one at a time
_TEXTS_AT_ONCE = 8192  # sorted together; bounds the memory of token ids


def open_compiled(folder: Path, languages: tuple[str, ...] | None = None) -> OpenVinoEncoder:
    """The encoder exported to ``folder``, every file checked; ModelError when one is missing or differs."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            raise ModelError(f"The model in {folder} is of another version. Run `workshop-search ingest` again.")
        identity = EncoderIdentity.from_json(json.dumps(manifest["identity"]))
        pad_id, files = int(manifest["pad_id"]), dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The model in {folder} cannot be read. Run `workshop-search ingest` again.") from error
    for name in FILES:
        if not (folder / name).is_file() or file_sha256(folder / name) != files.get(name):
            raise ModelError(f"{folder / name} is missing or damaged. Run `workshop-search ingest` again.")
    if languages is not None:
        identity = replace(identity, languages=languages)
    rules = token_rules((folder / TOKENIZER).read_text("utf-8"), identity.max_tokens)
    directions, embeddings = read_directions(folder), _embeddings(folder / EMBEDDINGS)
    space = None if directions is None else TokenSpace.of(identity.id, directions)
    return OpenVinoEncoder(folder, identity, rules, pad_id, space, embeddings)


def read_directions(folder: Path) -> Floats | None:
    """What tokens are projected on by the model exported to ``folder``; None where there is nothing."""
    try:
        directions: Floats = np.load(folder / PROJECTION, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return directions if directions.size else None


def _embeddings(path: Path) -> Floats | None:
    """The table in the file ``path``, mapped; None where the model holds it itself. Raises ModelError.

    A table that cannot be read is no table that is not there: the model would compute from whatever was in memory.
    """
    try:
        # A plain view: slices of a memmap are memmaps, which cost ten times what slices of an array do.
        table: Floats = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    return table if table.size else None


class OpenVinoEncoder:
    """Vectors by OpenVINO, in bf16 where the processor has it.

    A text is computed by one core, so that it needs no barrier between threads, and any number of callers keeps
    the cores busy and no busier. Only while questions come one at a time two cores share each: that is a quarter
    faster and takes half as much again of the processor.

    For each of these ways the model is compiled when it is first needed: batches and long questions in any shape,
    other questions in the few widths that most of them fit into. A server never holds what it is not asked for.
    """

    def __init__(
        self,
        folder: Path,
        identity: EncoderIdentity,
        rules: TokenRules,
        pad_id: int,
        space: TokenSpace | None,
        embeddings: Floats | None,
    ) -> None:
        self._folder, self._identity, self._rules, self._pad_id = folder, identity, rules, pad_id
        self._space, self._embeddings = space, embeddings
        self._prefix = rules.length(identity.passage_prefix)
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._widths = sorted({min(width, identity.max_tokens) for width in _WIDTHS})
        self._core = import_openvino().Core()
        self._model: Any = None
        self._compiled: dict[_Way, Compiled] = {}
        self._compiling = threading.Lock()
        self._crowd = _Crowd()
        self._batch_lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        """What decides the vectors."""
        return self._identity

    @property
    def token_space(self) -> TokenSpace | None:
        """What tokens' codes can be compared with."""
        return self._space

    def _ready(self, way: _Way) -> Compiled:
        """The model compiled for this way of asking it, when it is first needed."""
        found = self._compiled.get(way)
        if found is None:
            with self._compiling:
                found = self._compiled.get(way) or self._compile(way)
                self._compiled[way] = found
        return found

    def _compile(self, way: _Way) -> Compiled:
        if self._model is None:  # read once: each reading maps the weights anew
            self._model = read_model(self._core, self._folder / MODEL)
        streams, threads = (1, min(_SHARING, self._cores)) if way == "alone" else (self._cores, self._cores)
        shaped = self._model if way == "any" else of_widths(self._model, self._widths)
        name = way if way == "any" else f"{way} {self._widths}"
        model = compile_model(self._core, shaped, name, folder=self._folder, streams=streams, threads=threads)
        return Compiled(model, streams)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector a text, in the order given. Callers take turns; each turn uses every core."""
        return self._encode(texts, None)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[Codes]]:
        """The same, and the codes of each text's tokens."""
        tokens: list[Codes] = [np.empty((0, 0), np.int8)] * len(texts)
        return self._encode(texts, tokens), tokens

    def _encode(self, texts: Sequence[str], tokens: list[Codes] | None) -> Floats:
        vectors = np.empty((len(texts), self._identity.dimension), np.float32)
        prefix = self._identity.passage_prefix
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = texts[start : start + _TEXTS_AT_ONCE]
            ids = self._rules.ids([prefix + text for text in part] if prefix else part)
            with self._batch_lock:
                self._run(ids, vectors[start : start + _TEXTS_AT_ONCE], tokens, start)
        return vectors

    def encode_question(self, text: str) -> Floats:
        """One unit vector."""
        return self.begin_question(text)().vector

    def question_with_tokens(self, text: str) -> QuestionVectors:
        """The same, and the vectors of the tokens."""
        return self.begin_question(text)()

    def begin_question(self, text: str) -> Callable[[], QuestionVectors]:
        """See :class:`search.encoder.protocol.Beginning`. Waits for its turn where too many were begun."""
        ids, places = self._rules.question(self._identity.question_prefix, text)
        place = bisect_left(self._widths, len(ids))
        short = place < len(self._widths)
        inputs = self._inputs([ids], self._widths[place] if short else self._width([ids]))
        with ExitStack() as taken:
            alone = self._crowd.enter() and self._cores > 1
            taken.callback(self._crowd.leave)
            compiled = self._ready("any" if not short else "alone" if alone else "crowd")
            request = compiled.take()
            taken.callback(compiled.give_back, request)
            try:
                if short:
                    # Its own memory is filled faster than other memory is made known to it.
                    request.get_input_tensor(0).data[:] = place
                    for at, value in enumerate(inputs, start=1 + place * len(inputs)):
                        request.get_input_tensor(at).data[:] = value
                    request.start_async()
                else:
                    request.start_async(inputs)
            except RuntimeError as error:
                raise _failed(error) from error
            kept = taken.pop_all()

        def end() -> QuestionVectors:
            with kept:
                try:
                    request.wait()
                    vector = request.get_output_tensor(0).data[0].copy()
                    if self._space is None:
                        return QuestionVectors(vector)
                    read = request.get_output_tensor(1).data[0, len(self._rules.before) :][: len(places)]
                    own = places[:, 0] >= 0
                    return QuestionVectors(vector, read[own], places[own])
                except RuntimeError as error:
                    raise _failed(error) from error

        return end

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Where the tokens of each text stand, never cut."""
        return self._rules.offsets(texts)

    def _run(self, ids: list[list[int]], vectors: Floats, tokens: list[Codes] | None, start: int) -> None:
        own, prefix = self._rules.own, self._prefix

        def keep(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data
            if tokens is not None:
                for read, row in zip(request.get_output_tensor(1).data, rows, strict=True):
                    tokens[start + row] = codes(own(read[: len(ids[row])], prefix))

        waiting = self._ready("any").batches
        waiting.set_callback(keep)
        try:
            for rows in batches([len(entry) for entry in ids]):
                texts = [ids[row] for row in rows]
                waiting.start_async(self._inputs(texts, self._width(texts)), rows)
            waiting.wait_all()
        except RuntimeError as error:
            raise _failed(error) from error

    def _width(self, ids: list[list[int]]) -> int:
        return min(rounded(max(map(len, ids))), self._identity.max_tokens)

    def _inputs(self, ids: list[list[int]], width: int) -> list[NDArray[Any]]:
        """Ids and mask, shape (len(ids), width), and their embeddings where the model does not hold the table."""
        tokens = np.full((len(ids), width), self._pad_id, np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for row, entry in enumerate(ids):
            tokens[row, : len(entry)] = entry
            mask[row, : len(entry)] = 1
        return [tokens, mask] if self._embeddings is None else [tokens, mask, self._embeddings[tokens]]


class _Crowd:
    """Whether questions come one at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._under_way = 0
        self._until = 0.0

    def enter(self) -> bool:
        """A question begins; whether none was met by another of late."""
        now = time.monotonic()
        with self._guard:
            if self._under_way:
                self._until = now + _QUIET_SECONDS
            self._under_way += 1
            return now >= self._until

    def leave(self) -> None:
        """One has ended."""
        with self._guard:
            self._under_way -= 1


def _failed(error: RuntimeError) -> ModelError:
    return ModelError(f"The encoder failed: {error}")
