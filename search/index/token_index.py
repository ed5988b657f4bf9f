"""Token codes of every passage in one memory-mapped file, for late interaction over a short list.

File format, little endian: the number of passages n and the dimension d (both int64), the index of each passage's
first token and the end of the last (n + 1 int64), then the codes (int8, d per token).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError
from search.arrays import Floats, Rows
from search.encoder.token_space import SCALE, TokenCodes

TOKENS_UP_TO = 25_000
"""Largest number of passages that tokens are stored for. They take 15 KB per passage, as much as ten vectors, in
the catalogue and in every snapshot; beyond this size the better ranking is not worth the disk."""


class TokenIndex:
    """An open, read-only file of token codes. Rows are passages, numbered as in the snapshot's store."""

    def __init__(self, begins: NDArray[np.int64], codes: TokenCodes) -> None:
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

    def lengths(self, rows: Rows) -> NDArray[np.int64]:
        """The number of tokens of each of ``rows``."""
        return self._begins[rows + 1] - self._begins[rows]

    def codes(self, row: int) -> bytes:
        """The codes of one passage's tokens, as they were written."""
        return self._codes[self._begins[row] : self._begins[row + 1]].tobytes()

    def maxsim(self, tokens: Floats, rows: Rows) -> Floats:
        """For each of ``tokens`` (unit vectors, shape (n, d)) the cosine of each row's nearest token.

        Shape (n, len(rows)).
        """
        if not len(rows):
            return np.empty((len(tokens), 0), np.float32)
        starts, lengths = self._begins[rows], self.lengths(rows)
        begins = np.cumsum(lengths) - lengths
        # One gather instead of a copy per passage: between copies the thread would give up the interpreter.
        positions = np.repeat(starts - begins, lengths)
        positions += np.arange(len(positions))
        # Faster than an index, and the positions are known to be valid.
        return maxsim(tokens, np.take(self._codes, positions, axis=0, mode="clip"), begins)


def maxsim(tokens: Floats, codes: TokenCodes, begins: NDArray[np.int64]) -> Floats:
    """For each of ``tokens`` (shape (n, t)) the cosine of each passage's nearest token, shape (n, passages).

    ``codes`` holds the codes of all passages one after another; ``begins`` is the index of each passage's first.
    """
    products = codes.astype(np.float32) @ tokens.T
    best: Floats = np.maximum.reduceat(products, begins, axis=0).T
    return best / np.float32(SCALE)


def write_tokens(path: Path, dimension: int, lengths: Sequence[int], codes: Iterable[bytes]) -> None:
    """Write the ``codes`` of each passage, one after another; ``lengths`` are their numbers of tokens."""
    begins = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    with path.open("wb") as file:
        file.write(np.array((len(lengths), dimension), "<i8").tobytes())
        file.write(begins.astype("<i8").tobytes())
        for part in codes:
            file.write(part)
