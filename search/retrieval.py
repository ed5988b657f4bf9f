"""What a question found before it is ranked, and whether tokens can be compared."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np

from search.arrays import Floats, Rows
from search.encoder.protocol import Encoder, token_encoder
from search.encoder.token_space import QueryVectors
from search.snapshot.open import Snapshot

log = logging.getLogger("workshop_search")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of the snapshot with cosine, BM25 score and vector, and the question's own where it was encoded."""

    rows: Rows
    dense: Floats
    lexical: Floats
    vectors: Floats
    asked: QueryVectors | None = None


def same_tokens(snapshot: Snapshot, encoder: Encoder) -> bool:
    """Whether the snapshot keeps tokens and those of ``encoder`` can be compared with them.

    A model compiled anew projects tokens on other directions. Until the next snapshot is published with them,
    answers do without, which is better than none.
    """
    able = token_encoder(encoder)
    space = able.token_space if able else None
    if space is None or not snapshot.manifest.token_space:
        return False
    if space.id != snapshot.manifest.token_space:
        log.warning(
            "the tokens of snapshot %s are of another compilation of the model, and are not compared until "
            "`workshop-search ingest` has encoded them anew",
            snapshot.manifest.id,
        )
        return False
    return True


def spread(rows: Rows, found: Rows, scores: Floats) -> Floats:
    """``scores`` of the rows ``found`` put beside ``rows`` (ascending); 0 for what was not found."""
    placed = np.zeros(len(rows), np.float32)
    if len(rows):
        at = np.minimum(np.searchsorted(rows, found), len(rows) - 1)
        there = rows[at] == found
        placed[at[there]] = scores[there]
    return placed
