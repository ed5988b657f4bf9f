"""Vectors, and codes of tokens, for the texts that have none yet."""

from __future__ import annotations

from corpus.catalogue.catalogue import Catalogue
from ingest.report import Progress
from search.encoder.protocol import Encoder, token_encoder
from search.encoder.token_space import TokenSpace
from search.tokens import TOKENS_UP_TO

_BATCH = 512
"""Texts encoded between two writes: a kill loses at most this many vectors."""


def token_space(catalogue: Catalogue, encoder: Encoder) -> TokenSpace | None:
    """The space of the tokens that this corpus is to be searched by; None where it is too large, or has none."""
    able = token_encoder(encoder)
    return able.token_space if able is not None and catalogue.count_served() <= TOKENS_UP_TO else None


def encode_missing(catalogue: Catalogue, encoder: Encoder, progress: Progress) -> int:
    """Encode every text to be found that has no vector of ``encoder``, each once. Returns how many.

    Where tokens are wanted a text without codes counts as one without a vector.
    """
    space, able = token_space(catalogue, encoder), token_encoder(encoder)
    missing = catalogue.unencoded(encoder.identity.id)
    if space is not None:
        missing = sorted({*missing, *catalogue.unencoded(space.id)})
    for start in range(0, len(missing), _BATCH):
        progress("encoding", start, len(missing))
        hashes = missing[start : start + _BATCH]
        texts = catalogue.embedded_texts(hashes)
        if space is not None and able is not None:
            vectors, tokens = able.passages_with_tokens(texts)
            codes = (part.tobytes() for part in tokens)
            catalogue.put_vectors(space.id, zip(hashes, codes, strict=True))
        else:
            vectors = encoder.encode_passages(texts)
        rows = (vector.astype("<f4").tobytes() for vector in vectors)
        catalogue.put_vectors(encoder.identity.id, zip(hashes, rows, strict=True))
    if missing:
        progress("encoding", len(missing), len(missing))
    return len(missing)
