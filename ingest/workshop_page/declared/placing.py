"""Where declared text stands on the page, and a page of its own for what stands nowhere."""

from __future__ import annotations

import re

from corpus.ids import normalise
from corpus.model import Extent, Page
from search.features.quotes.normalized import Folded

_PEOPLE_WITHIN = 400
"""Characters after a title in which its speakers are looked for."""


class Finder:
    """Finds texts on a page, however it is set: case, quotes, dashes and line breaks aside."""

    def __init__(self, page: Page) -> None:
        self._number = page.number
        self._folded = Folded.of(page.text)

    def find(self, text: str, after: int = 0) -> Extent | None:
        """The first place at or after ``after`` where ``text`` stands, else the first on the page."""
        first = None
        for start, end in self._folded.occurrences(normalise(text)):
            if start >= after:
                return Extent(start, end, self._number)
            first = first or Extent(start, end, self._number)
        return first

    def find_with(self, text: str, others: list[str], after: int = 0) -> Extent | None:
        """As :meth:`find`, drawn out to the last of ``others`` that stands close behind."""
        found = self.find(text, after)
        if found is None:
            return None
        end = found.end
        for other in others:
            beside = self.find(other, found.end)
            if beside and found.end <= beside.start < found.end + _PEOPLE_WITHIN:
                end = max(end, beside.end)
        return Extent(found.start, end, found.page)


class OwnPage:
    """Gathers declared lines that stand nowhere on the page into a page of their own."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._lines: list[str] = []
        self._length = 0

    def add(self, text: str) -> Extent:
        """One more line; where it stands."""
        line = re.sub(r"\s+", " ", text).strip()
        start = self._length
        self._lines.append(line)
        self._length += len(line) + 1
        return Extent(start, start + len(line), self.number)

    def page(self, label: str) -> Page | None:
        """The page, None where nothing was added."""
        return Page(self.number, "".join(f"{line}\n" for line in self._lines), label) if self._lines else None


def short(text: str) -> str:
    """``text`` for a message."""
    return text if len(text) <= 80 else text[:79] + "…"
