"""An HTML tree as a flat list of blocks: paragraphs, headings, list items, table rows, in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from ingest.extract.formula import linear, set_in
from ingest.extract.html.around import INLINE, is_around, is_credit
from ingest.extract.html.formulas import draws_formula, tex_formula
from ingest.extract.html.lists import BULLET, LISTS, Lists, is_numbered
from ingest.extract.html.replaced import ReplacedElements, drawing, is_passed_over, typed
from ingest.extract.html.styles import Effects, Styles
from ingest.extract.html.tables import LEVELS, data_table
from ingest.extract.pictures import description
from ingest.extract.runs import HAN, Aside, Run, Shift, composed, enclose, joined_letters, written

_DROPPED = frozenset(
    ["script", "style", "template", "canvas", "embed", "title", "audio", "video", "map", "datalist", "rp", "param"]
)  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_COLLAPSED = re.compile(r"[ \t\r\n\f\v]+")
"""White space that browsers show as one blank."""
_BLANKS = re.compile(" {2,}")
_HAN_BREAK = re.compile(rf"(?<=[{HAN}])[ \t]*[\r\n][ \t\r\n]*(?=[{HAN}])")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_SCRIPTS_WANTED = re.compile(r"java\s?script|cookies|browser", re.IGNORECASE)
_MARK = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text a browser sets apart. What is struck or hidden in it stands between marks.

    ``level`` is 1 to 6 for a heading, else 0. ``mark`` is what stands before an item of a list. ``around`` is true
    within what its markup calls navigation, footer, advertisement and the like. ``links`` is the share of its
    characters that are links.
    A ``picture`` is nothing but what is said of pictures.
    """

    text: str
    level: int = 0
    table: bool = False
    around: bool = False
    links: float = 0.0
    picture: bool = False
    mark: str = ""


def blocks(root: Any, replaced: ReplacedElements | None = None) -> list[Block]:
    """All readable text below ``root``. Iterative, so depth does not matter.

    ``replaced`` gathers what could not be read.
    """
    return _Walk(Styles.of(root), ReplacedElements() if replaced is None else replaced).over(root)


class _Walk:
    """The state of one walk: the block being gathered, and what encloses it."""

    def __init__(
        self, styles: Styles, replaced: ReplacedElements, *, bullets: bool = True, frames: int = 0
    ) -> None:
        self._styles = styles
        self._replaced_elements = replaced
        self._frames = frames
        self._spoken = False
        self._pictured = False
        self._bullets = bullets
        self._effects: list[tuple[Any, Shift, Aside | None, bool]] = []
        self._shift: Shift = ""
        self._aside: Aside | None = None
        self._note = False
        self._made: list[Block] = []
        self._text: list[Run] = []
        self._linked = 0
        self._level = 0
        self._mark = ""
        self._lists = Lists()
        self._dropped: Any = None
        self._around = 0
        self._anchors = 0
        self._unscripted = 0
        self._ruby = 0
        self._pre = 0
        self._new_cell = False

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
        if tag in _DROPPED or (tag == "option" and is_passed_over(element)) or draws_formula(element):
            if tag == "script" and (formula := tex_formula(element)):
                self._append(set_in(self._text[-1].text if self._text else "", formula))
            self._dropped = element
            return
        if effects := self._styles.effects(element):
            self._hold(element, effects)
        if tag in LISTS:
            self._lists.enter(element, effects.list_style)
        if tag == "table" and (lines := data_table(element, self._text_of)) is not None:
            self._flush()
            around = bool(self._around or is_around(element))
            lines = [enclose(line, self._aside) for line in lines] if self._aside else lines
            self._made += [Block(line, table=True, around=around) for line in lines]
            self._dropped = element
            return
        if tag == "math" or tag.endswith(":math"):
            formula = linear(element)
            self._append(set_in(self._text[-1].text if self._text else "", formula))
            self._dropped = element
            return
        if tag == "rt":
            self._text.append(Run("", aside=self._aside, reading="".join(element.itertext())))
            self._dropped = element
            return
        if self._ends_block(element):
            self._flush()
        if tag in ("img", "input", "svg", "iframe"):
            self._replaced(element)
            return
        if element.get("role") == "img":
            self._picture(description(element.get("aria-label")))
        self._around += is_around(element)
        self._anchors += tag == "a"
        self._unscripted += tag == "noscript"
        self._ruby += tag == "ruby"
        self._pre += tag in ("pre", "textarea")
        self._level = LEVELS.get(tag, self._level)
        if tag in ("li", "dd"):
            self._mark = self._lists.item(element, effects.list_style) if tag == "li" else ""
        if tag == "br":
            self._append("\n", keep=True)
        elif tag == "q":
            self._append("“")
        elif tag in ("td", "th"):
            self._new_cell = True
            self._append(" ")
        self._append(element.text)

    def _replaced(self, element: Any) -> None:
        """An element in whose place a picture, a field, a drawing or another page is shown."""
        tag = element.tag
        self._dropped = element
        if tag == "input":
            self._append(_apart(typed(element)))
        elif tag == "img":
            self._picture(self._replaced_elements.picture(element))
        elif tag == "svg":
            told, texts = drawing(element)
            self._picture(told)
            if texts:
                self._flush()
                lines = (enclose(text, self._aside) if self._aside else text for text in texts)
                self._made.append(Block("\n".join(lines), around=self._around > 0, picture=True))
        else:
            self._flush()
            if (tree := self._replaced_elements.frame(element, self._frames)) is not None:
                walk = _Walk(
                    Styles.of(tree), self._replaced_elements, bullets=self._bullets, frames=self._frames + 1
                )
                around = self._around > 0
                self._made += [replace(block, around=block.around or around) for block in walk.over(tree)]

    def _picture(self, text: str) -> None:
        """What stands for a picture takes its place, on a line of its own where no text is before it.

        A picture of one letter is part of a word.
        """
        if not text:
            return
        spoken = self._spoken
        if len(text) == 1:
            self._append(text)
        elif spoken or self._pictured:
            self._append(_apart(text))
        else:
            self._append(f"{text}\n", keep=True)
        self._spoken, self._pictured = spoken, True

    def _ends_block(self, element: Any) -> bool:
        tag = element.tag
        return tag != "br" and (tag not in INLINE or is_credit(element))

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
            if self._ends_block(element):
                self._flush()
            self._around -= is_around(element)
            self._anchors -= tag == "a"
            self._unscripted -= tag == "noscript"
            self._ruby -= tag == "ruby"
            self._pre -= tag in ("pre", "textarea")
            if tag in LEVELS:
                self._level = 0
            elif tag == "q":
                self._append("”")
            elif tag in LISTS:
                self._lists.leave(element)
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
            text = _COLLAPSED.sub(" ", text if text.isascii() else _HAN_BREAK.sub("", text))
        shift = self._shift
        if (
            self._note
            and not shift
            and self._text
            and _MARK.fullmatch(text)
            and self._text[-1].text[-1:].isalnum()
        ):
            shift = "raised"  # a number that leads to a note and touches the word before it, whatever its looks
        self._spoken = self._spoken or bool(text.strip())
        reading = " " if self._ruby else ""
        self._text.append(Run(text, shift, self._note and shift == "raised", self._aside, reading))
        self._linked += len(text) if self._anchors else 0

    def _flush(self) -> None:
        if not self._text:
            return
        joined = composed(written(self._text))
        if not self._pre:
            joined = joined_letters(_BLANKS.sub(" ", joined))
        lines = [line.rstrip() if self._pre else _SPACE.sub(" ", line).strip() for line in joined.split("\n")]
        lines = [line for line in lines if line.strip()]
        if self._pictured and len(lines) > 1 and _repeats(lines[0], lines[1]):
            del lines[0]
        text = "\n".join(lines)
        if text.strip():
            share = min(1.0, self._linked / max(1, len(joined.strip())))
            mark = BULLET if is_numbered(text, self._mark) else self._mark
            if self._level:
                text, mark = " ".join(text.split()), ""
            elif mark == BULLET and not self._bullets:
                mark = ""
            if self._made and not self._new_cell and _is_drop_cap(self._made[-1], text, self._level):
                text = self._made.pop().text + text
            if self._made and self._made[-1].picture and _repeats(self._made[-1].text, text):
                self._made.pop()  # a caption that says again what stands for the picture
            if not (self._unscripted and _SCRIPTS_WANTED.search(text)):
                picture = self._pictured and not self._spoken
                self._made.append(Block(text, self._level, False, self._around > 0, share, picture, mark))
            self._mark, self._new_cell = "", False
        self._text = []
        self._spoken = False
        self._pictured = False
        self._linked = 0

    def _text_of(self, element: Any) -> str:
        """The text of a cell in one line."""
        walk = _Walk(self._styles, self._replaced_elements, bullets=False, frames=self._frames)
        return " ".join(" ".join(f"{block.mark} {block.text}".split()) for block in walk.over(element))


def _apart(text: str) -> str:
    return f" {text} " if text else ""


def _repeats(picture: str, caption: str) -> bool:
    """Whether a caption begins with what stands for its picture."""
    return caption.casefold().startswith(picture.casefold().rstrip("."))


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
