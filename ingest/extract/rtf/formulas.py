"""Formulas of Rich Text Format, whose control words name the elements of Office Math."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ingest.extract.formula import linear

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VALUES = frozenset(["chr", "begChr", "endChr", "sepChr", "type"])
_MOST = 5_000


class Formula:
    """Gathers one formula: each group is an element, named by its first control word."""

    def __init__(self) -> None:
        self._root: Any = etree.Element(f"{_M}oMath")
        self._open: list[Any] = [self._root]
        self._count = 0

    def enter(self) -> None:
        """A group begins."""
        self._open.append(None)

    def leave(self) -> None:
        """A group ends."""
        if len(self._open) > 1:
            self._open.pop()

    def word(self, word: str) -> None:
        """A control word; those that begin with "m" name elements."""
        if self._open[-1] is None and word[:1] == "m" and word != "m" and self._count < _MOST:
            self._count += 1
            self._open[-1] = etree.SubElement(self._inside(), f"{_M}{word[1:]}")

    def text(self, text: str) -> None:
        """Characters of a run, or the value of a property."""
        inside = self._inside()
        name = inside.tag.removeprefix(_M)
        if name in _VALUES:
            inside.set("val", text.strip())
        elif not name.endswith("Pr") and self._count < _MOST and text.strip("\r\n"):
            run = inside if name == "r" else etree.SubElement(inside, f"{_M}r")
            self._count += 1
            etree.SubElement(run, f"{_M}t").text = text

    def linear(self) -> str:
        """The formula in one line."""
        return linear(self._root)

    def _inside(self) -> Any:
        return next(element for element in reversed(self._open) if element is not None)
