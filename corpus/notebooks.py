"""Notebooks of kept passages, one for each key, in ``DATA/notebooks/KEY.json``.

A shared one has a file ``TOKEN.share`` besides, with the id of the key. What the items hold is for whoever reads
them; here they are JSON.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.control_files import replace_file
from corpus.errors import NotFoundError, StoreError
from corpus.folder_lock import locked

NOTEBOOKS = "notebooks"
FILE = re.compile(r"[A-Za-z0-9_-]{1,64}\.(?:json|share)", re.ASCII)
"""The names of the files; a dot begins that of the lock."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Notebook:
    """The items of a notebook. ``revision`` counts how often it was written; ``share`` is its token or ""."""

    revision: int = 0
    items: tuple[dict[str, Any], ...] = ()
    share: str = ""


class Notebooks:
    """The notebooks of a data directory, by the id of the key."""

    def __init__(self, data: Path) -> None:
        self._folder = data / NOTEBOOKS

    def read(self, key: str) -> Notebook:
        """The notebook of a key; an empty one where nothing was kept. Raises StoreError."""
        path = self._path(key, "json")
        try:
            found = json.loads(path.read_text("utf-8"))
            return Notebook(found["revision"], tuple(found["items"]), found["share"])
        except FileNotFoundError:
            return Notebook()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path} cannot be read. Restore it from a backup, or remove it.") from error

    def write(self, key: str, items: list[dict[str, Any]], seen: int) -> Notebook | None:
        """Keep ``items`` in place of revision ``seen``; None if somebody wrote since. Raises StoreError."""
        with locked(self._folder):
            before = self.read(key)
            return None if before.revision != seen else self._put(key, tuple(items), before.share, seen + 1)

    def share(self, key: str) -> str:
        """The token that opens the notebook of ``key`` read-only, the same every time. Raises StoreError."""
        with locked(self._folder):
            before = self.read(key)
            token = before.share or secrets.token_urlsafe(16)
            replace_file(self._path(token, "share"), key.encode())
            self._put(key, before.items, token, before.revision)
            return token

    def unshare(self, key: str) -> None:
        """Withdraw the token of ``key``; the next :meth:`share` gives another. Raises StoreError."""
        with locked(self._folder):
            before = self.read(key)
            if before.share:
                # From here on it opens nothing, even if its file is not removed.
                self._put(key, before.items, "", before.revision)
                self._path(before.share, "share").unlink(missing_ok=True)

    def shared(self, token: str) -> Notebook:
        """The notebook that a token opens. Raises NotFoundError, StoreError."""
        unknown = NotFoundError("This link to kept passages is not valid. Ask for it again.")
        if not _NAME.fullmatch(token):
            raise unknown
        try:
            key = self._path(token, "share").read_text("utf-8")
        except FileNotFoundError:
            raise unknown from None
        except (OSError, ValueError) as error:
            raise StoreError("A shared notebook cannot be read.") from error
        found = self.read(key)
        if found.share != token:
            raise unknown
        return found

    def _put(self, key: str, items: tuple[dict[str, Any], ...], share: str, revision: int) -> Notebook:
        text = json.dumps({"revision": revision, "share": share, "items": items}, ensure_ascii=False)
        replace_file(self._path(key, "json"), text.encode())
        return Notebook(revision, items, share)

    def _path(self, name: str, ending: str) -> Path:
        if not _NAME.fullmatch(name):
            raise StoreError(f"{name!r} cannot name a notebook.")
        return self._folder / f"{name}.{ending}"
