"""HTML rendered as a reader sees it: one line of text for every block, bullets drawn, links kept with their place.

The document is read as a stream of events, so no depth of nesting hurts. Nothing is fetched, no entity is resolved
beyond HTML's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from ingest.workshop_page.read.build import PageBuilder
from ingest.workshop_page.read.furniture import region_of
from ingest.workshop_page.read.furniture_words import SWITCH
from ingest.workshop_page.read.gathering import Region, Style
from ingest.workshop_page.read.lines import PageLines, squash
from ingest.workshop_page.read.markup import (
    BLOCKS,
    BOLD,
    BOXES,
    CONTENT,
    HEADINGS,
    ITALIC,
    PARAGRAPHS,
    UNREAD,
    absolute,
    cells_spanned,
    holds_programme,
    is_bold,
    is_hidden,
    is_italic,
    item_marker,
    look_of,
    signature_of,
)

_DEEPEST_INDENT = 12
"""Lists nested deeper are drawn no further in, or deep nesting would make long lines of nothing."""


def read_html(html: str, url: str | None = None, *, media_type: str = "text/html") -> PageLines:
    """The lines and blocks of an HTML page. ``url`` is where it came from, to resolve its links.

    The site's frame (menus, footers, search boxes, its name, print buttons, copyright) is lines of role
    "furniture"; what a browser does not show is left out.
    """
    target = _Walker(url, media_type)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=target)
    try:
        parser.feed(html.encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        # An empty document; whatever was read before an error is kept.
        pass
    return target.finish()


class _Walker:
    """Takes the parser's events; ``finish`` gives the page."""

    def __init__(self, url: str | None, media_type: str) -> None:
        self._base = url
        self._page = PageBuilder(media_type)
        self._stack: list[tuple[str, bool, bool, Style]] = []
        self._lists: list[tuple[str, int, str]] = []
        self._regions: list[Region] = []
        self._site: Region | None = None  # the outermost open region of the site's name
        self._skipped = self._bold = self._content = self._items = self._pre = 0
        self._level = 0
        self._drawn_in = 0
        self._marker: str | None = None
        self._link: tuple[int, str | None, str, str] | None = None
        self._runs_on = False
        self._title: list[str] | None = None
        self._titles: list[str] = []
        self._scripts = 0
        self._hollow = self._framed = False
        self._filled_later: list[tuple[int, tuple[int, int]]] = []

    @property
    def _style(self) -> Style:
        return self._stack[-1][3] if self._stack else Style()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        skip = tag in UNREAD or (bool(self._stack) and is_hidden(attributes))
        region = None if skip else region_of(tag, attributes, in_content=self._content > 0)
        style = self._style_of(tag, attributes)
        self._stack.append((tag, skip, region is not None, style))
        self._scripts += tag == "script"
        if tag in ("div", "section", "main", "table", "iframe") and holds_programme(attributes):
            self._framed = self._framed or tag == "iframe"
            self._filled_later.append((len(self._stack), self._page.place))
        if tag == "title" and len(self._stack) <= 3:
            self._title = []
        if tag == "base" and attributes.get("href"):
            self._base = absolute(attributes["href"], self._base) or self._base
        if tag == "hr" or (tag == "br" and self._page.is_blank):
            self._page.blank()
        if tag in BLOCKS or tag == "br" or (region and tag != "a"):
            self._break(gap=tag in PARAGRAPHS or (tag == "br" and self._page.is_blank))
        if region:
            self._regions.append(Region(region))
            if region == "site" and self._site is None:
                self._site = self._regions[-1]
        self._skipped += skip
        if tag in ("td", "th") and not self._skipped:
            self._page.next_cell()
        if kind := BOXES.get(tag):
            width, height = cells_spanned(attributes)
            self._page.open(
                kind,
                signature_of(tag, attributes),
                level=HEADINGS.get(tag, 0),
                width=width,
                height=height,
                head=tag == "th",
            )
        if name := attributes.get("id") or (tag == "a" and attributes.get("name")):
            self._page.anchor(name)
        self._enter(tag, attributes)

    def _style_of(self, tag: str, attributes: Mapping[str, str]) -> Style:
        outer = self._style
        if tag in BLOCKS:
            # How a block looks is said by its signature.
            return Style(outer.bold or is_bold(tag, attributes), outer.italic or is_italic(tag, attributes))
        return Style(
            outer.bold or tag in BOLD or is_bold(tag, attributes),
            outer.italic or tag in ITALIC or is_italic(tag, attributes),
            outer.link or (tag == "a" and "href" in attributes),
            look_of(attributes) or (tag if "-" in tag else "") or outer.look,
        )

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._bold += tag in BOLD
        self._pre += tag == "pre"
        self._level = HEADINGS.get(tag, self._level)
        if tag in CONTENT or attributes.get("role") in CONTENT:
            self._content += tag in CONTENT
            # Only the outermost region decides what its lines are.
            if self._regions:
                self._regions[0].holds_content = True
        if tag == "h1" and self._regions and not self._site:
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
        elif tag == "a" and not self._skipped:
            self._close_link()
            self._open_link(attributes)
        elif tag == "img" and not self._skipped:
            self._take_image(attributes)

    def _open_link(self, attributes: Mapping[str, str]) -> None:
        if (href := attributes.get("href")) is not None:
            anchor = href.strip()[1:] if href.strip().startswith("#") else ""
            target = None if href.strip().startswith("#") else absolute(href, self._base)
            self._link = (self._page.length, target, attributes.get("title", ""), anchor)

    def _take_image(self, attributes: Mapping[str, str]) -> None:
        alt = squash(attributes.get("alt") or attributes.get("title") or "")
        self._page.image(alt, attributes.get("src", ""))
        if self._link and alt:
            start, href, said, anchor = self._link
            self._link = (start, href, f"{said} {alt}".strip(), anchor)

    def end(self, tag: str) -> None:
        if not self._stack:
            return
        if self._filled_later and self._filled_later[-1][0] == len(self._stack):
            empty = self._filled_later.pop()[1] == self._page.place
            self._hollow = self._hollow or empty
        _, skip, region, _ = self._stack.pop()
        if tag in BLOCKS or (region and tag != "a"):
            self._break(gap=tag in PARAGRAPHS)
        if tag in BOXES:
            self._page.close()
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
        if region and self._regions.pop() is self._site:
            self._site = None

    def data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        elif self._skipped or (self._level and SWITCH.fullmatch(data.strip())):
            return
        elif self._pre:
            first, *rest = data.split("\n")
            self._text(first)
            for line in rest:
                self._break(gap=self._page.is_blank)
                self._drawn_in = len(line) - len(line.lstrip(" "))
                self._text(line)
        else:
            self._text(data)

    def _text(self, data: str) -> None:
        self._page.text(data, self._style, bold=self._bold > 0)

    def close(self) -> None:
        self._break(gap=True)

    def _close_link(self) -> None:
        if self._link is not None:
            start, href, alt, anchor = self._link
            # A line's end right before a link's end begins no link on the next line.
            if self._page.length > start or not self._runs_on:
                self._page.link(start, href, squash(alt), anchor)
        self._link = None
        self._runs_on = False

    def _break(self, *, gap: bool) -> None:
        """End the line. A link that runs on is continued on the next one."""
        link = self._link
        runs_on = link is not None and (self._runs_on or self._page.length > link[0])
        if link is not None and self._page.length > link[0]:
            self._close_link()
        depth = min(max(len(self._lists), 1), _DEEPEST_INDENT)
        indent = 2 * depth + (0 if self._marker else 2) if self._items else self._drawn_in
        self._drawn_in = 0
        region = self._site or (self._regions[0] if self._regions else None)
        if self._page.end_line(gap=gap, indent=indent, marker=self._marker, level=self._level, region=region):
            self._marker = None
        self._link = (0, *link[1:]) if link else None
        self._runs_on = runs_on

    def finish(self) -> PageLines:
        """The page of everything taken in so far."""
        self.close()
        page = self._page.finish(next((title for title in self._titles if title), None))
        return replace(page, scripted=self._framed or (self._hollow and self._scripts > 0))
