"""Chooses and opens the encoder."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.choice import BOTH, ENGLISH, MULTILINGUAL_NAME, choose
from search.encoder.compiled import MANIFEST, OpenVinoEncoder, check_files, open_compiled, read_projection
from search.encoder.composed import (
    ComposedEncoder,
    composed_identity,
    fullest,
    read_composed,
    write_composed,
)
from search.encoder.model_folder import PACKED_IDENTITY, MissingPackageError, describe, find_model
from search.encoder.packed_model import PackedModel
from search.encoder.pooling_tokens import TokenRules, token_rules
from search.encoder.protocol import Encoder, EncoderIdentity

if TYPE_CHECKING:
    from search.encoder.reference import TorchEncoder

    LoadedEncoder: TypeAlias = OpenVinoEncoder | TorchEncoder

log = logging.getLogger("workshop_search")
Backend = Literal["openvino", "torch"]
_ID = re.compile(r"e[0-9a-f]{16}")


def load_encoder(
    models_dir: Path,
    model: str,
    backend: Backend = "openvino",
    *,
    build: bool,
    question_prefix: str | None = None,
    passage_prefix: str | None = None,
    languages: tuple[str, ...] | None = None,
) -> Encoder:
    """The encoder of ``model`` (see :func:`search.encoder.choice.choose`). Raises ModelError.

    With ``build`` a compiled model that is missing or damaged is first written to ``models_dir``, and a name that
    is not on this machine is looked up on the model hub. Without it, nothing is written, and with "openvino"
    neither torch nor sentence-transformers is imported. Prefixes and ``languages`` are for a single model.
    """
    choice = choose(model)
    if not choice.composed:
        given = Description(question_prefix, passage_prefix, languages)
        return _load(models_dir, choice.models[0], backend, given, build=build)
    try:
        parts = [_load(models_dir, name, backend, Description(), build=build) for name in choice.models]
    except MissingPackageError as error:
        if choice != choose(BOTH):
            raise
        log.warning("the model english is used instead of both: %s", error)
        return load_encoder(models_dir, ENGLISH, backend, build=build)
    return _compose(models_dir, parts, choice.name, build=build)


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a model beside its files; None is what the files say."""

    question_prefix: str | None = None
    passage_prefix: str | None = None
    languages: tuple[str, ...] | None = None


def _load(models_dir: Path, name: str, backend: Backend, given: Description, *, build: bool) -> LoadedEncoder:
    """One model by name or path."""
    if backend not in ("openvino", "torch"):
        raise ModelError(f"Unknown encoder {backend!r}: choose openvino or torch.")
    if name == MULTILINGUAL_NAME and backend == "openvino":
        with suppress(ModelError):  # its package may be gone since
            return open_single(models_dir, PACKED_IDENTITY.id)
    folder = find_model(name, download=build)
    identity = describe(name, folder, **asdict(given))
    if backend == "torch":
        from search.encoder.reference import TorchEncoder

        return TorchEncoder(folder, identity, read_projection(models_dir / identity.id))
    try:
        return open_single(models_dir, identity.id, languages=identity.languages)
    except ModelError:
        if not build:
            raise
        return open_compiled(_export(folder, identity, models_dir), identity.languages)


def _compose(models_dir: Path, parts: Sequence[LoadedEncoder], name: str, *, build: bool) -> ComposedEncoder:
    identity = composed_identity([part.identity for part in parts], name)
    folder = models_dir / identity.id
    try:
        return ComposedEncoder(parts, _centres(folder), identity)
    except ModelError:
        if not build:
            raise
        return ComposedEncoder(parts, write_composed(folder, parts, identity), identity)


def _centres(folder: Path) -> list[Floats]:
    found = read_composed(_compiled_folder(folder.parent, folder.name))
    if found is None:
        raise ModelError(f"{folder} holds a single model. Delete it and run `workshop-search ingest`.")
    return found[2]


def _export(folder: Path, identity: EncoderIdentity, models_dir: Path) -> Path:
    """Compile in a separate process: torch takes most of a gigabyte that this process could not release."""
    # -P: a folder "search" in the working directory must not be imported. torch leaves an empty folder in TMPDIR.
    command = [
        sys.executable,
        "-P",
        "-m",
        "search.encoder.export",
        str(folder.absolute()),
        str(models_dir.absolute()),
    ]
    with tempfile.TemporaryDirectory(prefix="workshop-search-") as scratch:
        environment = os.environ | {"TMPDIR": scratch}
        done = subprocess.run(
            command, input=identity.to_json(), capture_output=True, text=True, check=False, env=environment
        )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise ModelError(said[-1] if said else f"The model could not be compiled (status {done.returncode}).")
    return models_dir / identity.id


def open_encoder(models_dir: Path, encoder_id: str) -> Encoder:
    """The compiled encoder with this id. Raises ModelError if ``models_dir`` does not contain all of it."""
    folder = _compiled_folder(models_dir, encoder_id)
    composed = read_composed(folder)
    if composed is None:
        return open_single(models_dir, encoder_id)
    identity, parts, centres = composed
    _check_id(folder, identity, encoder_id)
    with ThreadPoolExecutor(len(parts)) as pool:  # mostly checksums
        opened = list(pool.map(lambda part: open_single(models_dir, part), parts))
    return ComposedEncoder(opened, centres, identity)


def open_single(models_dir: Path, encoder_id: str, *, languages: tuple[str, ...] | None = None) -> OpenVinoEncoder:
    """The same for a single model. ``languages`` replace those recorded when it was compiled."""
    folder = _compiled_folder(models_dir, encoder_id)
    encoder = open_compiled(folder, languages)
    _check_id(folder, encoder.identity, encoder_id)
    return encoder


def check_model(models_dir: Path, encoder_id: str) -> None:
    """Verify the files of a compiled encoder without opening it. Raises ModelError."""
    folder = _compiled_folder(models_dir, encoder_id)
    composed = read_composed(folder)
    identity = check_files(folder)[0] if composed is None else composed[0]
    _check_id(folder, identity, encoder_id)
    for part in () if composed is None else composed[1]:
        check_model(models_dir, part)


def compiled_name(models_dir: Path, encoder_id: str) -> str | None:
    """The name of the model compiled under this id, or None if that cannot be told."""
    try:
        manifest = json.loads((models_dir / encoder_id / MANIFEST).read_text("utf-8"))
        return str(manifest["identity"]["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _compiled_folder(models_dir: Path, encoder_id: str) -> Path:
    if not _ID.fullmatch(encoder_id) or not (models_dir / encoder_id / MANIFEST).is_file():
        raise _not_compiled(models_dir, encoder_id)
    return models_dir / encoder_id


def _not_compiled(models_dir: Path, encoder_id: str) -> ModelError:
    return ModelError(
        f"The compiled model {encoder_id} is not in {models_dir}. Run `workshop-search ingest` with the model "
        "the index was built with, or choose the setting encoder=torch."
    )


def _check_id(folder: Path, identity: EncoderIdentity, encoder_id: str) -> None:
    if identity.id != encoder_id:
        raise ModelError(
            f"{folder} holds another model, {identity.id}. Delete it and run `workshop-search ingest`."
        )


@dataclass(frozen=True, slots=True)
class ModelTokens:
    """The tokenizers of a model without the model: enough to tell where passages would be cut."""

    identity: EncoderIdentity
    rules: tuple[TokenRules, ...]
    room: tuple[int, ...]

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Where the tokens of each text stand, as :meth:`search.encoder.protocol.Encoder.token_offsets`."""
        return fullest([rules.offsets(texts) for rules in self.rules], self.room)


def load_tokens(model: str) -> ModelTokens:
    """The tokenizers of a model this machine holds. Nothing is compiled, downloaded or written.

    Raises ModelError where the machine does not hold the model, or the model has no tokenizer.json.
    """
    choice = choose(model)
    try:
        found = [_tokens(name) for name in choice.models]
    except MissingPackageError:
        if choice != choose(BOTH):
            raise
        return load_tokens(ENGLISH)
    identities, rules = zip(*found, strict=True)
    identity = composed_identity(identities, choice.name) if choice.composed else identities[0]
    return ModelTokens(identity, tuple(rules), tuple(one.text_tokens for one in identities))


def _tokens(name: str) -> tuple[EncoderIdentity, TokenRules]:
    folder = find_model(name)
    identity = describe(name, folder)
    if folder.is_file():
        vocabulary = PackedModel.read(folder).vocabulary
        rules = token_rules(vocabulary.rules.to_json(), identity.max_tokens, vocabulary.trie())
        return rules.reserve(identity), rules
    path = next(iter(sorted(folder.rglob("tokenizer.json"))), None)
    if path is None:
        raise ModelError(f"The model in {folder} has no tokenizer.json: run `workshop-search ingest` first.")
    rules = token_rules(path.read_text("utf-8"), identity.max_tokens)
    return rules.reserve(identity), rules
