"""Vectors for the texts that have none yet."""

from __future__ import annotations

from corpus.catalogue.catalogue import Catalogue
from ingest.report import Progress
from search.encoder.protocol import Encoder

_BATCH = 512
"""Texts encoded between two writes: a kill loses at most this many vectors."""


def encode_missing(catalogue: Catalogue, encoder: Encoder, progress: Progress) -> int:
    """Encode every text to be found that has no vector of ``encoder``, each once. Returns how many."""
    missing = catalogue.unencoded(encoder.identity.id)
    for start in range(0, len(missing), _BATCH):
        progress("encoding", start, len(missing))
        hashes = missing[start : start + _BATCH]
        vectors = encoder.encode_passages(catalogue.embedded_texts(hashes))
        rows = (vector.astype("<f4").tobytes() for vector in vectors)
        catalogue.put_vectors(encoder.identity.id, zip(hashes, rows, strict=True))
    if missing:
        progress("encoding", len(missing), len(missing))
    return len(missing)
