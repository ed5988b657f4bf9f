"""The pages of a file of another format as blocks, for a document that puts it into its own text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from corpus.model import Page, Span
from ingest.extract.msoffice.pages import Block
from ingest.extract.runs import enclose

_PARTS = re.compile(r"[^\n]+(?:\n[^\n]+)*")
"""Lines that stand directly under each other."""


def blocks_of(pages: Iterable[Page]) -> list[Block]:
    """The blocks that would make these pages again; what is struck or hidden stays so."""
    return [block for page in pages for block in _blocks(page)]


def _blocks(page: Page) -> Iterator[Block]:
    cuts = {0, len(page.text), *(span.start for span in page.spans), *(span.end for span in page.spans)}
    waiting = sorted(page.spans, key=lambda span: span.start)
    open_spans: list[Span] = []
    at = 0
    for start, end in itertools.pairwise(sorted(cuts)):
        while at < len(waiting) and waiting[at].start <= start:
            open_spans.append(waiting[at])
            at += 1
        open_spans = [span for span in open_spans if span.end > start]
        span = open_spans[-1] if open_spans else None
        aside = next((s.role for s in open_spans if s.role in ("struck", "hidden")), None)
        for match in _PARTS.finditer(page.text, start, end):
            before = page.text[max(0, match.start() - 2) : match.start()]
            tight = before.endswith("\n") and before != "\n\n"
            if aside == "struck" or aside == "hidden":
                yield Block(enclose(match[0], aside), tight=tight)
            else:
                yield Block(match[0], span.role if span else None, span.level if span else 0, tight=tight)
