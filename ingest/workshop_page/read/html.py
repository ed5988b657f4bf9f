"""HTML rendered as a reader sees it: one line of text for every block, bullets drawn, links kept with their place.

The document is read as a stream of events, so no depth of nesting hurts. Nothing is fetched, no entity is resolved
beyond HTML's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from corpus.model import Page
from ingest.workshop_page.read.lines import Line, LineRole, Link, PageLines, marker_at, squash
from ingest.workshop_page.read.markup import (
    BLOCKS,
    BOLD,
    CONTENT,
    HEADINGS,
    PARAGRAPHS,
    UNREAD,
    absolute,
    is_hidden,
    item_marker,
    region_role,
)
from ingest.workshop_page.read.text import furniture_role

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\xad\x00]")
_CELLS = " | "
_DEEPEST_INDENT = 12
"""Lists nested deeper are drawn no further in, or deep nesting would make long lines of nothing."""


def read_html(html: str, url: str | None = None) -> PageLines:
    """The lines of an HTML page. ``url`` is where it came from, to resolve its links.

    Menus, footers and search boxes are lines of role "boilerplate", the site's masthead and print buttons
    "furniture"; what a browser does not show is left out.
    """
    target = _Renderer(url)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=target)
    try:
        parser.feed(html.encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        # An empty document; whatever was read before an error is kept.
        pass
    return target.finish()


@dataclass(slots=True)
class _Region:
    """A stretch of the site's frame. It is none after all if the page's content turns out to lie inside."""

    role: LineRole
    holds_content: bool = False
    holds_title: bool = False


@dataclass(slots=True)
class _Raw:
    text: str
    indent: int
    marker: str | None
    gap: bool
    level: int
    bold: bool
    region: _Region | None
    links: list[tuple[int, int, str | None]]


@dataclass(slots=True)
class _Buffer:
    """The line being gathered, white space already collapsed."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spaced: bool = True
    black: int = 0
    bold: int = 0
    links: list[tuple[int, int, str | None]] = field(default_factory=list)

    def add(self, data: str, bold: bool) -> None:
        piece = _SPACE.sub(" ", _INVISIBLE.sub("", data))
        if self.spaced:
            piece = piece.removeprefix(" ")
        if piece:
            self.pieces.append(piece)
            self.length += len(piece)
            self.spaced = piece.endswith(" ")
            black = len(piece) - piece.count(" ")
            self.black += black
            self.bold += black if bold else 0


class _Renderer:
    """Takes the parser's events; ``finish`` gives the page."""

    def __init__(self, url: str | None) -> None:
        self._base = url
        self._raw: list[_Raw] = []
        self._buffer = _Buffer()
        self._stack: list[tuple[str, bool, bool]] = []
        self._lists: list[tuple[str, int, str]] = []
        self._regions: list[_Region] = []
        self._skipped = self._bold = self._content = self._items = self._pre = 0
        self._level = 0
        self._gap = True
        self._marker: str | None = None
        self._link: tuple[int, str | None] | None = None
        self._title: list[str] | None = None
        self._titles: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        skip = tag in UNREAD or (bool(self._stack) and is_hidden(attributes))
        role = None if skip else region_role(tag, attributes, in_content=self._content > 0)
        self._stack.append((tag, skip, role is not None))
        if tag == "title" and len(self._stack) <= 3:
            self._title = []
        if tag == "base" and attributes.get("href"):
            self._base = absolute(attributes["href"], self._base) or self._base
        if tag in BLOCKS or tag == "br":
            self._break(gap=tag in PARAGRAPHS or (tag == "br" and not self._buffer.black))
        if role:
            self._regions.append(_Region(role))
        self._skipped += skip
        self._enter(tag, attributes)

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._bold += tag in BOLD
        self._pre += tag == "pre"
        self._level = HEADINGS.get(tag, self._level)
        if tag in CONTENT or attributes.get("role") in CONTENT:
            self._content += tag in CONTENT
            # Only the outermost region decides what its lines are.
            if self._regions:
                self._regions[0].holds_content = True
        if tag == "h1" and self._regions:
            self._regions[0].holds_title = True
        if tag in ("ul", "ol"):
            start = attributes.get("start", "1")
            number = int(start) if start.isascii() and start.isdigit() and len(start) < 4 else 1
            self._lists.append((tag, number, attributes.get("type", "")))
        elif tag == "li":
            self._items += 1
            kind, number, style = self._lists[-1] if self._lists else ("ul", 1, "")
            self._marker = item_marker(kind, number, style)
            if self._lists:
                self._lists[-1] = (kind, number + 1, style)
        elif (
            tag in ("td", "th") and not self._skipped and self._buffer.black and self._buffer.pieces[-1] != _CELLS
        ):
            self._buffer.add(_CELLS, bold=True)
        elif tag == "a" and not self._skipped:
            self._close_link()
            href = attributes.get("href")
            self._link = (self._buffer.length, absolute(href, self._base)) if href else None

    def end(self, tag: str) -> None:
        if not self._stack:
            return
        _, skip, region = self._stack.pop()
        if tag in BLOCKS:
            self._break(gap=tag in PARAGRAPHS)
        if tag == "title" and self._title is not None:
            self._titles.append(squash("".join(self._title)))
            self._title = None
        if tag == "a":
            self._close_link()
        self._skipped -= skip
        self._bold -= tag in BOLD
        self._pre -= tag == "pre"
        self._content -= tag in CONTENT
        self._items -= tag == "li"
        if tag in HEADINGS:
            self._level = 0
        if tag == "li":
            self._marker = None
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if region:
            self._regions.pop()

    def data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        elif self._skipped:
            return
        elif self._pre:
            first, *rest = data.split("\n")
            self._buffer.add(first, self._bold > 0)
            for line in rest:
                self._break(gap=False)
                self._buffer.add(line, self._bold > 0)
        else:
            self._buffer.add(data, self._bold > 0)

    def close(self) -> None:
        self._break(gap=True)

    def _close_link(self) -> None:
        if self._link is not None and self._buffer.length > self._link[0]:
            self._buffer.links.append((self._link[0], self._buffer.length, self._link[1]))
        self._link = None

    def _break(self, *, gap: bool) -> None:
        """End the line. A link that runs on is continued on the next one."""
        buffer, link = self._buffer, self._link
        self._close_link()
        if buffer.black:
            nested = bool(self._items)
            depth = min(max(len(self._lists), 1), _DEEPEST_INDENT)
            indent = 2 * depth + (0 if self._marker else 2) if nested else 0
            text = "".join(buffer.pieces).rstrip().removesuffix(_CELLS.rstrip())
            own = marker_at(text, 0, min(len(text), 40))[0] if self._marker else None
            self._raw.append(
                _Raw(
                    text,
                    indent,
                    None if own else self._marker,
                    self._gap,
                    self._level,
                    buffer.bold == buffer.black,
                    self._regions[0] if self._regions else None,
                    buffer.links,
                )
            )
            self._marker = None
            self._gap = False
        self._gap = self._gap or gap
        self._buffer = _Buffer()
        self._link = (0, link[1]) if link else None

    def finish(self) -> PageLines:
        """The page of everything taken in so far."""
        self.close()
        titled_outside = any(raw.level == 1 and raw.region is None for raw in self._raw)
        pieces: list[str] = []
        lines: list[Line] = []
        length = 0
        for raw in self._raw:
            role = raw.region.role if raw.region and _is_frame(raw.region, titled_outside) else None
            head = ("\n" if raw.gap and lines else "") + " " * raw.indent
            piece = head + (f"{raw.marker} " if raw.marker else "") + raw.text + "\n"
            start, end = length + len(head), length + len(piece) - 1
            base = end - len(raw.text)
            marker, body = marker_at(piece, len(head), len(piece) - 1)
            pieces.append(piece)
            lines.append(
                Line(
                    start,
                    end,
                    length + body,
                    raw.indent,
                    raw.gap,
                    marker,
                    raw.level,
                    raw.bold,
                    role or furniture_role(raw.text),
                    tuple(Link(base + s, min(base + e, end), href) for s, e, href in raw.links if base + s < end),
                )
            )
            length += len(piece)
        title = next((title for title in self._titles if title), None)
        return PageLines(Page(1, "".join(pieces)), tuple(lines), "text/html", title)


def _is_frame(region: _Region, titled_outside: bool) -> bool:
    return not region.holds_content and (titled_outside or not region.holds_title)
