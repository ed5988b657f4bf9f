"""A text folded as :func:`corpus.ids.normalise` folds it, every character knowing where it came from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from corpus.ids import normalise
from search.features.quotes.effort import Effort
from search.runtime import check_deadline

_MARKS = r"\u0300-\u036f\u3099\u309a\u20d0-\u20ff"
_UNIT = re.compile(
    # ASCII with single blanks between words is folded character by character, so a whole run of it is one unit.
    rf"(?P<run>[\x21-\x7e](?:[\x21-\x7e]| (?=[\x21-\x7e]))*)(?![{_MARKS}])"
    # A base with its marks is folded as one (NFKC composes them), a soft hyphen with the line break that follows
    # it, and each run of white space as one. Thirty marks are more than any language puts on a letter; sorting
    # them takes time by the square of their number.
    r"|\s+|\u00ad(?:\s*\n\s*)?"
    rf"|\S[{_MARKS}\u0483-\u0489\u0591-\u05bd\u064b-\u0652\u093c\u1160-\u11ff]{{0,30}}"
)
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010]([ \t]*\n[ \t]*)([^\W\d_]+)")
_CHECKED_EVERY = 4096
"""Units between two looks at the deadline."""


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the source folded; unit ``i`` is at ``places[i]`` in it, at ``starts[i]`` in the source.

    In a unit of ``runs`` each character of the text stands for one of the source.
    """

    text: str
    source: str
    starts: tuple[int, ...]
    places: tuple[int, ...]
    runs: tuple[bool, ...]

    @classmethod
    def of(cls, source: str) -> Folded:
        """Fold ``source``; white space at either end stays a single blank. Raises OverdueError."""
        units: list[str] = []
        starts: list[int] = []
        runs: list[bool] = []
        for number, match in enumerate(_UNIT.finditer(source)):
            if number % _CHECKED_EVERY == 0:
                check_deadline()
            run = match["run"]
            folded = _fold(match[0]) if run is None else run.lower()
            if folded == " " and units and units[-1] == " ":
                continue
            # A raised number or a fraction is no further digit of the number before it: "32⁴" is not "324".
            if folded[:1].isdigit() and not match[0][0].isdecimal() and units and units[-1][-1:].isdigit():
                folded = f"^{folded}"
            if folded:
                units.append(folded)
                starts.append(match.start())
                runs.append(run is not None)
        places = tuple(accumulate((len(unit) for unit in units), initial=0))
        return cls("".join(units), source, (*starts, len(source)), places, (*runs, False))

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Where ``self.text[start:end]`` (not empty) stands in the source, blanks at its end left out."""
        first = self._unit(start)
        last = self._unit(end - 1)
        begin = self.starts[first] + (start - self.places[first] if self.runs[first] else 0)
        stop = self.starts[last] + end - self.places[last] if self.runs[last] else self.starts[last + 1]
        while stop > begin and (self.source[stop - 1].isspace() or self.source[stop - 1] == "\u00ad"):
            stop -= 1
        return begin, stop

    def occurrences(self, wanted: str, effort: Effort | None = None) -> Iterator[tuple[int, int]]:
        """Ranges of the source that fold to ``wanted``, beginning and ending where words do; none overlap.

        Each look costs ``effort`` the length of ``wanted``; they end when it is spent. Raises OverdueError.
        """
        at = self.text.find(wanted)
        while wanted and at >= 0 and (effort is None or effort.take(len(wanted))):
            end = at + len(wanted)
            whole = self._between_units(at) and self._between_units(end)
            if whole and not _within_word(self.text, at) and not _within_word(self.text, end):
                yield self.source_range(at, end)
                at = self.text.find(wanted, end)
            else:
                at = self.text.find(wanted, at + 1)

    def _unit(self, at: int) -> int:
        return bisect_right(self.places, at) - 1

    def _between_units(self, at: int) -> bool:
        """Whether a place in the folded text is no place within what one character of the source became."""
        unit = self._unit(at)
        return self.runs[unit] or self.places[unit] == at


def with_whole_words(text: str, wanted: str) -> str:
    """``text``, its words that a hyphen and a line's end part read as the folded quote ``wanted`` writes them.

    It is as long as ``text``, so that places in it are places in the text.
    """

    def read(match: re.Match[str]) -> str:
        first, blanks, second = match.groups()
        left, right = normalise(first), normalise(second)
        skipped = "\u00ad" * len(blanks)
        # A soft hyphen is folded to nothing, with the line's end after it.
        if f"{left}-{right}" in wanted:
            return f"{first}-{skipped}{second}"
        return f"{first}\u00ad{blanks}{second}" if left + right in wanted else match[0]

    return _BROKEN.sub(read, text)


@lru_cache(maxsize=8192)
def _fold(unit: str) -> str:
    if unit.isspace():
        return " "
    if unit[0] == "\u00ad":
        return ""
    return normalise(unit)


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
