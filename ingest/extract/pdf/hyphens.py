"""Whether a hyphen at a line's end belongs to the word or only to the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from ingest.extract.pdf.lines import Line

_LAST = re.compile(r"[^\W\d_]+$")
_FIRST = re.compile(r"^[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# First halves that are words of their own, but seldom stand before a hyphen.
_WELDED = frozenset(
    ["after", "any", "back", "down", "every", "fore", "hand", "here", "house", "into", "land", "life", "master",
     "mean", "more", "news", "other", "out", "over", "some", "there", "time", "under", "water", "what", "when",
     "where", "with", "work"]
)  # fmt: skip
_SECOND = re.compile(r"\w{4,}(?:ed|ing)|led|term|level|wide|free|scale|driven|owned|year")


class Hyphens:
    """Judges by the document's own words: "Council-mandated" keeps its hyphen, "develop-ment" loses it."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = pages

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word that stands whole in the document, hyphenated compounds and their parts among them."""
        words: set[str] = set()
        for lines in self._pages:
            after_break = False
            for line in lines:
                found = _WORD.findall(line.text.lower())
                # The two halves of a broken word are no evidence for themselves.
                words.update(found[1 if after_break else 0 : -1 if line.broken_word else None])
                after_break = line.broken_word
        words.update(part for word in tuple(words) if "-" in word for part in word.split("-"))
        return frozenset(words)

    def between(self, left: str, right: str) -> str:
        """ "-" or nothing, to stand between the two halves."""
        before, after = _LAST.search(left), _FIRST.search(right)
        if not before or not after or not after[0][0].islower():
            return "-"
        first, second = before[0].lower(), after[0].lower()
        if left[: before.start()].endswith("-"):
            return "-"
        if first + second in self._words:
            return ""
        if f"{first}-{second}" in self._words:
            return "-"
        if len(first) < 3 or first in _WELDED or first not in self._words:
            return ""
        # "information-sharing" has a participle after a whole word; "strength-ening" has but an ending.
        compound = len(first) > 3 and _SECOND.fullmatch(second)
        return "-" if compound or (len(second) > 2 and second in self._words) else ""
