"""Lists that run on within a paragraph: "the Government may a) set up a fund; b) train staff"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Extent
from ingest.workshop_page.read.lines import trim

_INLINE = re.compile(r"(?<!\w)\(?(?P<mark>[a-z]|[ivx]{1,4}|\d{1,2})\)\s+(?=\S)")
# "A. Grade the roads. B. Train the drivers.": points are marks only where every item is a sentence.
_DOTTED = re.compile(r"(?<!\S)(?P<mark>[A-Z]|\d{1,2})\.\s+(?=[A-Z])")
_RUN_ON = re.compile(r"(?<=[.,;])\s*\((?P<mark>[b-z])\)\s+(?=[A-Z]\w*\s)")
_FEWEST_WORDS = 4
_FEWEST_DOTTED = 3


def inline_items(text: str, within: Extent) -> list[Extent]:
    """The items of "… a) one; b) two and c) three" within a paragraph; none without two marks in a row."""
    marks = list(_INLINE.finditer(text, within.start, within.end))
    for first in ("a", "i", "1"):
        run = _consecutive(marks, first)
        if len(run) > 1:
            return [Extent(start, end) for start, end in _spans(text, run, within) if end > start]
    return _dotted(text, within)


def run_on_items(text: str, marker: str | None, item: Extent) -> list[Extent]:
    """The items that an item "(a) …" runs on into: "…, (b) …, (c) …"; itself alone where it is one."""
    mark = (marker or "").strip(" ().").casefold()
    spans, start = [], item.start
    for found in _RUN_ON.finditer(text, item.start, item.end):
        long = text.count(" ", start, found.start()) >= _FEWEST_WORDS - 1
        if len(mark) == 1 and ord(found["mark"]) == ord(mark) + 1 and long:
            spans.append(Extent(*trim(text, start, found.start())))
            mark, start = found["mark"], found.end()
    return [*spans, Extent(*trim(text, start, item.end))]


def _dotted(text: str, within: Extent) -> list[Extent]:
    marks = list(_DOTTED.finditer(text, within.start, within.end))
    for first in ("A", "1"):
        run = _consecutive(marks, first)
        if len(run) < _FEWEST_DOTTED or (
            run[0].start() > within.start and text[: run[0].start()].rstrip()[-1:] != ":"
        ):
            continue
        spans = _spans(text, run, within)
        if all(text.count(" ", start, end) >= _FEWEST_WORDS - 1 and text[end - 1] in ".;" for start, end in spans):
            return [Extent(start, end) for start, end in spans]
    return []


def _spans(text: str, run: Sequence[re.Match[str]], within: Extent) -> list[tuple[int, int]]:
    """What stands behind each mark, up to the next one."""
    ends = [mark.start() for mark in run[1:]] + [within.end]
    return [trim(text, mark.end(), end) for mark, end in zip(run, ends, strict=True)]


def _consecutive(marks: Sequence[re.Match[str]], first: str) -> list[re.Match[str]]:
    series = {
        "A": [chr(code) for code in range(ord("A"), ord("Z") + 1)],
        "a": [chr(code) for code in range(ord("a"), ord("z") + 1)],
        "i": "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(),
        "1": [str(number) for number in range(1, 100)],
    }[first]
    run: list[re.Match[str]] = []
    for mark in marks:
        if len(run) < len(series) and mark["mark"] == series[len(run)]:
            run.append(mark)
    return run
