"""Counts that several server processes keep together, in a file that each of them maps."""

from __future__ import annotations

import fcntl
import mmap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from struct import Struct

from limits.storage import MemoryStorage

_SLOT = Struct("<Qqd")
"""Hash of a key (0: never used), its count, and when it expires."""
_WAYS = 8
_BUCKETS = 8192
"""A key has its place in one bucket of eight: 65,536 counts in all, 1.5 MB. Where a bucket is full, the count that
expires first gives way, so too many clients at once are counted too low, never too high."""
_SALT_BYTES = 16


class SharedCounts(MemoryStorage):
    """The counters of ``limits``, shared by all processes that open the same file. One thread of each uses it."""

    def __init__(self, path: Path) -> None:
        """Open what :func:`create` made."""
        super().__init__()
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), 0)
        self._salt = self._map[:_SALT_BYTES]

    @staticmethod
    def create(path: Path, salt: bytes) -> None:
        """Make an empty file. A secret ``salt`` of 16 bytes keeps clients from choosing their place in it."""
        with path.open("xb") as file:
            file.write(salt[:_SALT_BYTES].ljust(_SALT_BYTES, b"\0"))
            file.truncate(_SALT_BYTES + _BUCKETS * _WAYS * _SLOT.size)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a count, which expires ``expiry`` seconds after it began. Returns the sum."""
        with self._bucket(key) as (name, offsets):
            now = time.time()
            at = self._find(name, offsets, now)
            if at is None:
                at = min(offsets, key=lambda offset: self._read(offset)[2])
                self._write(at, name, amount, now + expiry)
                return amount
            _, count, until = self._read(at)
            self._write(at, name, count + amount, until)
            return count + amount

    def decr(self, key: str, amount: int = 1) -> int:
        """Subtract from a count, down to 0. Returns the rest."""
        with self._bucket(key) as (name, offsets):
            at = self._find(name, offsets, time.time())
            if at is None:
                return 0
            _, count, until = self._read(at)
            self._write(at, name, max(0, count - amount), until)
            return max(0, count - amount)

    def get(self, key: str) -> int:
        """A count; 0 if it has expired."""
        with self._bucket(key) as (name, offsets):
            at = self._find(name, offsets, time.time())
            return 0 if at is None else self._read(at)[1]

    @contextmanager
    def _bucket(self, key: str) -> Iterator[tuple[int, range]]:
        """The hash of ``key`` and the offsets of its bucket, which no other process uses meanwhile."""
        name = int.from_bytes(blake2b(key.encode(), digest_size=8, key=self._salt).digest(), "little") or 1
        length = _WAYS * _SLOT.size
        first = _SALT_BYTES + name % _BUCKETS * length
        fcntl.lockf(self._file, fcntl.LOCK_EX, length, first)
        try:
            yield name, range(first, first + length, _SLOT.size)
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, length, first)

    def _find(self, name: int, offsets: range, now: float) -> int | None:
        found = ((offset, self._read(offset)) for offset in offsets)
        return next((offset for offset, (held, _, until) in found if held == name and until > now), None)

    def _read(self, offset: int) -> tuple[int, int, float]:
        return _SLOT.unpack_from(self._map, offset)

    def _write(self, offset: int, name: int, count: int, until: float) -> None:
        _SLOT.pack_into(self._map, offset, name, count, until)
