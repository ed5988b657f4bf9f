"""How the remarks of readers, and what was left out, are written in the text and notes of every format."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.runs import one_line

_LONGEST_NAME = 120
_MOST_PLACES = 20
_NOBODY = frozenset(["author", "unknown author", "unknown"])
"""Names that programs write where they take out the real one."""


def comment(text: str, author: str | None = None) -> str:
    """A comment with the word that says so, and whose it is where that is known. Empty where it has no text."""
    if not text.strip():
        return ""
    name = one_line(author or "")[:_LONGEST_NAME]
    return f"Comment: {text}" if name.casefold() in (*_NOBODY, "") else f"Comment by {name}: {text}"


def undescribed(count: int, places: Sequence[int] = (), place: str = "page") -> list[str]:
    """The note that pictures without a description were not read; none for no pictures."""
    if not count:
        return []
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    where = f" ({place}{'s' * (len(places) > 1)} {listed(places)})" if places else ""
    return [f"{pictures} without a description {'was' if count == 1 else 'were'} not read{where}."]


def listed(numbers: Sequence[int]) -> str:
    """The first of some numbers, and how many more there are."""
    shown = ", ".join(map(str, numbers[:_MOST_PLACES]))
    more = len(numbers) - _MOST_PLACES
    return f"{shown} and {more} more" if more > 0 else shown
