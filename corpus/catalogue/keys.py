"""Keys for the HTTP interface: made, listed, taken back, checked. Only a hash of the secret is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import InputError, NotFoundError

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Each may do what those before it may."""

_PREFIX = "wsk"
_NAME = re.compile(r"[\w.@-]{1,64}")
_COST = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown."""

    id: str
    name: str
    scope: Scope
    created: str

    def allows(self, scope: Scope) -> bool:
        """Whether its scope includes ``scope``."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class Keys:
    """The keys of a data directory."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._db = catalogue.connection

    def add(self, name: str, scope: Scope = "write") -> tuple[Key, str]:
        """Make a key; returns it with its text, which is shown this once and kept nowhere.

        Raises InputError for a name that is taken or unfit.
        """
        if not _NAME.fullmatch(name):
            raise InputError("The name of a key is 1 to 64 letters, digits, or any of . @ _ -")
        key = Key(secrets.token_hex(4), name, scope, datetime.now(UTC).isoformat(timespec="seconds"))
        secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
        try:
            self._db.execute(
                "INSERT INTO api_key VALUES (?, ?, ?, ?, ?, ?)",
                (key.id, key.name, key.scope, salt, _hash(secret, salt), key.created),
            )
        except sqlite3.IntegrityError as error:
            raise InputError(
                f"There is a key {name!r} already. Revoke it first, or choose another name."
            ) from error
        return key, f"{_PREFIX}_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Every key, oldest first."""
        rows = self._db.execute("SELECT id, name, scope, created FROM api_key ORDER BY created, name")
        return [Key(*row) for row in rows]

    def exist(self) -> bool:
        """Whether there is any key."""
        return self._db.execute("SELECT 1 FROM api_key LIMIT 1").fetchone() is not None

    def revoke(self, name: str) -> None:
        """Take a key back. Raises NotFoundError."""
        if self._db.execute("DELETE FROM api_key WHERE name = ?", (name,)).rowcount == 0:
            known = ", ".join(key.name for key in self.all()) or "none"
            raise NotFoundError(f"There is no key {name!r}; there is {known}.")

    def check(self, text: str) -> Key | None:
        """The key this text is, or None. Takes as long for an unknown key as for a wrong secret."""
        prefix, _, rest = text.partition("_")
        identifier, _, secret = rest.partition("_")
        row = None
        if prefix == _PREFIX:
            row = self._db.execute("SELECT * FROM api_key WHERE id = ?", (identifier,)).fetchone()
        salt, expected = (row["salt"], row["hash"]) if row else (bytes(16), bytes(32))
        same = hmac.compare_digest(_hash(secret, salt), expected)
        return Key(row["id"], row["name"], row["scope"], row["created"]) if row and same else None


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "replace"), salt=salt, dklen=32, **_COST)
