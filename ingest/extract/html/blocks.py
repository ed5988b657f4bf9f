"""An HTML tree as a flat list of blocks: paragraphs, headings, list items, table rows, in document order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ingest.extract.formula import linear, set_in
from ingest.extract.html.styles import Effects, Styles
from ingest.extract.runs import HAN, Aside, Run, Shift, composed, enclose, joined_letters, written
from ingest.extract.tables import Cell, table_lines

_DROPPED = frozenset(
    ["script", "style", "template", "svg", "canvas", "object", "embed", "applet", "iframe", "noscript", "title",
     "audio", "video", "map", "datalist", "rp"]
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
_HAN_BREAK = re.compile(rf"(?<=[{HAN}])[ \t]*[\r\n][ \t\r\n]*(?=[{HAN}])")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARK = re.compile(r"\d{1,3}")
_MAX_CELL = 400
_MAX_ROWS = 10_000
_MAX_DIGITS = 5
_MAX_TABLE_NODES = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text a browser sets apart. What is struck or hidden in it stands between marks.

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
    return _Walk(Styles.of(root)).over(root)


class _Walk:
    """The state of one walk: the block being gathered, and what encloses it."""

    def __init__(self, styles: Styles, *, bullets: bool = True) -> None:
        self._styles = styles
        self._bullets = bullets
        self._effects: list[tuple[Any, Shift, Aside | None, bool]] = []
        self._shift: Shift = ""
        self._aside: Aside | None = None
        self._note = False
        self._made: list[Block] = []
        self._text: list[Run] = []
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
        if effects := self._styles.effects(element):
            self._hold(element, effects)
        if tag == "table" and (lines := self._data_table(element)) is not None:
            self._flush()
            around = bool(self._around or _is_around(element))
            lines = [enclose(line, self._aside) for line in lines] if self._aside else lines
            self._made += [Block(line, table=True, around=around) for line in lines]
            self._dropped = element
            return
        if tag == "math" or tag.endswith(":math"):
            formula = linear(element)
            self._append(set_in(self._text[-1].text if self._text else "", formula))
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
            self._append("\n", keep=True)
        elif tag in ("td", "th"):
            self._append(" ")
        elif tag == "rt":
            self._append(" (")
        self._append(element.text)

    def _hold(self, element: Any, effects: Effects) -> None:
        """What the element says of its text holds until it ends."""
        self._effects.append((element, self._shift, self._aside, self._note))
        self._shift = self._shift if effects.shift is None else effects.shift
        self._aside = self._aside or effects.aside
        self._note = self._note or effects.note

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
            elif tag == "rt":
                self._append(")")
        if self._effects and self._effects[-1][0] is element:
            _, self._shift, self._aside, self._note = self._effects.pop()
        self._append(element.tail)

    def _append(self, text: str | None, *, keep: bool = False) -> None:
        if not text:
            return
        text = _UNWANTED.sub("", text)
        if self._pre:
            text = text.replace("\r\n", "\n").replace("\xa0", " ")
        elif not keep:
            text = _SPACE.sub(" ", text if text.isascii() else _HAN_BREAK.sub("", text))
        shift = self._shift
        if (
            self._note
            and not shift
            and self._text
            and _MARK.fullmatch(text)
            and self._text[-1].text[-1:].isalnum()
        ):
            shift = "raised"  # a number that leads to a note and touches the word before it, whatever its looks
        self._text.append(Run(text, shift, self._note and shift == "raised", self._aside))
        self._linked += len(text) if self._anchors else 0

    def _flush(self) -> None:
        if not self._text:
            return
        joined = composed(written(self._text))
        lines = [line.rstrip() if self._pre else _SPACE.sub(" ", line).strip() for line in joined.split("\n")]
        text = "\n".join(line for line in lines if line.strip())
        if text.strip():
            share = min(1.0, self._linked / max(1, len(joined.strip())))
            if self._level:
                text = " ".join(joined_letters(text).split())
            elif self._item and self._bullets:
                text = f"• {text}"
            if self._made and _is_drop_cap(self._made[-1], text, self._level):
                text = self._made.pop().text + text
            self._made.append(Block(text, self._level, False, self._around > 0, share))
            self._item = False
        self._text = []
        self._linked = 0

    def _data_table(self, table: Any) -> list[str] | None:
        """The rows of a table of data as lines; None for a table that only lays out the page."""
        rows: list[list[Cell]] = []
        marked: list[bool] = []
        for count, element in enumerate(table.iter()):
            if count > _MAX_TABLE_NODES or (element is not table and element.tag == "table"):
                return None
            if element.tag in _LEVELS:
                return None
            if element.tag == "tr":
                rows.append([])
                row = element
            elif element.tag in ("td", "th"):
                if not rows:
                    return None
                text = self._text_of(element)
                if len(text) > _MAX_CELL and element.tag == "td" and len(rows) < 3:
                    return None
                heads = element.tag == "th"
                rows[-1].append(Cell(text, _span(element.get("colspan")), _rows(element.get("rowspan")), heads))
                marked[len(rows) - 1 :] = [_headed(row, rows[-1])]
        if len(rows) < 2 or max(map(len, rows)) < 2:
            return None
        caption = table.find("caption")
        title = [] if caption is None else [self._text_of(caption)]
        heads = list(itertools.takewhile(bool, marked))
        return [line for line in [*title, *table_lines(rows, marked=len(heads))] if line]

    def _text_of(self, element: Any) -> str:
        """The text of a cell in one line."""
        walk = _Walk(self._styles, bullets=False)
        return " ".join(" ".join(block.text.split()) for block in walk.over(element))


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


def _is_drop_cap(before: Block, text: str, level: int) -> bool:
    """Whether a block is the great first letter of a text. "A" and "I" may be words of their own."""
    letter = before.text
    return (
        len(letter) == 1
        and letter.isupper()
        and letter not in "AI"
        and text[0].islower()
        and level == before.level
    )


def _headed(row: Any, cells: Sequence[Cell]) -> bool:
    """Whether a row's mark-up says that it names the columns."""
    if row.getparent() is not None and row.getparent().tag == "thead":
        return True
    return len(cells) > 1 and all(cell.heads or not cell.text for cell in cells[1:]) and cells[1].heads


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) <= 3 else 1


def _rows(value: str | None) -> int:
    """Zero is all that are left."""
    if value == "0":
        return _MAX_ROWS
    return min(int(value), _MAX_ROWS) if value and value.isdecimal() and len(value) <= _MAX_DIGITS else 1
