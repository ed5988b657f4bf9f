"""What an address leads to in the end."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.errors import ExtractionError, FetchError
from ingest.extract import media
from ingest.extract.sense import Sense
from ingest.sources.http.response import Fetched, Fetcher, NotModified, Validators
from ingest.sources.http.robots import Robots
from ingest.sources.links import FILES
from ingest.sources.urls import parse_url
from ingest.workshop_page.reading import ReadingPool

_MOST_PAGES = 4
"""Pages that lead on to a next one are followed up to this many."""


class Follower:
    """Fetches addresses, and follows pages that only lead to another one.

    Web pages are judged in a worker of ``pool``.
    """

    def __init__(self, fetcher: Fetcher, pool: ReadingPool) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._robots = Robots(fetcher)

    def fetch(
        self, url: str, known: Validators | None, *, is_linked: bool, ask_robots: bool
    ) -> Fetched | NotModified:
        """What ``url`` leads to. ``is_linked`` says that a page links to it, so that it is meant to be one file.

        Every step has the checks and limits of the first. Raises FetchError, also for a page without content.
        """
        target, passed = url, set[str]()
        while True:
            passed.add(str(parse_url(target)))
            answer = self._fetcher.fetch(target, known, self._robots.check if ask_robots else None)
            if not isinstance(answer, Fetched) or media.detect(answer.body, None) != media.HTML:
                return answer
            sense = self._sense(answer)
            leads_to = sense.leads_to or (sense.paper if is_linked and _presents(url, sense) else None)
            if leads_to is None:
                break
            if str(parse_url(leads_to)) in passed or len(passed) >= _MOST_PAGES:
                raise FetchError(
                    "too-many-redirects", f"{url} leads only to further web pages, such as {leads_to}"
                )
            target = leads_to
        if sense.code is not None:
            raise FetchError(sense.code, f"{answer.final_url}: {sense.message}")
        if _is_file(url):
            raise FetchError("page-for-file", f"{answer.final_url} answered with a web page in place of the file")
        return answer

    def _sense(self, answer: Fetched) -> Sense:
        future = self._pool.submit(
            answer.body, media.HTML, url=answer.final_url, charset=answer.charset, only_sense="yes"
        )
        try:
            return future.result().sense or Sense()
        except ExtractionError:  # what is wrong with the page is told when it is read
            return Sense()


def _presents(url: str, sense: Sense) -> bool:
    """Whether a page only presents the one file that it names: a file was linked, or the page says little else."""
    return sense.paper is not None and (_is_file(url) or sense.is_landing)


def _is_file(url: str) -> bool:
    """Whether an address names a file of a kind that is no page."""
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower() in FILES
