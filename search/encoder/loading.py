"""Chooses and opens the encoder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.encoder.compiled import MANIFEST, open_compiled, read_projection
from search.encoder.model_folder import describe, find_model
from search.encoder.pooling_tokens import TokenRules, token_rules
from search.encoder.protocol import Encoder, EncoderIdentity

Backend = Literal["openvino", "torch"]
_ID = re.compile(r"e[0-9a-f]{16}")


def load_encoder(
    models_dir: Path,
    model: str | None = None,
    backend: Backend = "openvino",
    *,
    build: bool,
    question_prefix: str | None = None,
    passage_prefix: str | None = None,
    languages: tuple[str, ...] | None = None,
) -> Encoder:
    """The encoder of ``model`` (a name, a path, or None for the default). Raises ModelError.

    With ``build`` a compiled model that is missing or damaged is first written to ``models_dir``, and a name that
    is not on this machine is looked up on the model hub. Without it, nothing but a disposable cache is written,
    and with "openvino" neither torch nor sentence-transformers is imported.
    """
    folder = find_model(model, download=build)
    identity = describe(
        model, folder, question_prefix=question_prefix, passage_prefix=passage_prefix, languages=languages
    )
    if backend == "torch":
        from search.encoder.reference import TorchEncoder

        return TorchEncoder(folder, identity, read_projection(models_dir / identity.id))
    if backend != "openvino":
        raise ModelError(f"Unknown encoder {backend!r}: choose openvino or torch.")
    try:
        return open_encoder(models_dir, identity.id, languages=identity.languages)
    except ModelError:
        if not build:
            raise
        return open_compiled(_export(folder, identity, models_dir), identity.languages)


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


def open_encoder(models_dir: Path, encoder_id: str, *, languages: tuple[str, ...] | None = None) -> Encoder:
    """The compiled encoder with this id. Raises ModelError if ``models_dir`` does not contain all of it.

    ``languages`` replace those recorded when it was compiled.
    """
    folder = models_dir / encoder_id
    if not _ID.fullmatch(encoder_id) or not (folder / MANIFEST).is_file():
        raise ModelError(
            f"The compiled model {encoder_id} is not in {models_dir}. Run `workshop-search ingest` with the model "
            "the index was built with, or choose the setting encoder=torch."
        )
    encoder = open_compiled(folder, languages)
    if encoder.identity.id != encoder_id:
        raise ModelError(
            f"{folder} holds another model, {encoder.identity.id}. Delete it and run `workshop-search ingest`."
        )
    return encoder


@dataclass(frozen=True, slots=True)
class ModelTokens:
    """The tokenizer of a model without the model: enough to tell where passages would be cut."""

    identity: EncoderIdentity
    rules: TokenRules

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Where the tokens of each text stand, as :meth:`search.encoder.protocol.Encoder.token_offsets`."""
        return self.rules.offsets(texts)


def load_tokens(model: str | None = None) -> ModelTokens:
    """The tokenizer of a model this machine holds. Nothing is compiled, downloaded or written.

    Raises ModelError where the machine does not hold the model, or the model has no tokenizer.json.
    """
    folder = find_model(model)
    identity = describe(model, folder)
    path = next(iter(sorted(folder.rglob("tokenizer.json"))), None)
    if path is None:
        raise ModelError(f"The model in {folder} has no tokenizer.json: run `workshop-search ingest` first.")
    rules = token_rules(path.read_text("utf-8"), identity.max_tokens)
    return ModelTokens(rules.reserve(identity), rules)
