"""Formulas of Rich Text Format, whose control words name the elements of Office Math."""

from __future__ import annotations

import itertools
import re
from typing import Any

from lxml import etree

from ingest.extract.formula import linear

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VALUES = frozenset(["chr", "begChr", "endChr", "sepChr", "type"])
_MOST = 5_000
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class Formula:
    """Gathers one formula: each group is an element, named by its first control word."""

    def __init__(self) -> None:
        self._root: Any = etree.Element(f"{_M}oMath")
        self._open: list[Any] = [self._root]
        self._texts: list[tuple[Any, str]] = []
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
            inside.set("val", _plain(text).strip())
        elif not name.endswith("Pr") and self._count < _MOST and text.strip("\r\n"):
            if name != "r":
                inside = etree.SubElement(inside, f"{_M}r")
            self._count += 1
            self._texts.append((inside, text))

    def linear(self) -> str:
        """The formula in one line."""
        for run, pieces in itertools.groupby(self._texts, key=lambda piece: piece[0]):
            etree.SubElement(run, f"{_M}t").text = _plain("".join(text for _, text in pieces))
        self._texts = []
        return linear(self._root)

    def _inside(self) -> Any:
        return next(element for element in reversed(self._open) if element is not None)


def _plain(text: str) -> str:
    """Text that XML can hold. Characters beyond the first plane come as two surrogates."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", whole)
