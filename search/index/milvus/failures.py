"""Translates the errors of Milvus and its client.

Clients of the service are told only that the vector store does not answer; where it is and what it said is for who
runs the program, and no password is in either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from corpus.errors import DamagedError, StoreAwayError, StoreError

_NOT_FOUND = {100}
_NOT_LOADED = {101, 103}
_REFUSED: set[int | str] = {1100, 1101, 1400, 1401, "UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT"}
"""Wrong parameters, wrong keys."""
_LITE_REFUSED = 6
"""Milvus Lite's number for a wrong parameter; a server's 6 means something else."""
_PASSING: set[int | str] = {1, 2, 3, 4, 5, 8, 9, 11}
_PASSING |= {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "CANCELLED", "ABORTED"}
"""Not ready, no memory left, too many requests, and what a connection dies of. 4 was "no such collection" before
Milvus 2.3, which is older than what is used here; since then it is "request limit exceeded"."""
_PARTS_AWAY = ((400, 403), (500, 505), (600, 605), (900, 910))
"""Replicas, channels, segments and nodes that are missing at the moment, as while a cluster starts."""


class NotLoadedError(StoreAwayError):
    """The collection exists but is not loaded."""


class RefusedError(StoreError):
    """The request is wrong or not permitted; trying again cannot help."""


@dataclass(frozen=True, slots=True)
class Address:
    """The address of Milvus: an http(s) URL, or the path of a Milvus Lite file, which ends in ``.db``.

    What is written there has so many ``shards``, and is loaded so many times (``replicas``).
    """

    uri: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    shards: int = 1
    replicas: int = 1

    @property
    def lite(self) -> bool:
        """Whether this is Milvus Lite, which runs in this process."""
        return self.uri.endswith(".db")

    @property
    def shown(self) -> str:
        """The address without user, password and query."""
        scheme, separator, rest = self.uri.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}" if separator else self.uri

    def without_secrets(self, text: str) -> str:
        """``text`` without token and password, and with the address in its public form."""
        user = self.uri.partition("://")[2].rpartition("@")[0]
        given = {self.token or "", user, *((self.token or "").split(":", 1)[1:]), *user.split(":", 1)[1:]}
        text = text.replace(self.uri, self.shown)
        for secret in sorted(given | {unquote(one) for one in given}, key=len, reverse=True):
            text = text.replace(secret, "…") if secret else text
        return text


def translated(error: Exception, address: Address) -> StoreError:
    """``error`` as ours: DamagedError where a collection is missing, NotLoadedError, RefusedError, StoreAwayError
    where trying again may help, StoreError where nobody knows."""
    if isinstance(error, StoreError):
        return error
    codes = _codes(error)
    said = address.without_secrets(_said(error))
    where = f"Milvus at {address.shown}"
    if codes & _NOT_LOADED:
        return NotLoadedError("The vector store is still loading. Try again shortly.", f"{where}: {said}.")
    if codes & _NOT_FOUND:
        return DamagedError("The vector store lacks a collection.", f"{where}: {said}.")
    if codes & _REFUSED or (address.lite and _LITE_REFUSED in codes) or _is_input(error):
        return RefusedError(
            "The vector store refuses what it is asked.",
            f"{where} says: {said}. See WORKSHOP_SEARCH_MILVUS_URI and WORKSHOP_SEARCH_MILVUS_TOKEN.",
        )
    if codes & _PASSING or _in_part(codes) or _is_passing(error):
        return StoreAwayError(
            "The vector store does not answer now. Try again shortly.",
            f"{where} does not answer ({said}). If it stays, see that it runs there, and that "
            "WORKSHOP_SEARCH_MILVUS_URI names it.",
        )
    return StoreError("The vector store failed.", f"{where}: {type(error).__name__}: {said}.")


def _codes(error: BaseException | None) -> set[int | str]:
    """The Milvus codes and gRPC names of an error and its causes."""
    found: set[int | str] = set()
    seen: list[BaseException] = []  # the client raises errors from themselves, in a cycle
    while error is not None and error not in seen:
        seen.append(error)
        code = getattr(error, "code", None)
        code = code() if callable(code) else code
        if isinstance(code, int):
            found.add(int(code))
        elif isinstance(name := getattr(code, "name", None), str):
            found.add(name)
        error = error.__cause__
    return found


def _in_part(codes: set[int | str]) -> bool:
    return any(isinstance(code, int) and low <= code < high for code in codes for low, high in _PARTS_AWAY)


def _is_input(error: Exception) -> bool:
    wrong = isinstance(error, (TypeError, ValueError)) or type(error).__name__ == "ParamError"
    return (wrong and not _is_passing(error)) or bool(getattr(error, "is_input_error", False))


def _is_passing(error: Exception) -> bool:
    # A ValueError of gRPC is how one thread learns that another has just dropped the connection of both.
    closed = isinstance(error, ValueError) and "closed channel" in str(error)
    return closed or isinstance(error, OSError) or bool(getattr(error, "retriable", False))


def _said(error: Exception) -> str:
    text = str(getattr(error, "message", None) or error) or type(error).__name__
    return re.sub(r"\s+", " ", text)[:200].rstrip(". ")
