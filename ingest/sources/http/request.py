"""One request and its answer, on a connection of its own, with everything that can go wrong given a name."""

from __future__ import annotations

import ssl
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore
import httpx

from corpus.errors import FetchError
from ingest.sources.http.body import read_body
from ingest.sources.http.network import MeteredStream
from ingest.sources.http.policy import FetchPolicy
from ingest.sources.http.response import Fetched, NotModified, Validators
from ingest.sources.http.throttle import Deadline, PassingError
from ingest.sources.urls import join_url

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_ACCEPT = "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8"


class Exchange:
    """One request and its answer on one connection."""

    def __init__(
        self,
        url: httpx.URL,
        known: Validators | None,
        *,
        deadline: Deadline,
        policy: FetchPolicy,
        now: datetime,
    ) -> None:
        self._url = url
        # Validators say nothing about another address than the one that gave them.
        self._known = known if known is not None and known.url == str(url) else None
        self._deadline = deadline
        self._policy = policy
        self._now = now
        self._in_body = False

    def run(self, pool: httpcore.ConnectionPool) -> Fetched | NotModified | httpx.URL:
        """:raises FetchError: translated from everything the HTTP layer raises."""
        timeouts = {
            "connect": self._policy.connect_timeout,
            "read": self._policy.read_timeout,
            "write": self._policy.read_timeout,
        }
        target = httpcore.URL(
            scheme=self._url.raw_scheme,
            host=self._url.raw_host,
            port=self._url.port,
            target=self._url.raw_path,
        )
        try:
            with pool.stream("GET", target, headers=self._headers(), extensions={"timeout": timeouts}) as answer:
                return self._read(answer)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise self._translated(error) from error

    def _headers(self) -> list[tuple[str, str]]:
        headers = [
            ("Host", self._url.netloc.decode("ascii")),
            ("User-Agent", self._policy.user_agent),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", "gzip"),
            # One request a connection: the pause between two outlasts most servers' patience anyway, and
            # the connection's end shows where the body really ended.
            ("Connection", "close"),
        ]
        if self._known is not None and _plain(self._known.etag):
            headers.append(("If-None-Match", self._known.etag or ""))
        if self._known is not None and _plain(self._known.last_modified):
            headers.append(("If-Modified-Since", self._known.last_modified or ""))
        return headers

    def _read(self, answer: httpcore.Response) -> Fetched | NotModified | httpx.URL:
        headers = httpx.Headers(answer.headers)
        address = str(self._url)
        if answer.status == 304 and self._known is not None:
            return NotModified(address, address)
        if answer.status in _REDIRECTS:
            return self._redirect(headers.get("location", ""))
        if answer.status not in (200, 203):
            self._refuse(answer.status, headers)
        body = self._body(answer, headers)
        kind, charset = _content_type(headers.get("content-type", ""))
        return Fetched(
            address,
            address,
            answer.status,
            body,
            content_type=kind,
            charset=charset,
            etag=_plain(headers.get("etag")),
            last_modified=_plain(headers.get("last-modified")),
        )

    def _redirect(self, location: str) -> httpx.URL:
        if not location:
            raise FetchError("bad-redirect", f"{self._url} redirects without saying where to")
        try:
            return join_url(str(self._url), location)
        except FetchError as error:
            if error.code != "bad-url":
                raise
            raise FetchError("bad-redirect", f"{self._url} redirects to what is not a URL: {error}") from error

    def _refuse(self, status: int, headers: httpx.Headers) -> None:
        phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
        message = f"{self._url} answered {status} {phrase}".rstrip()
        if status not in _PASSING:
            raise FetchError(f"http-{status}", message, gone=status in (404, 410))
        wait = _retry_after(headers, self._now)
        if wait is not None:
            message += f", and asks to wait {wait:.0f} s"
        raise PassingError(f"http-{status}", message, wait)

    def _body(self, answer: httpcore.Response, headers: httpx.Headers) -> bytes:
        claimed = headers.get("content-length", "")
        length = int(claimed) if claimed.isdecimal() and "transfer-encoding" not in headers else None
        if length is not None and length > self._policy.max_bytes:
            raise FetchError(
                "too-large", f"{self._url} is {length} bytes, more than the limit of {self._policy.max_bytes}"
            )
        self._in_body = True
        try:
            body = read_body(answer.iter_stream(), headers.get("content-encoding", ""), self._policy.max_bytes)
        except FetchError as error:
            raise FetchError(error.code, f"{self._url}: {error}") from error
        stream = answer.extensions.get("network_stream")
        if length is not None and isinstance(stream, MeteredStream) and (extra := stream.surplus(length)):
            raise FetchError("wrong-length", f"{self._url} claims {length} bytes and sends at least {extra} more")
        return body

    def _translated(self, error: Exception) -> FetchError:
        if isinstance(error, httpcore.TimeoutException):
            if self._deadline.left() <= 0:
                seconds = self._deadline.seconds
                return FetchError("timeout", f"{self._url} did not end its answer within {seconds:g} s")
            what = "connection" if isinstance(error, httpcore.ConnectTimeout) else "answer"
            return PassingError("timeout", f"{self._url} gave no {what} in time")
        if isinstance(error.__cause__ or error.__context__, ssl.SSLError):
            return FetchError("tls", f"{self._url}: no trustworthy encrypted connection: {error}")
        if isinstance(error, httpcore.LocalProtocolError):
            return FetchError("protocol", f"{self._url} cannot be asked for: {error}")
        if "content-length" in str(error).lower() or "expected" in str(error):
            return PassingError("wrong-length", f"{self._url} does not send the length it claims: {error}")
        if isinstance(error, httpcore.ProtocolError) and not self._in_body:
            return PassingError("protocol", f"{self._url} did not answer in HTTP: {error}")
        return PassingError("connection", f"the connection to {self._url} failed: {error}")


def _plain(value: str | None) -> str | None:
    """A header value that may be kept and sent back, else None."""
    return value if value and len(value) <= 1024 and value.isascii() and value.isprintable() else None


def _content_type(header: str) -> tuple[str | None, str | None]:
    """Media type and charset of a Content-Type header; a charset Python has no codec for is dropped."""
    kind, _, parameters = header.partition(";")
    charset = None
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
            break
    try:
        "".encode(charset or "")
    except (LookupError, ValueError):
        charset = None
    return _plain(kind.strip().lower()), charset


def _retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds of Retry-After, given as a number or as a date (against the server's own clock if it tells)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        since = parsedate_to_datetime(headers["date"]) if "date" in headers else now
        return max((until - since).total_seconds(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None
