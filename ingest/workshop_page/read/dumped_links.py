"""Links of pages that a text browser saved: numbers in brackets, and where they lead at the end of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.workshop_page.read.furniture import role_of
from ingest.workshop_page.read.lines import Line, Link

_HEAD = re.compile(r"^[ \t]*(?:References|Visible links|Links)[ \t]*:?[ \t]*$", re.MULTILINE)
_TARGET = re.compile(
    r"^[ \t]*\[?(?P<number>\d{1,4})[.\]][ \t]+(?P<href>[a-z][a-z0-9+.-]{2,12}:\S+)[ \t]*$", re.MULTILINE
)
_MARK = re.compile(r"\[(?P<number>\d{1,4})\](?P<label>[^\[\n]*)")
_PICTURE = re.compile(r"\[[^\]\n]{0,60}\]")
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
        labels = _labels(text, line)
        links = [
            Link(start, end, href, block=line.block)
            for number, start, end in labels
            if (href := _web(targets, number))
        ]
        rest = _rest(text, line, labels)
        menu = len(labels) > 2 and not any(re.search(r"\w", part) for part in rest)
        frame = menu or (len(labels) > 0 and any(role_of(part) for part in rest if part))
        out.append(replace(line, links=tuple(links), role="furniture" if frame else line.role))
    return tuple(out)


def _labels(text: str, line: Line) -> list[tuple[str, int, int]]:
    """The numbers on a line, each with where the label behind it begins and ends."""
    found = []
    for match in _MARK.finditer(text, line.body, line.end):
        start, end = match.span("label")
        if stop := _LABEL_END.search(text, start, end):
            end = stop.start()
        found.append((match["number"], start, start + len(text[start:end].rstrip())))
    return found


def _web(targets: Mapping[str, str], number: str) -> str | None:
    href = targets.get(number, "")
    return href if href.startswith(_WEB) else None


def _rest(text: str, line: Line, labels: Sequence[tuple[str, int, int]]) -> list[str]:
    """What stands on a line between its links."""
    begins = [line.body, *(end for _, _, end in labels)]
    ends = [*(start - len(number) - 2 for number, start, _ in labels), line.end]
    return [_PICTURE.sub("", text[start:end]).strip(" |·-–") for start, end in zip(begins, ends, strict=True)]
