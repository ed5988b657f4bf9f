"""A text folded as :func:`corpus.ids.normalise` folds it, every character knowing where it came from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from corpus.ids import normalise

_UNIT = re.compile(
    # A base with its marks is folded as one (NFKC composes them), a soft hyphen with the line break that follows
    # it, and each run of white space as one.
    r"\s+|\u00ad(?:\s*\n\s*)?|[\x21-\x7e](?![\u0300-\u036f\u3099\u309a\u20d0-\u20ff])"
    r"|\S[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u0652\u093c\u1160-\u11ff\u3099\u309a\u20d0-\u20ff]*"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the source folded; unit ``i`` is at ``places[i]`` in it, at ``starts[i]`` in the source."""

    text: str
    source: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Folded:
        """Fold ``source``; white space at either end stays a single blank."""
        units: list[str] = []
        starts: list[int] = []
        for match in _UNIT.finditer(source):
            folded = _fold(match[0])
            if folded == " " and units and units[-1] == " ":
                continue
            # A raised number or a fraction is no further digit of the number before it: "32⁴" is not "324".
            if folded[:1].isdigit() and not match[0][0].isdecimal() and units and units[-1][-1:].isdigit():
                folded = f"^{folded}"
            if folded:
                units.append(folded)
                starts.append(match.start())
        places = tuple(accumulate((len(unit) for unit in units), initial=0))
        return cls("".join(units), source, (*starts, len(source)), places)

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Where ``self.text[start:end]`` (not empty) stands in the source, blanks at its end left out."""
        first = bisect_right(self.places, start) - 1
        last = bisect_right(self.places, end - 1)
        begin, stop = self.starts[first], self.starts[last]
        while stop > begin and (self.source[stop - 1].isspace() or self.source[stop - 1] == "\u00ad"):
            stop -= 1
        return begin, stop

    def _between_units(self, at: int) -> bool:
        """Whether a place in the folded text is no place within what one character of the source became."""
        return self.places[bisect_right(self.places, at) - 1] == at

    def occurrences(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Ranges of the source that fold to ``wanted``, beginning and ending where words do."""
        at = self.text.find(wanted)
        while wanted and at >= 0:
            end = at + len(wanted)
            whole = self._between_units(at) and self._between_units(end)
            if whole and not _within_word(self.text, at) and not _within_word(self.text, end):
                yield self.source_range(at, end)
            at = self.text.find(wanted, at + 1)


def _fold(unit: str) -> str:
    if unit.isspace():
        return " "
    if unit[0] == "\u00ad":
        return ""
    return normalise(unit) if not (unit.isascii() and unit.isalnum()) else unit.lower()


def _within_word(text: str, at: int) -> bool:
    """Whether a word of a script that separates its words goes on over ``at``."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and not (is_joined(before) or is_joined(after))


def is_joined(character: str) -> bool:
    """Whether words of its script stand without blanks: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""
    if character < "\u0e00":
        return False
    name = unicodedata.name(character, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"))
