"""Whether a hyphen at a line's end belongs to the word or only to the line."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

LAST_WORD = re.compile(r"[^\W\d_]+$")
FIRST_WORD = re.compile(r"^[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# First halves that are words of their own, but seldom stand before a hyphen.
_WELDED = frozenset(
    ["after", "any", "back", "down", "every", "fore", "hand", "here", "house", "into", "land", "life", "master",
     "mean", "more", "news", "other", "out", "over", "some", "there", "time", "under", "water", "what", "when",
     "where", "with", "work"]
)  # fmt: skip
_SECOND = re.compile(r"\w{4,}(?:ed|ing)|led|term|level|wide|free|scale|driven|owned|year")


def with_parts(words: Iterable[str]) -> frozenset[str]:
    """``words`` in lower case, and the parts of those that are compounds."""
    whole = {word.lower() for word in words}
    return frozenset(whole | {part for word in whole if "-" in word for part in word.split("-")})


def between(left: str, right: str, words: Container[str]) -> str:
    """ "-" or nothing, to stand between two halves that a line's end parts.

    ``words`` are those that stand whole in the document, as :func:`with_parts` gives them: they decide that
    "Council-mandated" keeps its hyphen and "develop-ment" loses it.
    """
    before, after = LAST_WORD.search(left), FIRST_WORD.search(right)
    if not before or not after or not after[0][0].islower():
        return "-"
    first, second = before[0].lower(), after[0].lower()
    if left[: before.start()].endswith("-"):
        return "-"
    if first + second in words:
        return ""
    if f"{first}-{second}" in words:
        return "-"
    if len(first) < 3 or first in _WELDED or first not in words:
        return ""
    # "information-sharing" has a participle after a whole word; "strength-ening" has but an ending.
    compound = len(first) > 3 and _SECOND.fullmatch(second)
    return "-" if compound or (len(second) > 2 and second in words) else ""
