"""The encoder that goes with a snapshot."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from api.service import OpenEncoder
from corpus.errors import ModelError
from search.encoder.loading import Backend, load_encoder, open_encoder
from search.encoder.remembering import RememberingEncoder


def encoder_opener(models: Path, model: str | None, backend: Backend) -> OpenEncoder:
    """Opens the encoder a snapshot was built with, once.

    Without a configured ``model`` that is the compiled one in ``models``: a data directory brings its own. With
    one, a snapshot built with another is refused by ModelError, for their vectors cannot be compared.
    """

    @cache
    def opened(encoder_id: str) -> RememberingEncoder:
        if model is None and backend == "openvino":
            return RememberingEncoder(open_encoder(models, encoder_id))
        encoder = load_encoder(models, model, backend, build=False)
        if encoder.identity.id != encoder_id:
            raise ModelError(
                f"The snapshot was built with the encoder {encoder_id}, but the configured model "
                f"{encoder.identity.name} is {encoder.identity.id}: their vectors cannot be compared. Run "
                "`workshop-search ingest` to encode the corpus with it, or unset WORKSHOP_SEARCH_MODEL."
            )
        return RememberingEncoder(encoder)

    return opened
