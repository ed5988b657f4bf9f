"""What fetching a URL gives, the seam it is asked through, and a fetcher that needs no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from corpus.errors import FetchError
from ingest.sources.urls import parse_url


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with. They hold for ``url``, the last hop of redirects, only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One complete answer.

    ``url`` is what was asked for, ``final_url`` what answered after redirects. ``body`` is decompressed.
    ``content_type`` is what the server claims, in lower case without parameters; ``charset`` names a codec
    Python knows. ``retrieved`` is an ISO time in UTC.
    """

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retrieved: str = ""

    @property
    def validators(self) -> Validators:
        """To keep, and to give to the next fetch of the same URL."""
        return Validators(self.final_url, self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the bytes are those the validators came with."""

    url: str
    final_url: str
    retrieved: str = ""


Check = Callable[[str], None]
"""Called with a URL before it is asked for; raises FetchError where that may not be."""


class Fetcher(Protocol):
    """Gets one URL."""

    def fetch(
        self, url: str, known: Validators | None = None, check: Check | None = None
    ) -> Fetched | NotModified:
        """The answer, or that it has not changed since ``known``.

        ``check`` is asked about the URL and about each one it redirects to; what it raises is raised.

        :raises FetchError: ``code`` is one of ``bad-url bad-scheme credentials refused-address dns connection
            tls timeout protocol too-large wrong-length bad-encoding too-many-redirects bad-redirect retry-later
            http-NNN``; ``gone`` is true for 404 and 410.
        """
        ...


@dataclass(slots=True)
class MemoryFetcher:
    """Answers from a mapping of URL to body, answer or failure; any other URL is a 404. For tests and trials.

    ``asked`` lists the URLs in the order they were asked for.
    """

    answers: Mapping[str, bytes | Fetched | FetchError]
    retrieved: str = "2000-01-01T00:00:00+00:00"
    asked: list[str] = field(default_factory=list)

    def fetch(
        self, url: str, known: Validators | None = None, check: Check | None = None
    ) -> Fetched | NotModified:
        """See :class:`Fetcher`."""
        address = str(parse_url(url))
        if check is not None:
            check(address)
        self.asked.append(url)
        answer = self.answers.get(url, self.answers.get(address))
        if answer is None:
            raise FetchError("http-404", f"{address} answered 404 Not Found", gone=True)
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, bytes):
            answer = Fetched(url, address, 200, answer)
        if check is not None and answer.final_url != address:
            check(answer.final_url)
        answer = replace(answer, url=url, retrieved=answer.retrieved or self.retrieved)
        if known is not None and known == answer.validators and (known.etag or known.last_modified):
            return NotModified(url, answer.final_url, answer.retrieved)
        return answer
