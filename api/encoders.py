"""The encoder for a snapshot."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from api.service import OpenEncoder
from api.settings import Settings
from corpus.errors import DamagedError, ModelError
from search.encoder.caching import CachingEncoder
from search.encoder.choice import DEFAULT, ENGLISH, choose
from search.encoder.compiled import MANIFEST
from search.encoder.loading import Backend, compiled_name, load_encoder, open_encoder
from search.snapshot.manifest import recorded_model


def library_model(settings: Settings) -> str:
    """The model to encode the library with: the configured one, else the one it was encoded with.

    A library without a snapshot takes the default.
    """
    if settings.model is not None:
        return settings.model
    layout, pointed = settings.layout, None
    with suppress(DamagedError):  # the run that mends the pointer needs a model too
        pointed = layout.pointed_id()
    ids = [name for name in (pointed, *reversed(layout.ids())) if name is not None]
    return next(filter(None, (recorded_model(layout.path(name)) for name in ids)), DEFAULT)


def encoder_opener(models: Path, model: str | None, backend: Backend) -> OpenEncoder:
    """A function that opens the encoder a snapshot was built with, and caches it until its model is recompiled.

    Without a configured ``model`` it opens the compiled model in ``models``. With one, it raises ModelError for a
    snapshot built with another model, because their vectors cannot be compared.
    """

    @lru_cache(maxsize=1)
    def opened(encoder_id: str, compiled: int) -> CachingEncoder:  # noqa: ARG001 - part of the cache key
        if model is None and backend == "openvino":
            return CachingEncoder(open_encoder(models, encoder_id))
        known = model or compiled_name(models, encoder_id) or ENGLISH
        encoder = load_encoder(models, known, backend, build=False)
        if encoder.identity.id != encoder_id:
            raise ModelError(
                f"The snapshot was built with the model {_described(models, encoder_id)}, but the configured one "
                f"is {encoder.identity.name} ({encoder.identity.id}). Run `workshop-search ingest` to encode the "
                f"documents with the configured model, or {_set(models, encoder_id)}."
            )
        return CachingEncoder(encoder)

    return lambda encoder_id: opened(encoder_id, _modified_ns(models / encoder_id / MANIFEST))


def _described(models: Path, encoder_id: str) -> str:
    name = compiled_name(models, encoder_id)
    return encoder_id if name is None else f"{name} ({encoder_id})"


def _set(models: Path, encoder_id: str) -> str:
    """What to do about the setting to open a snapshot of this encoder."""
    name = compiled_name(models, encoder_id)
    return "unset WORKSHOP_SEARCH_MODEL" if name is None else f"set WORKSHOP_SEARCH_MODEL={choose(name).setting}"


def _modified_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
