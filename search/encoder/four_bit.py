"""Weights of four bits: blocks of 32 in a row share a scale, and are unpacked when they are read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.arrays import Floats

BLOCK = 32
"""Weights in a block."""
BLOCK_BYTES = 18
"""Bytes of a block: its scale as fp16, then 16 bytes of two weights each, first the lower four bits of all."""

_ZERO = 8
"""What stands for the weight 0."""

PackedRows = NDArray[np.uint8]
"""Rows of blocks, shape (n, blocks × BLOCK_BYTES)."""


def unpack(rows: PackedRows) -> Floats:
    """The weights of ``rows``, shape (n, blocks × BLOCK)."""
    blocks = rows.reshape(-1, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    pairs = blocks[:, 2:]
    weights = np.empty((len(blocks), BLOCK), np.float32)
    weights[:, : BLOCK // 2] = pairs & 15
    weights[:, BLOCK // 2 :] = pairs >> 4
    weights -= _ZERO
    weights *= scales
    return weights.reshape(len(rows), rows.shape[-1] // BLOCK_BYTES * BLOCK)


class PackedTable:
    """A table of word embeddings whose rows are unpacked when they are looked up."""

    def __init__(self, rows: PackedRows) -> None:
        self._rows = rows

    def __getitem__(self, ids: NDArray[np.int64]) -> Floats:
        """The rows ``ids``, one more dimension than they have."""
        found = unpack(self._rows[ids.reshape(-1)])
        return found.reshape(*ids.shape, found.shape[-1])
