"""The numbers that PowerPoint writes before paragraphs, of which a file only says that there are some."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.numerals import format_number

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCHEME = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc|circleNum|ea1|hebrew|hindi|thai)\w*?"
                     r"(ParenBoth|ParenR|Period|Plain|Minus)?$")  # fmt: skip
_FORMS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}
_AROUND = {"ParenBoth": ("(", ")"), "ParenR": ("", ")"), "Plain": ("", ""), "Minus": ("-", "-")}
_LEVELS = 9
_BULLETS = (f"{_A}buNone", f"{_A}buChar", f"{_A}buBlip", f"{_A}buAutoNum")


@dataclass(slots=True)
class AutoNumbers:
    """Counts the numbered paragraphs of one body of text."""

    style: Element | None
    """Its ``lstStyle``."""
    _counts: dict[int, tuple[str, int]] = field(default_factory=dict)

    def label(self, paragraph: Element) -> str:
        """What stands before the next paragraph that has text: "3.", "" for bullets and none."""
        properties = paragraph.find(f"{_A}pPr")
        given = "0" if properties is None else properties.get("lvl", "0")
        level = int(given) if given.isdecimal() and len(given) == 1 else 0
        for deeper in range(level + 1, _LEVELS + 1):
            self._counts.pop(deeper, None)
        rule = self._rule(properties, level)
        if rule is None or rule.tag != f"{_A}buAutoNum":
            self._counts.pop(level, None)
            return ""
        begin = rule.get("startAt", "1")
        key = f"{rule.get('type', 'arabicPeriod')} {begin}"
        before = self._counts.get(level)
        first = int(begin) if begin.isdecimal() and len(begin) < 6 else 1
        number = before[1] + 1 if before is not None and before[0] == key else first
        self._counts[level] = (key, number)
        return _written(number, rule.get("type", "arabicPeriod"))

    def _rule(self, properties: Element | None, level: int) -> Element | None:
        """What says how a paragraph is marked: its own properties, else the body's for its level."""
        by_level = None if self.style is None else self.style.find(f"{_A}lvl{level + 1}pPr")
        for place in (properties, by_level):
            for rule in () if place is None else place:
                if rule.tag in _BULLETS:
                    return rule
        return None


def _written(number: int, scheme: str) -> str:
    found = _SCHEME.match(scheme)
    before, after = _AROUND.get((found and found[2]) or "Period", ("", "."))
    return f"{before}{format_number(number, _FORMS.get(found[1] if found else '', 'decimal'))}{after}"
