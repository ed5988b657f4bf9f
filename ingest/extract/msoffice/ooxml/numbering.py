"""The numbers that Word writes before paragraphs of a list, which are stored nowhere but as rules."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from ingest.extract.numerals import format_number

_PLACEHOLDER = re.compile(r"%([1-9])")
LEVELS = 9
NUMBER_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    22: "decimalZero", 23: "bullet", 255: "none",
}  # fmt: skip
"""What .doc and RTF call the forms of numbers, which Office Open XML names."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. ``text`` holds ``%1`` … ``%9`` where the numbers of the levels go.

    ``restart`` is the level (from 1) after whose numbers this one starts anew; None for every higher level,
    0 for never. ``for_style`` is the paragraph style whose paragraphs stand on this level.
    """

    style: str
    text: str
    start: int = 1
    restart: int | None = None
    legal: bool = False
    for_style: str | None = None


@dataclass(slots=True)
class Counters:
    """Counts the paragraphs of all lists of one document."""

    counts: dict[Hashable, list[int | None]] = field(default_factory=dict)
    restarted: set[tuple[Hashable, int]] = field(default_factory=set)

    def label(
        self, list_id: Hashable, levels: Mapping[int, Level], at: int, restart: tuple[Hashable, int] | None = None
    ) -> str:
        """The label of the next paragraph at level ``at`` (from 0) of a list.

        ``restart`` is (the instance of the list, its first number): applied once for each instance and level.
        """
        level = levels.get(at)
        if level is None:
            return ""
        if level.style == "bullet":
            return "•"
        counts = self.counts.setdefault(list_id, [None] * LEVELS)
        previous = counts[at]
        counts[at] = level.start if previous is None else previous + 1
        if restart is not None and (restart[0], at) not in self.restarted:
            self.restarted.add((restart[0], at))
            counts[at] = restart[1]
        for below in range(at + 1, LEVELS):
            rule = levels[below].restart if below in levels else None
            if rule is None or at < rule:
                counts[below] = None
        return _PLACEHOLDER.sub(
            lambda found: self._number(counts, levels, int(found[1]) - 1, level.legal), level.text
        )

    @staticmethod
    def _number(counts: list[int | None], levels: Mapping[int, Level], at: int, legal: bool) -> str:
        level = levels.get(at)
        if level is None or level.style == "bullet":
            return ""
        count = counts[at]
        return format_number(level.start if count is None else count, "decimal" if legal else level.style)
