"""Links of pages that a text browser saved: numbers in brackets, and where they lead at the end of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.workshop_page.read.lines import Line, Link

_HEAD = re.compile(r"^[ \t]*(?:References|Visible links|Links)[ \t]*:?[ \t]*$", re.MULTILINE)
_TARGET = re.compile(r"^[ \t]*\[?(?P<number>\d{1,4})[.\]][ \t]+(?P<href>[a-z][a-z0-9+.-]{2,12}:\S+)[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"\[(?P<number>\d{1,4})\](?P<label>[^\[\n]*)")
_LABEL_END = re.compile(r"\s{2,}|\s+[-–—|]\s|(?<=\))")
_LEAST = 3
_WEB = ("http://", "https://", "ftp://")


def with_dumped_links(text: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with the links that numbers such as "[7]" stand for; the list of their targets is furniture.

    A page without such a list at its end is left as it is.
    """
    head = next(reversed(list(_HEAD.finditer(text))), None)
    targets = {m["number"]: m["href"] for m in _TARGET.finditer(text, head.end())} if head else {}
    if head is None or len(targets) < _LEAST:
        return tuple(lines)
    out = []
    for line in lines:
        if line.start >= head.start():
            out.append(replace(line, role="furniture"))
            continue
        links = _links(text, line, targets)
        bare = _MARK.sub("", text[line.start : line.end])
        menu = len(links) > 2 and not re.search(r"\w", bare)
        out.append(replace(line, links=links, role="furniture" if menu else line.role))
    return tuple(out)


def _links(text: str, line: Line, targets: Mapping[str, str]) -> tuple[Link, ...]:
    found = []
    for match in _MARK.finditer(text, line.body, line.end):
        href = targets.get(match["number"], "")
        start, end = match.span("label")
        if stop := _LABEL_END.search(text, start, end):
            end = stop.start()
        if href.startswith(_WEB):
            found.append(Link(start, start + len(text[start:end].rstrip()), href, block=line.block))
    return tuple(found)
