"""Where declared text stands on the page, and a page of its own for what stands nowhere."""

from __future__ import annotations

import re

from corpus.ids import normalise
from corpus.model import Extent, Page
from search.features.quotes.normalized import Folded

_LINE_END = re.compile(r"[\s:.]*(?:\n| \| |$)|\s*$")
_PEOPLE_WITHIN = 400
"""Characters after a title in which its speakers are looked for."""


class Finder:
    """Finds texts on a page, however it is set: case, quotes, dashes and line breaks aside."""

    def __init__(self, page: Page) -> None:
        self._text = page.text
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

    def find_line(self, text: str, before: int | None = None) -> Extent | None:
        """The first line, or cell of a row, that is ``text``; with ``before`` the last one that ends by there."""
        found = None
        for start, end in self._folded.occurrences(normalise(text)):
            if before is not None and end > before:
                break
            if self._begins_line(start) and _LINE_END.match(self._text, end):
                found = Extent(start, end, self._number)
                if before is None:
                    break
        return found

    def _begins_line(self, at: int) -> bool:
        begin = max(self._text.rfind("\n", 0, at) + 1, self._text.rfind(" | ", 0, at) + 1, at - 40)
        return not any(character.isalpha() for character in self._text[begin:at])

    def find_with(self, text: str, others: list[str], after: int = 0) -> Extent | None:
        """As :meth:`find`, drawn out to the last of ``others`` that stands close behind."""
        places = [Extent(start, end, self._number) for start, end in self._folded.occurrences(normalise(text))]
        if not places:
            return None
        # A title begins its line; the same words in running text are none.
        ranked = sorted(places, key=lambda place: (not self._begins_line(place.start), place.start < after))
        found = ranked[0]
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
