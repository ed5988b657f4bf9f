"""A model exported for OpenVINO, read and run without torch."""

from __future__ import annotations

import json
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.encoder.batches import batches, rounded
from search.encoder.model_folder import file_sha256
from search.encoder.openvino_model import Compiled, compile_model, import_openvino, read_model
from search.encoder.protocol import EncoderIdentity
from search.encoder.token_space import Codes, Floats, QuestionVectors, TokenSpace, codes
from search.encoder.tokens import ContentTokens, TokenRules, token_rules
from search.encoder.widths import of_widths

FORMAT = 3
MANIFEST = "encoder.json"
MODEL, TOKENIZER, PROJECTION, EMBEDDINGS = "model.xml", "tokenizer.json", "projection.npy", "embeddings.npy"
FILES = (MODEL, "model.bin", TOKENIZER, PROJECTION, EMBEDDINGS)

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
    directions, embeddings = read_directions(folder), _array(folder / EMBEDDINGS, mapped=True)
    space = None if directions is None else TokenSpace.of(identity.id, directions)
    return OpenVinoEncoder(folder, identity, rules, pad_id, space, embeddings)


def read_directions(folder: Path) -> Floats | None:
    """What tokens are projected on by the model exported to ``folder``; None where there is nothing."""
    return _array(folder / PROJECTION)


def _array(path: Path, *, mapped: bool = False) -> Floats | None:
    """The array in a file; None where it is empty, or unreadable."""
    try:
        # A plain view: slices of a memmap are memmaps, which cost ten times what slices of an array do.
        array: Floats = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False).view(np.ndarray)
    except (OSError, ValueError, EOFError):
        return None
    return array if array.size else None


class OpenVinoEncoder:
    """Vectors by OpenVINO, in bf16 where the processor has it.

    One stream of one thread for each core serves both batches and questions: a question needs no barrier between
    threads, and any number of callers keeps the cores busy and no busier. Only while questions come one at a time
    two cores share each: that is a quarter faster and takes half as much again of the processor.

    The model is compiled when first needed, once for any shape, and for each way with questions once for the few
    widths that most of them fit into. A server that only answers short questions never holds the first.
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

    @cached_property
    def _content(self) -> ContentTokens:
        return ContentTokens(self._rules.tokenizer.get_vocab())

    @cached_property
    def _any_shape(self) -> Compiled:
        return self._compile(lambda model: model, "any", self._cores, self._cores)

    @cached_property
    def _questions(self) -> Compiled:
        return self._compile(self._shaped, f"widths {self._widths}", self._cores, self._cores)

    @cached_property
    def _lone_questions(self) -> Compiled:
        return self._compile(self._shaped, f"widths {self._widths}", 1, min(_SHARING, self._cores))

    def _shaped(self, model: Any) -> Any:
        return of_widths(model, self._widths)

    def _compile(self, shaped: Callable[[Any], Any], name: str, streams: int, threads: int) -> Compiled:
        with self._compiling:
            if self._model is None:  # read once: each reading maps the weights anew
                self._model = read_model(self._core, self._folder / MODEL)
            model = compile_model(
                self._core, self._model, shaped, name, folder=self._folder, streams=streams, threads=threads
            )
            return Compiled(model, streams)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in the order given. Callers take turns; each turn uses every core."""
        return self._encode(texts, None)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[Codes]]:
        """The same, and the codes of each text's content tokens."""
        tokens: list[Codes] = [np.empty((0, 0), np.int8)] * len(texts)
        return self._encode(texts, tokens), tokens

    def _encode(self, texts: Sequence[str], tokens: list[Codes] | None) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self._identity.dimension), np.float32)
        prefix = self._identity.passage_prefix
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = texts[start : start + _TEXTS_AT_ONCE]
            ids = self._rules.ids([prefix + text for text in part] if prefix else part)
            with self._batch_lock:
                self._run(ids, vectors[start : start + _TEXTS_AT_ONCE], tokens, start)
        return vectors

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """One unit vector, on one core."""
        return self.begin_question(text)().vector

    def question_with_tokens(self, text: str) -> QuestionVectors:
        """The same, and the vectors of the tokens."""
        return self.begin_question(text)()

    def begin_question(self, text: str) -> Callable[[], QuestionVectors]:
        """See :class:`search.encoder.protocol.Beginning`. Waits for its turn where every core is taken."""
        ids, places = self._rules.question(self._identity.question_prefix, text)
        place = bisect_left(self._widths, len(ids))
        short = place < len(self._widths)
        alone = self._crowd.enter()
        try:
            compiled = (self._lone_questions if alone else self._questions) if short else self._any_shape
            request = compiled.take()
        except BaseException:
            self._crowd.leave()
            raise
        try:
            if short:
                inputs = self._inputs([ids], self._widths[place])
                # Its own memory is filled faster than other memory is made known to it.
                request.get_input_tensor(0).data[:] = place
                for at, value in enumerate(inputs, start=1 + place * len(inputs)):
                    request.get_input_tensor(at).data[:] = value
                request.start_async()
            else:
                request.start_async(self._inputs([ids], self._width([ids])))
        except RuntimeError as error:
            compiled.give_back(request)
            self._crowd.leave()
            raise _failed(error) from error

        def end() -> QuestionVectors:
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
            finally:
                compiled.give_back(request)
                self._crowd.leave()

        return end

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Where the tokens of each text stand, never cut."""
        return self._rules.offsets(texts)

    def _run(
        self, ids: list[list[int]], vectors: NDArray[np.float32], tokens: list[Codes] | None, start: int
    ) -> None:
        own, prefix = self._rules.own, self._prefix

        def keep(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data
            if tokens is not None:
                for read, row in zip(request.get_output_tensor(1).data, rows, strict=True):
                    carrying = self._content.of(own(np.array(ids[row], np.int64), prefix))
                    tokens[start + row] = codes(own(read[: len(ids[row])], prefix)[carrying])

        waiting = self._any_shape.batches
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
