"""The keys as a serving process asks for them: what was found good is remembered, what was revoked is noticed."""

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
from corpus.catalogue.keys import Key, Keys, StoredKey, prove, split
from corpus.errors import BusyError, KeyRefusedError

REREAD_SECONDS = 1.0
"""Keys are read again when the catalogue's files look changed, and at the latest after this time."""

_CACHE_SIZE = 1024
_MAX_WAITING = 16


def credentials(authorization: str) -> tuple[str, str]:
    """Scheme, in small letters, and key of an Authorization header; no key in what cannot be read as one."""
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

    A secret is put through scrypt once; after that its SHA-256 stands for it, beside the stored hash it was found
    to fit, for as long as that is what is stored. What ended is refused at its second; what was revoked, after
    ``REREAD_SECONDS`` at the latest. Secrets are put through scrypt one at a time and at most ``_MAX_WAITING``
    wait, so that guessing takes neither the processor nor the threads that answer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stored: Mapping[str, StoredKey] = {}
        self._proven: OrderedDict[bytes, bytes] = OrderedDict()
        self._stamp: object = None
        self._read_at = -REREAD_SECONDS
        self._reading, self._proving = CapacityLimiter(1), CapacityLimiter(1)

    async def any(self) -> bool:
        """Whether there ever was a key."""
        return bool(await self._current())

    async def check(self, text: str) -> Key:
        """The key this text is.

        Raises KeyRefusedError for one that opens nothing, BusyError while too many are being checked, StoreError.
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
            raise KeyRefusedError(f"{ended} Ask the operator for another.")
        return found.key

    async def _prove(self, stored: Mapping[str, StoredKey], text: str) -> StoredKey:
        if self._proving.statistics().tasks_waiting >= _MAX_WAITING:
            raise BusyError("Too many keys are being checked at this moment. Try again in a few seconds.")
        return await run_sync(prove, stored, text, limiter=self._proving)

    async def _current(self) -> Mapping[str, StoredKey]:
        if not self._fresh():
            await run_sync(self._read, limiter=self._reading)
        return self._stored

    def _fresh(self) -> bool:
        return time.monotonic() - self._read_at < REREAD_SECONDS and self._stamp == self._look()

    def _read(self) -> None:
        if self._fresh():  # somebody else read while this one waited
            return
        stamp, now = self._look(), time.monotonic()  # before reading: what is written meanwhile is read again
        stored: Mapping[str, StoredKey] = {}
        if self._path.exists():
            with Catalogue.open_read_only(self._path, older=True) as catalogue:
                stored = Keys(catalogue).stored()
        self._stored, self._stamp, self._read_at = stored, stamp, now

    def _look(self) -> object:
        """What changes when anything is written to the catalogue: its file or its log."""
        seen: list[tuple[int, int, int] | None] = []
        for path in (self._path, f"{self._path}-wal"):
            try:
                stat = os.stat(path)  # noqa: PTH116 - asked with every request
            except OSError:
                seen.append(None)
            else:
                seen.append((stat.st_ino, stat.st_mtime_ns, stat.st_size))
        return seen
