"""The line being gathered: its text with white space collapsed, its runs and links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.workshop_page.read.blocks import Run
from ingest.workshop_page.read.furniture import RegionKind
from ingest.workshop_page.read.lines import Link

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\xad\x00]")


@dataclass(slots=True)
class Region:
    """A stretch of the site's frame. It is none after all if the page's content turns out to lie inside.

    ``size`` counts the characters in it that are no links.
    """

    kind: RegionKind
    size: int = 0
    holds_content: bool = False
    holds_title: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks; see :class:`Run`."""

    bold: bool = False
    italic: bool = False
    link: bool = False
    look: str = ""


@dataclass(slots=True)
class RawLine:
    text: str
    indent: int
    marker: str | None
    gap: bool
    level: int
    bold: bool
    region: Region | None
    links: list[Link]
    runs: list[Run]
    block: int
    wide: bool


@dataclass(slots=True)
class LineBuffer:
    """The line being gathered, white space already collapsed."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True
    black: int = 0
    bold: int = 0
    links: list[Link] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    hard: bool = False

    def add(self, data: str, style: Style, block: int, bold: bool) -> None:
        self.hard = self.hard or "\xa0" in data
        piece = _SPACE.sub(" ", _INVISIBLE.sub("", data))
        if self.spaced:
            piece = piece.removeprefix(" ")
        if not piece:
            return
        self.pieces.append(piece)
        start, self.length = self.length, self.length + len(piece)
        self.spaced = piece.endswith(" ")
        black = len(piece) - piece.count(" ")
        self.black += black
        self.bold += black if bold else 0
        last = self.runs[-1] if self.runs else None
        if (
            last
            and last.block == block
            and (not black or (last.bold, last.italic, last.link, last.look) == _looks(style))
        ):
            self.runs[-1] = Run(last.start, self.length, block, last.bold, last.italic, last.link, last.look)
        else:
            self.runs.append(Run(start, self.length, block, style.bold, style.italic, style.link, style.look))


def _looks(style: Style) -> tuple[bool, bool, bool, str]:
    return (style.bold, style.italic, style.link, style.look)
