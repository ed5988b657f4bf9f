"""Connections that go only where they may: every address is checked, and what was checked is connected to.

A host name is resolved once. All its addresses are checked, then the connection is made to one of those very
addresses, so that a name that resolves differently a moment later (DNS rebinding) gains nothing. The layer
above still sends the name in ``Host`` and in the TLS handshake, where certificates are verified against it.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
from collections.abc import Callable, Iterable, Sequence

import httpcore

from corpus.errors import FetchError
from ingest.sources.http.addresses import refusal
from ingest.sources.http.throttle import Deadline, PassingError

Resolver = Callable[[str, int], Sequence[str]]
"""Host name and port to numeric addresses, best first; raises OSError."""

_SocketOptions = Iterable[httpcore.SOCKET_OPTION]
_ADDRESSES_TRIED = 4
_HEAD_LIMIT = 128 * 1024  # more than the HTTP layer accepts as headers
_HEAD_END = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d\.\d 1\d\d")


def system_resolver(host: str, port: int) -> list[str]:
    """The operating system's answer, in its order, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """Addresses of ``host`` within ``seconds``: the system's call knows no time limit, so it runs aside.

    :raises OSError: as the resolver does; TimeoutError when time is up.
    """
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer for {host} within {seconds:.3g} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


class MeteredStream(httpcore.NetworkStream):
    """A stream that keeps the attempt's deadline at every read and write, and counts what it has read.

    The count is how a body longer than its Content-Length is found out; the HTTP layer drops the surplus.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._received = 0
        self._head = bytearray()
        self._tail = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._within(timeout, httpcore.ReadTimeout))
        self._received += len(data)
        self._tail = (self._tail + data[-4:])[-4:]
        if len(self._head) < _HEAD_LIMIT:
            self._head += data[: _HEAD_LIMIT - len(self._head)]
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = self._within(timeout, httpcore.ConnectTimeout)
        inner = self._stream.start_tls(ssl_context, server_hostname, limit)  # type: ignore[arg-type]
        return MeteredStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None, expired: type[httpcore.TimeoutException]) -> float:
        if self._deadline.left() <= 0:
            raise expired("the time for this request is up")
        return self._deadline.cap(timeout)

    def surplus(self, length: int) -> int:
        """Bytes the server sent beyond a body of ``length``, line ends not counted.

        To be called when the body has been read.
        """
        try:
            while self.read(65536, 0.25) and self._received < _HEAD_LIMIT + length:
                pass
        except (httpcore.TimeoutException, httpcore.NetworkError):
            pass  # A connection left open, or torn down: no more will come.
        extra = max(self._received - self._body_start() - length, 0)
        line_ends_only = extra <= len(self._tail) and not self._tail[len(self._tail) - extra :].strip()
        return 0 if line_ends_only else extra

    def _body_start(self) -> int:
        start = 0
        while match := _HEAD_END.search(self._head, start):
            interim = _INTERIM.match(self._head, start)
            start = match.end()
            if not interim:
                break
        return start


class GuardedBackend(httpcore.NetworkBackend):
    """Makes the connections of one attempt.

    :param allow_private: skip the check, for pages of one's own network.
    :param inner: what opens sockets; it is given numeric addresses only.
    """

    def __init__(
        self, deadline: Deadline, *, resolver: Resolver, allow_private: bool, inner: httpcore.NetworkBackend
    ) -> None:
        self._deadline = deadline
        self._resolver = resolver
        self._allow_private = allow_private
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        """:raises FetchError: ``dns`` or ``refused-address``. :raises httpcore.ConnectError: nobody there."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._checked(host, port, timeout)[:_ADDRESSES_TRIED]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cap(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return MeteredStream(stream, self._deadline)
        raise failure

    def _checked(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        try:
            addresses = resolve(self._resolver, host, port, self._deadline.cap(timeout))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, UnicodeError) as error:
            message = f"{host} has no address: {error}"
            if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
                raise PassingError("dns", message) from error
            raise FetchError("dns", message) from error
        for address in addresses:
            reason = refusal(address)
            # One bad address refuses the name: an honest public site has none.
            if reason and not self._allow_private:
                raise FetchError(
                    "refused-address",
                    f"{host} is at {address}, which is not a public address ({reason}); "
                    "allow private addresses if this page is on your own network",
                )
        return addresses
