"""A connection to Milvus: every call under a time limit, every exception ours.

pymilvus is imported when the first call is made, so that nobody needs it who does not use Milvus.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from corpus.errors import DamagedError, StoreAwayError, StoreError

T = TypeVar("T")

QUESTION_SECONDS = 3.0
"""How long a part of an answer may take, tries again included."""
BUILD_SECONDS = 600.0
_CONNECT_SECONDS = 2.0
_REST_SECONDS = 0.5
"""After a failure nobody asks again for so long: questions then fail at once instead of waiting in line."""
_NOT_FOUND = {4, 100}
_WRONG = {6, 1100, 1101}
_CHANNEL = {
    # A channel of its own, tried again every second: gRPC shares channels within a process and waits up to two
    # minutes between tries, which would be two minutes after Milvus is back.
    "grpc.use_local_subchannel_pool": 1,
    "grpc.keepalive_time_ms": 300_000,  # more often, and Milvus Lite hangs up
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 1000,
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where Milvus is: an http(s) address, or the path of a Milvus Lite file, which ends in ``.db``."""

    uri: str
    token: str | None = field(default=None, repr=False)


class Milvus:
    """Safe for any number of threads. A failed connection is dropped; the next call makes a new one."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._guard = threading.Lock()
        self._client: Any = None
        self._rest_until = 0.0
        self._why = ""

    def call(self, ask: Callable[[Any], T]) -> T:
        """What ``ask`` gets from a client; it sets ``timeout`` on every call.

        Raises StoreAwayError while Milvus cannot be reached or is not ready, DamagedError when it lacks the
        collection, StoreError when it refuses what is asked.
        """
        client = self._connected()
        try:
            return ask(client)
        except Exception as error:
            raise self._translated(error, client) from error

    def close(self) -> None:
        """Let go of the connection; the next call makes a new one."""
        with self._guard:
            client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.close()

    def _connected(self) -> Any:
        with self._guard:
            if self._client is None:
                if time.monotonic() < self._rest_until:
                    raise StoreAwayError(self._why)
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreError(
                "Milvus is configured but its client is not installed: pip install 'workshop-search[milvus]'."
            ) from error
        # It logs every failure with its traceback, a retry's too; ours say it once, where they are handled.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        address = self.address
        try:
            return MilvusClient(
                address.uri,
                token=address.token or "",
                timeout=_CONNECT_SECONDS,
                dedicated=True,
                grpc_options=_CHANNEL,
            )
        except Exception as error:
            raise self._away(error) from error

    def _translated(self, error: Exception, client: Any) -> StoreError:
        code = getattr(error, "code", None)
        if isinstance(error, StoreError):
            return error
        if code in _NOT_FOUND:
            return DamagedError(f"Milvus at {self.address.uri} lacks a collection ({_said(error)}).")
        if code in _WRONG or isinstance(error, (TypeError, ValueError)):
            return StoreError(f"Milvus at {self.address.uri} refuses a request ({_said(error)}).")
        with self._guard:
            if self._client is client:
                self._client = None
        with suppress(Exception):
            client.close()
        return self._away(error)

    def _away(self, error: Exception) -> StoreAwayError:
        self._rest_until = time.monotonic() + _REST_SECONDS
        self._why = (
            f"Milvus at {self.address.uri} does not answer ({_said(error)}). Try again shortly; if it stays, see "
            "that it runs there, and that WORKSHOP_SEARCH_MILVUS_URI names it."
        )
        return StoreAwayError(self._why)


def _said(error: Exception) -> str:
    text = str(getattr(error, "message", None) or error) or type(error).__name__
    return text.splitlines()[0][:200]
