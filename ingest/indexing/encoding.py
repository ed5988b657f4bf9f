"""Vectors, and codes of tokens, for the texts that have none yet."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from corpus.catalogue.catalogue import Catalogue
from corpus.ids import digest
from corpus.model import Passage
from ingest.indexing.report import Progress
from search.arrays import Floats
from search.encoder.protocol import Encoder, token_encoder
from search.encoder.token_space import TokenCodes, TokenSpace
from search.index.token_index import TOKENS_UP_TO

_BATCH = 512
"""Texts encoded between two writes: a kill loses at most this many vectors."""
_AHEAD = 256
"""Texts encoded at a time while more are read."""

_Encoded = tuple[Floats, list[TokenCodes] | None]


def token_space(catalogue: Catalogue, encoder: Encoder) -> TokenSpace | None:
    """The space of the tokens that this corpus is to be searched by; None where it is too large, or has none."""
    able = token_encoder(encoder)
    return able.token_space if able is not None and catalogue.count_served() <= TOKENS_UP_TO else None


def encode_missing(catalogue: Catalogue, encoder: Encoder, progress: Progress) -> int:
    """Encode every text to be found that has no vector of ``encoder``, each once. Returns how many.

    Where tokens are wanted a text without codes counts as one without a vector.
    """
    space = token_space(catalogue, encoder)
    missing = catalogue.unencoded(encoder.identity.id)
    if space is not None:
        missing = sorted({*missing, *catalogue.unencoded(space.id)})
    for start in range(0, len(missing), _BATCH):
        progress("encoding", start, len(missing))
        hashes = missing[start : start + _BATCH]
        _put(catalogue, encoder, space, hashes, _encoded(encoder, space, catalogue.embedded_texts(hashes)))
    if missing:
        progress("encoding", len(missing), len(missing))
    return len(missing)


class EncodingAhead:
    """Encodes what is taken in while more is being read; for a ``with``, at whose end all it began is kept.

    One batch is computed in a thread of its own and at most one waits, so that memory is bounded: whoever adds
    faster than that waits too. What does not fill a batch is left to :func:`encode_missing`. ``encoded`` counts
    texts. Before a corpus proves too large for tokens those of its first passages are encoded; `snapshots prune
    --caches` drops them.
    """

    def __init__(self, catalogue: Catalogue, encoder: Encoder) -> None:
        self._catalogue, self._encoder = catalogue, encoder
        self._with_tokens = True
        self._gathered: dict[str, str] = {}
        self._begun: deque[tuple[TokenSpace | None, list[str], Future[_Encoded]]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encode-ahead")
        self.encoded = 0

    def add(self, passages: Sequence[Passage]) -> None:
        """Passages that were put into the catalogue. Raises ModelError when those before could not be encoded.

        While the catalogue is in a transaction they are only noted: others must not wait for the model to write.
        """
        texts = (passage.embedded_text for passage in passages)
        self._gathered.update((digest(text), text) for text in texts)
        while len(self._gathered) >= _AHEAD and not self._catalogue.in_transaction:
            batch = dict(itertools.islice(self._gathered.items(), _AHEAD))
            for text_hash in batch:
                del self._gathered[text_hash]
            self._begin(batch)

    def _begin(self, batch: Mapping[str, str]) -> None:
        # Counting them takes the longer the more there are, and a corpus too large for tokens stays so.
        space = token_space(self._catalogue, self._encoder) if self._with_tokens else None
        self._with_tokens = space is not None
        wanted = [self._encoder.identity.id, *([space.id] if space else [])]
        texts = {
            text_hash: text
            for text_hash, text in batch.items()
            if any(self._catalogue.vector(text_hash, encoder_id) is None for encoder_id in wanted)
        }
        if not texts:
            return
        while len(self._begun) > 1:
            self._keep()
        future = self._thread.submit(_encoded, self._encoder, space, list(texts.values()))
        self._begun.append((space, list(texts), future))

    def _keep(self) -> None:
        space, hashes, future = self._begun.popleft()
        _put(self._catalogue, self._encoder, space, hashes, future.result())
        self.encoded += len(hashes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._thread.shutdown(wait=True, cancel_futures=kind is not None)
        while self._begun and kind is None:
            self._keep()


def _encoded(encoder: Encoder, space: TokenSpace | None, texts: Sequence[str]) -> _Encoded:
    able = token_encoder(encoder)
    if space is None or able is None:
        return encoder.encode_passages(texts), None
    return able.passages_with_tokens(texts)


def _put(
    catalogue: Catalogue, encoder: Encoder, space: TokenSpace | None, hashes: Sequence[str], encoded: _Encoded
) -> None:
    vectors, tokens = encoded
    if space is not None and tokens is not None:
        catalogue.put_vectors(space.id, zip(hashes, (part.tobytes() for part in tokens), strict=True))
    rows = (vector.astype("<f4").tobytes() for vector in vectors)
    catalogue.put_vectors(encoder.identity.id, zip(hashes, rows, strict=True))
