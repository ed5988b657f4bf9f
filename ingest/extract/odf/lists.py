"""The numbers before paragraphs of lists and headings, which are stored as rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.numerals import format_number
from ingest.extract.odf.package import STYLE, TEXT, Styles

_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLET = f"{TEXT}list-level-style-bullet"
_NUMBERED = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
_LEVELS = 10
_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(slots=True)
class Numbering:
    """Counts the items of lists and the headings of one document. Levels count from 1."""

    styles: Styles
    _headings: list[int] = field(default_factory=lambda: [0] * (_LEVELS + 1))
    _by_list: dict[str, list[int]] = field(default_factory=dict)
    _last: list[int] = field(default_factory=lambda: [0] * (_LEVELS + 1))

    def counts(self, element: Element) -> list[int]:
        """The counts that the items of an outermost list share: new ones, or those of the list it goes on from."""
        counts = new_counts()
        if (before := element.get(f"{TEXT}continue-list")) is not None:
            counts = self._by_list.get(before, counts)
        elif element.get(f"{TEXT}continue-numbering") == "true":
            counts = self._last
        self._last = counts
        if (name := element.get(_ID)) is not None:
            self._by_list[name] = counts
        return counts

    def heading(self, level: int) -> str:
        """The number of the next heading, "" where headings have none."""
        rules = _levels(self.styles.outline)
        if not 1 <= level <= _LEVELS or level not in rules:
            return ""
        return _next(self._headings, rules, level)

    def item(self, style: str, level: int, counts: list[int], start: int | None) -> str:
        """The label of the next item of a list whose ``counts`` its items share; "•" for bullets."""
        rules = _levels(self.styles.lists.get(style))
        rule = rules.get(level)
        if rule is None or not 1 <= level <= _LEVELS:
            return "•" if rule is None else ""
        if rule.tag == _BULLET:
            return "•"
        if start is not None:
            counts[level] = start - 1
        return _next(counts, rules, level)


def new_counts() -> list[int]:
    """Counts of a list that has no items yet."""
    return [0] * (_LEVELS + 1)


def _levels(style: Element | None) -> dict[int, Element]:
    found: dict[int, Element] = {}
    for rule in () if style is None else style:
        value = rule.get(f"{TEXT}level", "")
        if rule.tag in (_BULLET, *_NUMBERED) and value.isdecimal() and len(value) < 3:
            found[int(value)] = rule
    return found


def _next(counts: list[int], rules: dict[int, Element], level: int) -> str:
    rule = rules[level]
    begin = rule.get(f"{TEXT}start-value", "1")
    first = int(begin) if begin.isdecimal() and len(begin) < 6 else 1
    counts[level] = counts[level] + 1 if counts[level] else first
    counts[level + 1 :] = [0] * (_LEVELS - level)
    shown = rule.get(f"{TEXT}display-levels", "1")
    above = min(int(shown), level) if shown.isdecimal() and len(shown) < 3 else 1
    numbers = []
    for at in range(level - above + 1, level + 1):
        form = _FORMATS.get(rules[at].get(f"{STYLE}num-format", "")) if at in rules else None
        if form is not None:
            numbers.append(format_number(max(counts[at], 1), form))
    if not numbers:
        return ""
    return f"{rule.get(f'{STYLE}num-prefix', '')}{'.'.join(numbers)}{rule.get(f'{STYLE}num-suffix', '')}".strip()
