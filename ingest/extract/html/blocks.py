"""An HTML tree as a flat list of blocks: paragraphs, headings, list items, table rows, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ingest.extract.msoffice.tables import Cell, looks_like_header, table_lines

_DROPPED = frozenset(
    ["script", "style", "template", "svg", "canvas", "object", "embed", "applet", "iframe", "noscript", "head",
     "audio", "video", "map", "datalist"]
)  # fmt: skip
_INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
     "img", "ins", "kbd", "label", "mark", "math", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
     "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"]
)  # fmt: skip
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_AROUND = frozenset(["nav", "footer", "aside", "form", "select", "button", "dialog", "menu"])
_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "menubar", "alert"]
)
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav(?:bar|igation)?|menus?|footer|side-?bar|breadcrumbs?|cookies?|consent|shar(?:e|ing)|social"
    r"|comments?|related|widgets?|banner|advert\w*|ads?|promo\w*|newsletter|login|search|pager|pagination|toolbar|popup"
    r"|modal|masthead|skip|teaser|tags?|copyright|imprint|printfriendly)(?:$|[-_\s])",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_CELL = 400
_MAX_TABLE_NODES = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text a browser sets apart.

    ``level`` is 1 to 6 for a heading, else 0. ``around`` is true within what its markup calls navigation, footer,
    advertisement and the like. ``links`` is the share of its characters that are links.
    """

    text: str
    level: int = 0
    table: bool = False
    around: bool = False
    links: float = 0.0


def blocks(root: Any) -> list[Block]:
    """All readable text below ``root``. Iterative, so depth does not matter."""
    return _Walk().over(root)


class _Walk:
    """The state of one walk: the block being gathered, and what encloses it."""

    def __init__(self) -> None:
        self._made: list[Block] = []
        self._text: list[str] = []
        self._linked = 0
        self._level = 0
        self._item = False
        self._dropped: Any = None
        self._around = 0
        self._anchors = 0
        self._pre = 0

    def over(self, root: Any) -> list[Block]:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                if self._dropped is None:
                    self._enter(element)
            elif self._dropped is None or self._dropped is element:
                self._leave(element)
        self._flush()
        return self._made

    def _enter(self, element: Any) -> None:
        tag = element.tag
        if tag in _DROPPED:
            self._dropped = element
            return
        if tag == "table" and (lines := _data_table(element)) is not None:
            self._flush()
            around = bool(self._around or _is_around(element))
            self._made += [Block(line, table=True, around=around) for line in lines]
            self._dropped = element
            return
        if tag not in _INLINE and tag != "br":
            self._flush()
        self._around += _is_around(element)
        self._anchors += tag == "a"
        self._pre += tag in ("pre", "textarea")
        self._level = _LEVELS.get(tag, self._level)
        if tag in ("li", "dd"):
            self._item = tag == "li"
        if tag == "br":
            self._text.append("\n")
        elif tag in ("td", "th"):
            self._text.append(" ")
        self._append(element.text)

    def _leave(self, element: Any) -> None:
        tag = element.tag
        if self._dropped is element:
            self._dropped = None
        else:
            if tag not in _INLINE and tag != "br":
                self._flush()
            self._around -= _is_around(element)
            self._anchors -= tag == "a"
            self._pre -= tag in ("pre", "textarea")
            if tag in _LEVELS:
                self._level = 0
        self._append(element.tail)

    def _append(self, text: str | None) -> None:
        if not text:
            return
        text = _UNWANTED.sub("", text)
        self._text.append(text.replace("\r\n", "\n").replace("\xa0", " ") if self._pre else _SPACE.sub(" ", text))
        self._linked += len(text) if self._anchors else 0

    def _flush(self) -> None:
        if not self._text:
            return
        joined = "".join(self._text)
        lines = [line.rstrip() if self._pre else _SPACE.sub(" ", line).strip() for line in joined.split("\n")]
        text = "\n".join(line for line in lines if line.strip())
        if text.strip():
            share = min(1.0, self._linked / max(1, len(joined.strip())))
            if self._level:
                text = " ".join(text.split())
            elif self._item:
                text = f"• {text}"
            self._made.append(Block(text, self._level, False, self._around > 0, share))
            self._item = False
        self._text = []
        self._linked = 0


def _is_around(element: Any) -> bool:
    """Whether the element's markup says that it holds something beside the text."""
    tag = element.tag
    if tag in _AROUND:
        return True
    if tag in _INLINE or tag in ("html", "body", "main", "article"):
        return False
    attributes = element.attrib
    if not attributes:
        return False
    if attributes.get("role") in _ROLES or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(attributes.get("style", "")[:500]):
        return True
    named = f"{attributes.get('id', '')[:200]} {attributes.get('class', '')[:300]}"
    return bool(_NAMES.search(named)) and not re.search(r"\b(?:content|article|main|body)\b", named)


def _data_table(table: Any) -> list[str] | None:
    """The rows of a table of data as lines; None for a table that only lays out the page."""
    rows: list[list[Cell]] = []
    headed = False
    for count, element in enumerate(table.iter()):
        if count > _MAX_TABLE_NODES or (element is not table and element.tag == "table") or element.tag in _LEVELS:
            return None
        if element.tag == "tr":
            rows.append([])
        elif element.tag in ("td", "th"):
            if not rows:
                return None
            text = "\n".join(_text_of(element))
            if len(text) > _MAX_CELL and element.tag == "td" and len(rows) < 3:
                return None
            headed = headed or (element.tag == "th" and len(rows) == 1 and len(rows[0]) > 0)
            rows[-1].append(Cell(text, _span(element.get("colspan"))))
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return None
    caption = table.find("caption")
    title = [" ".join("".join(_text_of(caption)).split())] if caption is not None else []
    return [line for line in [*title, *table_lines(rows, header=headed or looks_like_header(rows))] if line]


def _text_of(element: Any) -> Iterator[str]:
    """The visible text of a cell, its parts as they come."""
    parts = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and node.tag not in _DROPPED:
            parts.append(node.text or "")
        if event == "end" and node is not element:
            parts.append(("" if node.tag in _INLINE else " ") + (node.tail or ""))
        if node.tag == "br":
            parts.append(" ")
    yield _UNWANTED.sub("", _SPACE.sub(" ", "".join(parts))).strip()


def _span(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) <= 3 else 1
