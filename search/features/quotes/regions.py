"""The stretches of pages a quote is compared with."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Passage
from search.features.quotes.effort import Effort
from search.features.quotes.normalized import Folded, with_whole_words
from search.snapshot.store import Store

_WITHDRAWN = ("struck", "hidden")
"""Roles of spans that are crossed out or hidden: they are not what the document says."""

_LONGEST_WORD = 200
"""Characters a stretch is begun earlier at most, so that it begins with a word."""
_READING = 16
"""Reading a page from its file costs a sixteenth of comparing it."""


@dataclass(frozen=True, slots=True)
class Region:
    """``text[start:end]`` of page ``page``, about ``passages`` in the order of that page."""

    document_id: str
    page: int
    text: str
    start: int
    end: int
    passages: tuple[Passage, ...]

    def occurrences(self, folded: str, effort: Effort) -> Iterator[tuple[int, int, Passage]]:
        """Where the quote stands on the page, where that touches one of the passages; and which."""
        ends = [passage.end for passage in self.passages]
        places = list(self._places(folded, effort))
        for start, end in sorted(dict.fromkeys(places)):
            start, end = self.start + start, self.start + end
            first = bisect_right(ends, start)  # the first passage that ends after the quote begins
            if first < len(ends) and self.passages[first].start < end:
                yield start, end, self.passages[first]

    def _places(self, folded: str, effort: Effort) -> Iterator[tuple[int, int]]:
        text = self.text[self.start : self.end]
        yield from Folded.of(text).occurrences(folded, effort)
        whole = with_whole_words(text, folded)
        if whole != text and effort.take(len(text)):
            yield from Folded.of(whole).occurrences(folded, effort)


def regions(store: Store, passages: Iterable[Passage], reach: int, effort: Effort) -> Iterator[Region]:
    """Each passage with ``reach`` characters of its page on either side, those that overlap as one.

    Pages come in the order of their first passage. What ``effort`` does not suffice for is left out.
    """
    pages: dict[tuple[str, int], list[Passage]] = {}
    for passage in passages:
        pages.setdefault((passage.document_id, passage.page), []).append(passage)
    for (document_id, number), there in pages.items():
        text = store.page_text(document_id, number)
        if text is None or not effort.take(len(text) // _READING):
            continue
        for start, end, about in _together(sorted(there, key=lambda p: (p.start, p.end)), reach):
            start, end = _word_start(text, max(0, start)), min(len(text), end)
            if effort.take(end - start):
                yield Region(document_id, number, text, start, end, tuple(about))


class Withdrawn:
    """The struck and hidden stretches of pages. Each page is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def overlaps(self, document_id: str, page: int, start: int, end: int) -> bool:
        """Whether a part of ``[start:end]`` of the page is struck or hidden."""
        key = (document_id, page)
        if key not in self._pages:
            self._pages[key] = self._read(*key)
        stretches = self._pages[key]
        at = bisect_left(stretches, (end,)) - 1  # the last stretch that starts before the end
        return at >= 0 and start < stretches[at][1]

    def _read(self, document_id: str, number: int) -> list[tuple[int, int]]:
        """The stretches in order, those that overlap as one."""
        page = self._store.page(document_id, number)
        spans = sorted((s.start, s.end) for s in page.spans if s.role in _WITHDRAWN) if page else []
        merged: list[tuple[int, int]] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged


def _together(passages: Sequence[Passage], reach: int) -> Iterator[tuple[int, int, list[Passage]]]:
    start = end = 0
    about: list[Passage] = []
    for passage in passages:
        if about and passage.start - reach <= end:
            end = max(end, passage.end + reach)
            about.append(passage)
            continue
        if about:
            yield start, end, about
        start, end, about = passage.start - reach, passage.end + reach, [passage]
    if about:
        yield start, end, about


def _word_start(text: str, at: int) -> int:
    least = max(0, at - _LONGEST_WORD)
    while at > least and not text[at - 1].isspace() and not text[at].isspace():
        at -= 1
    return at
