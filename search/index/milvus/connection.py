"""A connection to Milvus: every call has a time limit, every exception is translated.

pymilvus is imported when the first call is made, so that nobody needs it who does not use Milvus.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from corpus.errors import DamagedError, StoreAwayError, StoreError
from search.index.milvus.failures import Address, NotLoadedError, RefusedError, translated

__all__ = ["BUILD_SECONDS", "QUESTION_SECONDS", "Address", "Milvus"]

T = TypeVar("T")

QUESTION_SECONDS = 3.0
"""Time limit of one stage of an answer, including retries."""
BUILD_SECONDS = 600.0
_CONNECT_SECONDS = 2.0
_REST_SECONDS = 0.5
"""Time after a failure during which no call is attempted: queries fail at once instead of waiting in line."""
_CHANNEL = {
    # A channel of its own, tried again every second: gRPC shares channels within a process and waits up to two
    # minutes between tries, which would be two minutes after Milvus is back.
    "grpc.use_local_subchannel_pool": 1,
    "grpc.keepalive_time_ms": 300_000,  # more often, and Milvus Lite hangs up
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 1000,
}


class Milvus:
    """Thread-safe. A failed connection is dropped; the next call opens a new one."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._guard = threading.Lock()
        self._client: Any = None
        self._rest_until = 0.0
        self._why = StoreAwayError("")

    def call(self, ask: Callable[[Any], T]) -> T:
        """What ``ask`` gets from a client; it sets ``timeout`` on every call.

        Raises StoreAwayError while Milvus cannot be reached or is not ready, DamagedError when it lacks the
        collection, StoreError when it refuses what is asked.
        """
        client = self._connected()
        try:
            return ask(client)
        except Exception as error:
            found = translated(error, self.address)
            if not isinstance(found, (NotLoadedError, DamagedError, RefusedError)):
                self._drop(client)
            raise self._resting(found) from error

    def close(self) -> None:
        """Close the connection; the next call opens a new one."""
        with self._guard:
            client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.close()

    def _connected(self) -> Any:
        with self._guard:
            if self._client is None:
                if time.monotonic() < self._rest_until:
                    raise StoreAwayError(str(self._why), self._why.operator)
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreError(
                "Milvus is configured but its client is not installed: pip install 'workshop-search[milvus]'."
            ) from error
        # The client logs every failure with its traceback, even of retries; we log it once, where it is handled.
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
            raise self._resting(translated(error, self.address)) from error

    def _drop(self, client: Any) -> None:
        with self._guard:
            if self._client is client:
                self._client = None
        with suppress(Exception):
            client.close()

    def _resting(self, error: StoreError) -> StoreError:
        """``error``; if Milvus is away, calls are suspended for a moment."""
        if isinstance(error, StoreAwayError) and not isinstance(error, NotLoadedError):
            self._why, self._rest_until = error, time.monotonic() + _REST_SECONDS
        return error
