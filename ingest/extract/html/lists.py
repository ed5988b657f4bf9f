"""What a browser writes before the items of a list: a bullet, or a number that no text holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.extract.numerals import format_number

LISTS = frozenset(["ol", "ul", "menu", "dir"])
BULLET = "•"
_BY_TYPE = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BY_STYLE = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "lower-greek": "lowerGreek",
}  # fmt: skip
_WHOLE = re.compile(r"\s*([+-]?\d{1,6})\s*$")


@dataclass(slots=True)
class _List:
    element: Any
    style: str
    number: int
    step: int


@dataclass(slots=True)
class Lists:
    """The lists that enclose the place in hand, innermost last."""

    _open: list[_List] = field(default_factory=list)

    def enter(self, element: Any, style: str | None) -> None:
        """A list begins. ``style`` is the ``list-style-type`` that is set for it, None where none is."""
        given = element.get("start", "")
        first, step = 1, 1
        if "reversed" in element.attrib:
            first, step = sum(child.tag == "li" for child in element), -1
        start = _WHOLE.match(given)
        self._open.append(_List(element, _form(element, style), int(start[1]) if start else first, step))

    def leave(self, element: Any) -> None:
        """A list ends."""
        if self._open and self._open[-1].element is element:
            self._open.pop()

    def item(self, element: Any, style: str | None) -> str:
        """What stands before an item: "•", "3.", "c."; a bullet outside of any list and where nothing is shown."""
        if not self._open:
            return BULLET
        around = self._open[-1]
        value = _WHOLE.match(element.get("value", ""))
        number = int(value[1]) if value else around.number
        around.number = number + around.step
        form = _form(element, style, around.style)
        return f"{format_number(number, form)}." if form else BULLET


def is_numbered(text: str, mark: str) -> bool:
    """Whether a text begins with the number that stands before it, as where both were written."""
    number = mark.rstrip(".")
    return bool(number) and re.match(rf"[(\[]?{re.escape(number)}[.):\]]\s", text) is not None


def _form(element: Any, style: str | None, otherwise: str | None = None) -> str:
    """How a list or an item is numbered, "" for not at all."""
    if style is not None:
        return _BY_STYLE.get(style, "")
    if (kind := element.get("type", "").strip()) in _BY_TYPE:
        return _BY_TYPE[kind]
    if otherwise is not None:
        return otherwise
    return "decimal" if element.tag == "ol" else ""
