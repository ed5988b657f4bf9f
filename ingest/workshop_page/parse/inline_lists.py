"""Lists that run on within a paragraph: "the Government may a) set up a fund; b) train staff"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Extent
from ingest.workshop_page.read.lines import trim

_INLINE = re.compile(r"(?<!\w)\(?(?P<mark>[a-z]|[ivx]{1,4}|\d{1,2})\)\s+(?=\S)")


def inline_items(text: str, within: Extent) -> list[Extent]:
    """The items of "… a) one; b) two and c) three" within a paragraph; none without two marks in a row."""
    marks = list(_INLINE.finditer(text, within.start, within.end))
    for first in ("a", "i", "1"):
        run = _consecutive(marks, first)
        if len(run) > 1:
            ends = [mark.start() for mark in run[1:]] + [within.end]
            spans = [trim(text, mark.end(), end) for mark, end in zip(run, ends, strict=True)]
            return [Extent(start, end) for start, end in spans if end > start]
    return []


def _consecutive(marks: Sequence[re.Match[str]], first: str) -> list[re.Match[str]]:
    series = {
        "a": [chr(code) for code in range(ord("a"), ord("z") + 1)],
        "i": "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(),
        "1": [str(number) for number in range(1, 100)],
    }[first]
    run: list[re.Match[str]] = []
    for mark in marks:
        if len(run) < len(series) and mark["mark"] == series[len(run)]:
            run.append(mark)
    return run
