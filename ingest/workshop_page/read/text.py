"""Text as a reader saved it: no tags, bullets drawn, link targets lost."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.model import Page
from ingest.workshop_page.read.dumped_links import with_dumped_links
from ingest.workshop_page.read.front_matter import FIELDS_WITHIN, field_list, is_field
from ingest.workshop_page.read.furniture import role_of
from ingest.workshop_page.read.lines import Line, PageLines, marker_at, trim
from ingest.workshop_page.read.typed_columns import set_columns

_TAB = 4
_LINE = re.compile(r"[^\n]+")


def read_text(text: str, *, media_type: str = "text/plain") -> PageLines:
    """The lines of a page saved as text. The page's text is ``text`` itself, but for three things.

    A byte-order mark at its start is dropped, and line ends (CR LF, lone CR) become LF. Offsets of a file that has
    neither index the decoded file directly. The third is a table of who is to act typed with spaces, which is set
    cell by cell.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = set_columns(text) if media_type == "text/plain" else text
    lines: list[Line] = []
    last_end = -1
    for match in _LINE.finditer(text):
        start, end = trim(text, match.start(), match.end())
        if start == end:
            continue
        marker, body = marker_at(text, start, end)
        indent = len(text[match.start() : start].expandtabs(_TAB))
        gap = not lines or text.count("\n", last_end, start) > 1
        lines.append(Line(start, end, body, indent, gap, marker, role=role_of(text[start:end])))
        last_end = end
    declared = field_list([text[line.start : line.end] for line in lines[:FIELDS_WITHIN]])
    if declared:
        top = [
            replace(x, role="furniture") if is_field(text[x.start : x.end]) else x for x in lines[:FIELDS_WITHIN]
        ]
        lines[:FIELDS_WITHIN] = top
    return PageLines(Page(1, text), with_dumped_links(text, lines), media_type, declared=declared)
