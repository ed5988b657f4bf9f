"""API keys: add, list, revoke and check. Only a hash of the secret is stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import InputError, KeyRefusedError, NotFoundError

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Each may do what those before it may. No route asks for ``admin`` yet: it is there so that the key of whoever
runs the service keeps its meaning when one does."""

_NAME = re.compile(r"[\w.@-]{1,64}")
_TEXT = re.compile(r"wsk_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_COST = {"n": 2**14, "r": 8, "p": 1}
_UNKNOWN = "Unknown key. Send the whole text that `workshop-search keys add` printed."


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown. Times are ISO 8601 in UTC; None is never."""

    id: str
    name: str
    scope: Scope
    created: str
    expires: str | None = None
    revoked: str | None = None

    def allows(self, scope: Scope) -> bool:
        """Whether its scope includes ``scope``."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)

    def ended(self, now: datetime) -> str | None:
        """Why it is not valid at ``now``; None while it is."""
        if self.revoked is not None:
            return f"The key {self.name!r} was revoked at {self.revoked}."
        if self.expires is not None and datetime.fromisoformat(self.expires) <= now:
            return f"The key {self.name!r} expired at {self.expires}."
        return None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key with what its secret is told by."""

    key: Key
    salt: bytes
    hash: bytes

    def fits(self, secret: str) -> bool:
        """Whether this is its secret. Takes tens of milliseconds, by design."""
        found = hashlib.scrypt(secret.encode(), salt=self.salt, dklen=32, **_COST)
        return hmac.compare_digest(found, self.hash)


_NOBODY = StoredKey(Key("", "", "read", ""), bytes(16), bytes(32))


class Keys:
    """The keys of a data directory."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._db = catalogue.connection

    def add(self, name: str, scope: Scope = "write", expires: datetime | None = None) -> tuple[Key, str]:
        """Make a key; returns it with its text, which is shown this once and kept nowhere.

        Raises InputError for a name that is taken or unfit, and for an end that is past.
        """
        if not _NAME.fullmatch(name):
            raise InputError("A key name has 1 to 64 letters, digits and the characters . @ _ -")
        if expires is not None and expires <= datetime.now(UTC):
            raise InputError(f"{_told(expires)} is in the past. Choose a later expiry.")
        key = Key(secrets.token_hex(4), name, scope, _told(datetime.now(UTC)), _told(expires) if expires else None)
        secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
        made = hashlib.scrypt(secret.encode(), salt=salt, dklen=32, **_COST)
        try:
            self._db.execute(
                "INSERT INTO api_key VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (key.id, key.name, key.scope, salt, made, key.created, key.expires),
            )
        except sqlite3.IntegrityError as error:
            raise InputError(f"A key {name!r} exists already. Revoke it first, or choose another name.") from error
        return key, f"wsk_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Every key there ever was, oldest first."""
        return [stored.key for stored in self.stored().values()]

    def stored(self) -> dict[str, StoredKey]:
        """The same by id, with their hashes."""
        rows = self._db.execute(
            "SELECT id, name, scope, created, expires, revoked, salt, hash FROM api_key ORDER BY created, rowid"
        )
        return {row["id"]: StoredKey(Key(*row[:6]), row["salt"], row["hash"]) for row in rows}

    def revoke(self, name: str) -> None:
        """Revoke a key. Raises NotFoundError."""
        changed = self._db.execute(
            "UPDATE api_key SET revoked = ? WHERE name = ? AND revoked IS NULL", (_told(datetime.now(UTC)), name)
        )
        if changed.rowcount == 0:
            known = ", ".join(key.name for key in self.all() if key.revoked is None) or "none"
            raise NotFoundError(f"There is no valid key {name!r}. The valid keys are: {known}.")


def split(text: str) -> tuple[str, str]:
    """Id and secret of a key's text. Raises KeyRefusedError for what no key looks like."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise KeyRefusedError(_UNKNOWN)
    return found[1], found[2]


def authenticate(stored: Mapping[str, StoredKey], text: str) -> StoredKey:
    """The key among ``stored`` whose text this is, ended or not.

    Takes as long for an unknown id as for a wrong secret. Raises KeyRefusedError.
    """
    identifier, secret = split(text)
    claimed = stored.get(identifier, _NOBODY)
    if not claimed.fits(secret) or claimed is _NOBODY:
        raise KeyRefusedError(_UNKNOWN)
    return claimed


def _told(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
