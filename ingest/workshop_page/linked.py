"""The files and pages that a page links to: each with the title that its place gives it and the text around."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from ingest.workshop_page.linked_file import LinkedFile, tells
from ingest.workshop_page.parse.people import find_speaker, starts_with_honorific
from ingest.workshop_page.parse.programme.names import name_score
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.read.blocks import BlockKind
from ingest.workshop_page.read.lines import Line, Link, PageLines, squash

_AROUND: tuple[BlockKind, ...] = (
    "row",
    "item",
    "definition",
    "paragraph",
    "heading",
    "quote",
    "preformatted",
    "section",
)
_LONGEST_BLOCK = 1500
_LONGEST_TITLE = 250
_LONGEST_CARD = 600
_MOST_ON_LINE = 40
_BESIDE = 200
"""Characters on either side of a link that tell where it stands on a line of many."""
_LINES_ABOVE = 4
_PEOPLE = 0.6
"""From this score on a text is taken for names of people."""
_MOST_LINKS = 8
"""A block with more links is a list of things, not the place of one."""
_CLOCK = r"\d{1,2}\s*[:.h]\s*\d{2}(?:\s*[ap]\.?m\.?)?"
_TIME = re.compile(rf"^\W*{_CLOCK}(?:\s*[-–—]\s*{_CLOCK})?\W*|^[\s|•·–—:-]+", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[(][^\[\]()]{0,60}[\])]")
_ENDS_OPEN = re.compile(r"(?:\b(?:see|also|and|or|the|in|at|from|of|to|for|is|are|here)|:)$", re.IGNORECASE)


def linked_files(page: PageLines) -> tuple[LinkedFile, ...]:
    """All links of the page with an address, in page order."""
    reader = _Reader(page)
    return tuple(reader.linked(line, link) for line in page.lines for link in line.links if link.href)


class _Reader:
    def __init__(self, page: PageLines) -> None:
        self._page = page
        self._starts = [line.start for line in page.lines]
        self._links = [link for line in page.lines for link in line.links]
        self._link_starts = [link.start for link in self._links]
        self._telling: dict[tuple[int, int], bool] = {}
        self._titles: dict[tuple[int, int], tuple[str | None, str]] = {}

    def linked(self, line: Line, link: Link) -> LinkedFile:
        own = squash(self._page.text[link.start : link.end])[:_LONGEST_TITLE]
        label = own or squash(link.alt)
        if line.end - line.start > _LONGEST_BLOCK or self._count(line.start, line.end) > _MOST_ON_LINE:
            # A line of many links: each has its own text alone.
            title = next((text for text in (own, squash(link.alt)) if tells(text)), None)
            start, end = max(line.body, link.start - _BESIDE), min(line.end, link.end + _BESIDE)
        else:
            title = self._title(line, link, own)
            start, end = self._block(line, link)
        return LinkedFile(link.href or "", label, title, squash(self._page.text[start:end]), link.start)

    def _title(self, line: Line, link: Link, own: str) -> str | None:
        place = self._block(line, link)
        if place not in self._titles:
            self._titles[place] = self._titled(place)
        block, others = self._titles[place]
        telling = _without_speaker(own) if _may_be_title(own) else None
        # Of several telling links in one block each names itself: "See Report A and Report B."
        if telling and (block is None or others != telling):
            return telling
        if telling and block and telling in block:
            before = _bare(block[: block.index(telling)]).rstrip(".,; ")
            return before if " " in before and tells(before) and not _ENDS_OPEN.search(before) else telling
        # The speaker's line is better than nothing.
        rest = (own, squash(link.alt), self._line_text(line))
        return block or telling or next((text for text in rest if tells(text)), None)

    def _titled(self, place: tuple[int, int]) -> tuple[str | None, str]:
        """The title of a block, and the texts of its telling links."""
        start, end = place
        links = self._links_in(start, end)
        texts = [squash(self._page.text[link.start : link.end]) for link in links]
        telling = " / ".join(_without_speaker(text) for text in texts if _may_be_title(text))
        if len(links) > _MOST_LINKS:
            return None, telling
        lines = self._lines_in(start, end)
        found = [(self._plain(line, start, end), line) for line in lines]
        fit = [(text, line) for text, line in found if _may_be_title(text)]
        heads = [text for text, line in fit if line.level or line.bold or _has_bold(line)]
        return next(iter([*heads, *(text for text, _ in fit)]), None), telling

    def _plain(self, line: Line, start: int, end: int) -> str:
        """A line without link labels, times and marks; its emphasised part alone where it has one."""
        begin, stop = max(line.body, start), min(line.end, end)
        bold = [run for run in line.runs if run.bold and begin <= run.start and run.end <= stop]
        if bold and not line.bold and tells(joined := " ".join(self._page.text[r.start : r.end] for r in bold)):
            return _bare(joined)
        pieces, at = [], begin
        for link in self._links_in(begin, stop):
            text = self._page.text[link.start : link.end]
            if not tells(text):
                pieces.append(self._page.text[at : link.start])
                at = max(at, link.end)
        pieces.append(self._page.text[at:stop])
        cells = [_bare(cell) for cell in "".join(pieces).split(" | ")]
        return next((_without_speaker(cell) for cell in cells if _may_be_title(cell)), "")

    def _line_text(self, line: Line) -> str:
        text = _bare(self._page.text[line.body : line.end])
        return text if len(text) <= _LONGEST_TITLE else ""

    def _block(self, line: Line, link: Link) -> tuple[int, int]:
        """The innermost block around a link that says more than the link's label; its line where none does."""
        blocks = self._page.blocks
        best = (line.body, line.end)
        for at in blocks.around(link.block or line.block):
            block = blocks.all[at]
            if block.kind not in _AROUND:
                continue
            longest, most = (_LONGEST_CARD, 3) if block.kind == "section" else (_LONGEST_BLOCK, _MOST_LINKS)
            if block.end - block.start > longest or self._count(block.start, block.end) > most:
                break
            if block.kind == "section" and sum(e.level > 0 for e in self._lines_in(block.start, block.end)) > 1:
                break
            best = (min(block.start, best[0]), max(block.end, best[1]))
            if self._says_more(*best):
                break
        return best if self._says_more(*best) else self._with_line_above(line, best)

    def _with_line_above(self, line: Line, place: tuple[int, int]) -> tuple[int, int]:
        """Labels without a title in their block belong to the nearest title above."""
        at = bisect.bisect_left(self._starts, line.start)
        for above in reversed(self._page.lines[max(at - _LINES_ABOVE, 0) : at]):
            if self._says_more(above.body, above.end):
                return (above.body, place[1])
        return place

    def _count(self, start: int, end: int) -> int:
        return bisect.bisect_right(self._link_starts, end) - bisect.bisect_left(self._link_starts, start)

    def _says_more(self, start: int, end: int) -> bool:
        known = self._telling.get((start, end))
        if known is None:
            known = self._telling[start, end] = self._looks_telling(start, end)
        return known

    def _looks_telling(self, start: int, end: int) -> bool:
        text = self._page.text[start:end]
        for link in reversed(self._links_in(start, end)):
            if not tells(self._page.text[link.start : link.end]):
                text = text[: link.start - start] + text[link.end - start :]
        return any(_may_be_title(_bare(cell)) for line in text.split("\n") for cell in line.split(" | "))

    def _links_in(self, start: int, end: int) -> Sequence[Link]:
        first = bisect.bisect_left(self._link_starts, start)
        return self._links[first : bisect.bisect_left(self._link_starts, end + 1)]

    def _lines_in(self, start: int, end: int) -> Sequence[Line]:
        first = max(bisect.bisect_right(self._starts, start) - 1, 0)
        return self._page.lines[first : bisect.bisect_left(self._starts, end)]


def _may_be_title(text: str) -> bool:
    """Whether a text could be a title: it tells something, and is neither a list of people nor a torn sentence."""
    if not tells(text) or len(text) > _LONGEST_TITLE or _ENDS_OPEN.search(text):
        return False
    return not (starts_with_honorific(text) or (find_speaker(text) is None and read_people(text).score >= _PEOPLE))


def _without_speaker(text: str) -> str:
    """A title without the speaker that stands on its line, behind a dash or before a colon."""
    if cut := find_speaker(text):
        return text[: cut[0]].strip()
    name, colon, rest = text.partition(": ")
    return rest.strip() if colon and name_score(name) >= _PEOPLE and tells(rest) else text


def _bare(text: str) -> str:
    shorter = _TIME.sub("", squash(text))
    shorter = _BRACKETS.sub(lambda match: match[0] if tells(match[0]) else " ", shorter)
    return squash(shorter).strip(" |/,;[](-–—").strip()


def _has_bold(line: Line) -> bool:
    return any(run.bold for run in line.runs)
