"""The numbers before paragraphs of binary slides, of which a file holds only the rules."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.extract.msoffice.ppt import records as rec
from ingest.extract.msoffice.ppt.records import Record
from ingest.extract.msoffice.ppt.text_style import TextStyle
from ingest.extract.numerals import format_number

_RULES = 0x0FAC
_PICTURE, _NUMBERED, _SCHEME = 0x800000, 0x2000000, 0x1000000
_RUN_ID = 0x100000
_CHECKED = ((0x1, 2), (0x2, 2), (0x4, 2), (0x40, 2), (0x20, 4))
_TAGS = 0x200
_SCHEMES = (
    ("lowerLetter", "", "."), ("upperLetter", "", "."), ("decimal", "", ")"), ("decimal", "", "."),
    ("lowerRoman", "(", ")"), ("lowerRoman", "", ")"), ("lowerRoman", "", "."), ("upperRoman", "", "."),
    ("lowerLetter", "(", ")"), ("lowerLetter", "", ")"), ("upperLetter", "(", ")"), ("upperLetter", "", ")"),
    ("decimal", "(", ")"), ("decimal", "", ""), ("upperRoman", "(", ")"), ("upperRoman", "", ")"),
)  # fmt: skip
_USUAL = 3
_MOST = 16


@dataclass(frozen=True, slots=True)
class Rule:
    """How paragraphs are numbered: the number of the scheme, and the first number."""

    scheme: int = _USUAL
    start: int = 1

    def label(self, number: int) -> str:
        """The number as it is shown: "3.", "(c)"."""
        form, before, after = _SCHEMES[self.scheme if self.scheme < len(_SCHEMES) else _USUAL]
        return f"{before}{format_number(number, form)}{after}"


def rules_of(data: bytes, parts: Iterator[Record]) -> list[Rule | None]:
    """The rules that a shape's texts refer to by their place in this list; None where one numbers nothing."""
    for part in parts:
        for record in rec.descendants(data, part) if part.container else ():
            if record.kind == _RULES:
                return list(_rules(data[record.start : record.end]))
    return []


def _rules(data: bytes) -> Iterator[Rule | None]:
    """Broken ones end the list."""
    at = 0
    try:
        for _ in range(_MOST):
            mask = struct.unpack_from("<I", data, at)[0]
            at += 4 + (2 if mask & _PICTURE else 0)
            numbered = True
            rule = Rule()
            if mask & _NUMBERED:
                numbered = struct.unpack_from("<h", data, at)[0] != 0
                at += 2
            if mask & _SCHEME:
                rule = Rule(*struct.unpack_from("<HH", data, at))
                at += 4
            at = _past_checked(data, at + 4 + (4 if struct.unpack_from("<I", data, at)[0] & _RUN_ID else 0))
            yield rule if numbered and mask & (_NUMBERED | _SCHEME) else None
    except struct.error:
        return


def _past_checked(data: bytes, at: int) -> int:
    """Where what is said of spelling and language ends."""
    mask = struct.unpack_from("<I", data, at)[0]
    at += 4 + sum(size for bit, size in _CHECKED if mask & bit)
    return at + 4 + 4 * struct.unpack_from("<I", data, at)[0] if mask & _TAGS else at


@dataclass(slots=True)
class _Counts:
    """Where counting stands on each level."""

    levels: dict[int, tuple[Rule, int]] = field(default_factory=dict)

    def next(self, level: int, rule: Rule | None) -> str:
        for deeper in [at for at in self.levels if at > level]:
            del self.levels[deeper]
        if rule is None:
            self.levels.pop(level, None)
            return ""
        before = self.levels.get(level)
        number = before[1] + 1 if before is not None and before[0] == rule else rule.start
        self.levels[level] = (rule, number)
        return rule.label(number)


def labels(text: str, style: TextStyle, rules: Sequence[Rule | None]) -> Iterator[tuple[int, str]]:
    """Where a paragraph that has a number begins, and its number. Empty paragraphs have none."""
    counts = _Counts()
    at = 0
    for paragraph in text.split("\r"):
        if paragraph.strip():
            level, bullet = style.paragraph(at)
            place = style.rule(at)
            rule = rules[place] if bullet and place < len(rules) else None
            if label := counts.next(level, rule):
                yield at, label
        at += len(paragraph) + 1
