"""The encoder that goes with a snapshot."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from api.service import OpenEncoder
from corpus.errors import ModelError
from search.encoder.caching import CachingEncoder
from search.encoder.compiled import MANIFEST
from search.encoder.loading import Backend, load_encoder, open_encoder


def encoder_opener(models: Path, model: str | None, backend: Backend) -> OpenEncoder:
    """Opens the encoder a snapshot was built with: once, and again when its model was compiled anew, whose tokens
    are others.

    Without a configured ``model`` that is the compiled one in ``models``: a data directory brings its own. With
    one, a snapshot built with another is refused by ModelError, for their vectors cannot be compared.
    """

    @lru_cache(maxsize=1)
    def opened(encoder_id: str, compiled: int) -> CachingEncoder:  # noqa: ARG001 - it is part of the cache's key
        if model is None and backend == "openvino":
            return CachingEncoder(open_encoder(models, encoder_id))
        encoder = load_encoder(models, model, backend, build=False)
        if encoder.identity.id != encoder_id:
            raise ModelError(
                f"The snapshot was built with the encoder {encoder_id}, but the configured model "
                f"{encoder.identity.name} is {encoder.identity.id}: their vectors cannot be compared. Run "
                "`workshop-search ingest` to encode the corpus with it, or unset WORKSHOP_SEARCH_MODEL."
            )
        return CachingEncoder(encoder)

    return lambda encoder_id: opened(encoder_id, _written(models / encoder_id / MANIFEST))


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
