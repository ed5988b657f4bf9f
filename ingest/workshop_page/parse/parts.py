"""The parts a page falls into: every readable unit is in exactly one of them, under its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Extent
from ingest.workshop_page.parse.labels import is_title_case, looks_like_heading
from ingest.workshop_page.parse.units import Unit

PartKind = Literal["heading", "session", "discussion", "talk", "recommendation", "fact", "furniture"]

_GUESSED_LEVEL = 6
_LONGEST_GUESS = 12
_PROSE_WORDS = 40
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Characters of scripts that put no space between words."""
_CHARACTERS_A_WORD = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the page that plays one role.

    ``path`` are the headings above it, the page's title first. ``level`` is a heading's rank, ``session`` and
    ``talk`` are the index and position of what it belongs to, ``addressees`` those of a recommendation, ``note`` a
    sentence that says what a fact is about where its headings do not.
    """

    kind: PartKind
    extent: Extent
    path: tuple[str, ...] = ()
    level: int = 0
    note: str = ""
    session: int | None = None
    talk: int | None = None
    addressees: tuple[str, ...] = ()


def is_prose(unit: Unit) -> bool:
    """Whether a unit is a paragraph of sentences, no line of a list or table."""
    words = unit.text.count(" ") + len(_UNSPACED.findall(unit.text)) // _CHARACTERS_A_WORD
    return not unit.item and words >= _PROSE_WORDS - 1 and unit.text[-1] in ".!?:”\"'。！？：」"


def span_of(units: Sequence[Unit]) -> Extent:
    """From the first unit's text to the last one's end."""
    return Extent(units[0].body, units[-1].end)


def blocks(units: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Units that stand together: lines without a blank line between them, the items of a list and its lead-in."""
    block: list[Unit] = []
    for unit in units:
        last = block[-1] if block else None
        together = last is not None and (
            not unit.gap or ((unit.item and (last.item or last.text.endswith(":"))) and not is_prose(last))
        )
        if block and not together:
            yield tuple(block)
            block = []
        block.append(unit)
    if block:
        yield tuple(block)


def outline(
    units: Sequence[Unit], path: tuple[str, ...], *, guess: bool, whole_sections: bool = False
) -> list[Part]:
    """Headings, paragraphs and lists of a stretch about which nothing more is known.

    With ``guess`` headings are also looked for where nothing marks them but their look. With ``whole_sections``
    all that stands under one heading is one part.
    """
    parts: list[Part] = []
    stack: list[tuple[int, str]] = []
    run: list[Unit] = []

    def close() -> None:
        here = (*path, *(text for _, text in stack))
        for block in [tuple(run)] if whole_sections and run else blocks(run):
            parts.append(Part("fact", span_of(block), here))
        run.clear()

    for at, unit in enumerate(units):
        level = heading_level(units, at, guess=guess)
        if not level:
            run.append(unit)
            continue
        close()
        while stack and stack[-1][0] >= level:
            stack.pop()
        parts.append(Part("heading", unit.whole, (*path, *(text for _, text in stack)), level))
        stack.append((level, heading_text(unit)))
    close()
    return parts


def heading_text(unit: Unit) -> str:
    """A heading as printed, with its "(a)" or "1."; a bullet before it says nothing."""
    return unit.text if unit.marker is None or unit.marker_kind == "bullet" else f"{unit.marker} {unit.text}"


def heading_level(units: Sequence[Unit], at: int, *, guess: bool) -> int:
    """The rank of the heading that unit ``at`` is, 0 where it is none."""
    unit = units[at]
    if unit.level:
        return unit.level
    following = units[at + 1] if at + 1 < len(units) else None
    short = looks_like_heading(unit.text) and unit.text.count(" ") < _LONGEST_GUESS
    if following is None or following.level or unit.item or not short:
        return 0
    if unit.bold and not following.bold:
        return _GUESSED_LEVEL
    leads = following.item or len(following.text) > max(60, len(unit.text))
    if guess and unit.gap and leads and (unit.text.isupper() or is_title_case(unit.text)):
        return _GUESSED_LEVEL - 1 if unit.text.isupper() else _GUESSED_LEVEL
    return 0
