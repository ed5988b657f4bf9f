"""The codes of every passage's tokens in one mapped file, for late interaction over a short list.

The file: the number of passages n and of numbers a token d (both int64), where each passage's tokens begin and the
last one's end (n + 1 int64), then the codes themselves (int8, d a token). Little endian.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError
from search.arrays import Floats, Rows
from search.encoder.token_space import Codes, nearest

TOKENS_UP_TO = 10_000
"""Passages up to which tokens are kept: 15 KB a passage, as much as ten vectors, in the catalogue and in every
snapshot. Above, what they add to a ranking is not worth the disk."""


class TokenIndex:
    """An open, read-only file of codes. Rows are passages, numbered as in the snapshot's store."""

    def __init__(self, begins: NDArray[np.int64], codes: Codes) -> None:
        self._begins, self._codes = begins, codes

    @classmethod
    def open(cls, path: Path) -> TokenIndex:
        """Open what :func:`write_tokens` wrote. Raises DamagedError."""
        try:
            # A plain view: slices of a memmap are memmaps, which cost ten times what slices of an array do.
            raw = np.memmap(path, mode="r").view(np.ndarray)
            count, dimension = (int(value) for value in raw[:16].view("<i8"))
            begins = raw[16 : 16 + 8 * (count + 1)].view("<i8").astype(np.int64)
            codes = raw[16 + 8 * (count + 1) :].view(np.int8).reshape(-1, dimension)
        except (OSError, ValueError) as error:
            raise DamagedError(f"{path} holds no readable tokens ({type(error).__name__}).") from error
        if count < 0 or len(begins) != count + 1 or begins[0] != 0 or begins[-1] != len(codes):
            raise DamagedError(f"{path} holds other tokens than its head announces.")
        if np.any(np.diff(begins) < 1):
            raise DamagedError(f"{path} holds a passage without tokens.")
        return cls(begins, codes)

    @property
    def size(self) -> int:
        """Number of passages."""
        return len(self._begins) - 1

    @property
    def mean_length(self) -> float:
        """Tokens a passage, on average; 0 without passages."""
        return float(self._begins[-1]) / self.size if self.size else 0.0

    def nearest(self, question: Floats, rows: Rows) -> Floats:
        """Per token of ``question`` (shape (n, d), unit vectors) and row the cosine of the row's nearest token."""
        if not len(rows):
            return np.empty((len(question), 0), np.float32)
        starts = self._begins[rows]
        lengths = self._begins[rows + 1] - starts
        begins = np.cumsum(lengths) - lengths
        # One look-up rather than a copy for each passage: between two a thread would hand the interpreter on.
        places = np.repeat(starts - begins, lengths)
        places += np.arange(len(places))
        return nearest(question, self._codes[places], begins)


def write_tokens(path: Path, dimension: int, lengths: Sequence[int], codes: Iterable[bytes]) -> None:
    """Write the ``codes`` of each passage, one after the other; ``lengths`` are its numbers of tokens."""
    begins = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    with path.open("wb") as file:
        file.write(np.array((len(lengths), dimension), "<i8").tobytes())
        file.write(begins.astype("<i8").tobytes())
        for part in codes:
            file.write(part)
