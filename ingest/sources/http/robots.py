"""robots.txt: what a site asks programs not to fetch."""

from __future__ import annotations

from protego import Protego

from corpus.errors import FetchError
from ingest.sources.http.response import Fetched, Fetcher
from ingest.sources.urls import parse_url

PROGRAM = "workshop-search"
"""The name by which a robots.txt may speak of this program."""

_LONGEST = 512 * 1024
"""Bytes of a robots.txt that are read, as RFC 9309 asks for at least."""


class Robots:
    """Asks each site once. For one run."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, Protego | FetchError] = {}

    def check(self, url: str) -> None:
        """Raises FetchError of code "robots" where the site asks not to fetch this URL.

        A site without a robots.txt allows everything; one whose robots.txt cannot be had allows nothing, as
        RFC 9309 says.
        """
        parsed = parse_url(url)
        site = f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = self._read(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, FetchError):
            raise FetchError("robots", f"{site}/robots.txt cannot be read, so nothing is fetched there: {rules}")
        if not rules.can_fetch(str(parsed), PROGRAM):
            raise FetchError(
                "robots", f"{site}/robots.txt asks programs not to fetch {parsed}; --ignore-robots fetches it"
            )

    def _read(self, address: str) -> Protego | FetchError:
        try:
            answer = self._fetcher.fetch(address)
        except FetchError as error:
            refused = error.code.startswith("http-4") and error.code != "http-429"
            return Protego.parse("") if refused else error
        body = answer.body if isinstance(answer, Fetched) else b""
        return Protego.parse(body[:_LONGEST].decode("utf-8-sig", "replace"))
