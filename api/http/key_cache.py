"""API keys in a serving process: verified keys are cached, revoked ones are noticed within a second."""

from __future__ import annotations

import base64
import binascii
import os
import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.keys import Key, Keys, StoredKey, authenticate, split
from corpus.errors import BusyError, KeyRefusedError

REREAD_SECONDS = 1.0
"""The key table is read again when the catalogue's files change, and after this time at the latest."""

_CACHE_SIZE = 1024
_MAX_WAITING = 16


def credentials(authorization: str) -> tuple[str, str]:
    """Scheme (in lower case) and key of an Authorization header; the key is empty where it cannot be read."""
    scheme, _, text = authorization.partition(" ")
    scheme, text = scheme.lower(), text.strip()
    if scheme == "basic":
        try:
            text = base64.b64decode(text, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            text = ""
    return scheme, text


class KeyCache:
    """The keys of the catalogue at ``path``.

    Each process verifies a key with scrypt once and then caches its SHA-256 beside the stored hash. Expiry is
    exact; a revoked key works for ``REREAD_SECONDS`` at most. Keys are verified one at a time and at most
    ``_MAX_WAITING`` wait, so that guessing keys cannot occupy the CPU or the threads that answer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stored: Mapping[str, StoredKey] = {}
        self._proven: OrderedDict[bytes, bytes] = OrderedDict()
        self._stamp: object = None
        self._read_at = -REREAD_SECONDS
        self._reading, self._proving = CapacityLimiter(1), CapacityLimiter(1)

    async def any(self) -> bool:
        """Whether a key was ever created."""
        return bool(await self._current())

    async def check(self, text: str) -> Key:
        """The key with this text.

        Raises KeyRefusedError for a key that is unknown, expired or revoked, BusyError while too many keys are
        being checked, StoreError.
        """
        identifier, _ = split(text)
        stored = await self._current()
        digest = sha256(text.encode()).digest()
        found = stored.get(identifier)
        if found is None or self._proven.get(digest) != found.hash:
            found = await self._prove(stored, text)
            self._proven[digest] = found.hash
            if len(self._proven) > _CACHE_SIZE:
                self._proven.popitem(last=False)
        self._proven.move_to_end(digest)
        ended = found.key.ended(datetime.now(UTC))
        if ended is not None:
            raise KeyRefusedError(f"{ended} Ask whoever runs this server for a new one.")
        return found.key

    async def _prove(self, stored: Mapping[str, StoredKey], text: str) -> StoredKey:
        if self._proving.statistics().tasks_waiting >= _MAX_WAITING:
            raise BusyError("Too many keys are being checked. Try again in a few seconds.")
        return await run_sync(authenticate, stored, text, limiter=self._proving)

    async def _current(self) -> Mapping[str, StoredKey]:
        if not self._fresh():
            await run_sync(self._read, limiter=self._reading)
        return self._stored

    def _fresh(self) -> bool:
        return time.monotonic() - self._read_at < REREAD_SECONDS and self._stamp == self._look()

    def _read(self) -> None:
        if self._fresh():  # another request read it meanwhile
            return
        stamp, now = self._look(), time.monotonic()  # before reading, so that later writes are read next time
        stored: Mapping[str, StoredKey] = {}
        if self._path.exists():
            with Catalogue.open_read_only(self._path, older=True) as catalogue:
                stored = Keys(catalogue).stored()
        self._stored, self._stamp, self._read_at = stored, stamp, now

    def _look(self) -> object:
        """Identity, time and size of the catalogue and its write-ahead log: they change with every write."""
        seen: list[tuple[int, int, int] | None] = []
        for path in (self._path, f"{self._path}-wal"):
            try:
                stat = os.stat(path)  # noqa: PTH116 - called with every request
            except OSError:
                seen.append(None)
            else:
                seen.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
        return seen
