"""The neutral model both shapes of a page are read into: one page of text and what is known of each line.

The parser works on this alone, so the same page gives the same workshop whether it was saved as text or fetched
as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.model import Page
from ingest.workshop_page.read.blocks import Blocks, Run

LineRole = Literal["furniture"]

BULLETS = "•·‣◦▪▫●○■□➢➤∙⁃*–—-"
_MARKER = re.compile(
    r"(?P<bullet>[" + re.escape(BULLETS) + r"](?=\s))"
    r"|(?P<paren>\((?:[a-z]|[ivx]{1,5}|[A-Z]|\d{1,3})\)(?=\s|[A-Za-z]))"
    r"|(?P<number>(?:\d{1,3}(?:\.\d{1,2}){0,2}[.)]|[a-z][.)]|[ivx]{1,5}[.)]|[A-Z]\)|[IVX]{1,5}[.)])(?=\s)"
    # "1.2 Title" is numbered, "1.5 million" is not.
    r"|\d{1,2}(?:\.\d{1,2}){1,2}(?=\s+[A-Z])"
    r"|[a-z0-9]{1,2}\)(?=[A-Za-z])"
    # "1、", "一、", "（一）" as Chinese and Japanese pages print them.
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3})、|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Link:
    """``page.text[start:end]`` is a link's label, ``href`` its target as an absolute address, or None.

    A link around a picture alone has an empty label; ``alt`` is what the picture or the link's ``title`` says.
    ``block`` is the innermost block it stands in; ``anchor`` names its target where that is within this page.
    """

    start: int
    end: int
    href: str | None
    alt: str = ""
    anchor: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    ``start:end`` is the line without the white space around it; ``body`` is where its text starts behind
    ``marker`` (a bullet, "(a)", "1."). ``indent`` counts columns. ``gap`` is true when a blank line or the page's
    start stands before. ``level`` is the heading level HTML gave, 0 for none; ``bold`` says that the whole line is
    emphasised.
    """

    start: int
    end: int
    body: int
    indent: int
    gap: bool
    marker: str | None = None
    level: int = 0
    bold: bool = False
    role: LineRole | None = None
    links: tuple[Link, ...] = ()
    block: int = 0
    runs: tuple[Run, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page as read: its text, its lines in order, the blocks they stand in, and sentences for the report.

    ``head_title`` is the title its head gives. ``declared`` is what its front matter says ("date" -> "20 June
    2010"), keys in lower case. ``scripted`` says that a place for a programme is filled by a script or a frame, so
    that it cannot be read here.
    """

    page: Page
    lines: tuple[Line, ...]
    media_type: str
    head_title: str | None = None
    notes: tuple[str, ...] = ()
    blocks: Blocks = field(default_factory=Blocks)
    declared: Mapping[str, str] = field(default_factory=dict)
    scripted: bool = False

    @property
    def text(self) -> str:
        """The page's whole text; every offset counts in it."""
        return self.page.text


def squash(text: str) -> str:
    """``text`` on one line, every run of white space one space."""
    return _SPACE.sub(" ", text).strip()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``start:end`` without the white space at both ends."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return (start + left, start + len(part.rstrip())) if left < len(part) else (start, start)


def marker_at(text: str, start: int, end: int) -> tuple[str | None, int]:
    """The list marker that stands at ``start``, and where the text behind it begins.

    A marker with nothing behind it is text.
    """
    match = _MARKER.match(text, start, end)
    if match is None:
        return None, start
    body = trim(text, match.end(), end)[0]
    return (match.group(), body) if text[body:end].strip() else (None, start)


def marker_kind(marker: str | None) -> str:
    """What sort of marker it is: "" for none, "bullet", "paren" for "(a)", "number" for "1." or "a)"."""
    match = _MARKER.match(marker + " ") if marker else None
    return (match.lastgroup or "") if match else ""
