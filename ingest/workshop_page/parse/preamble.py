"""What stands above the first known heading: the site's name, the workshop's title, whatever else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.ids import normalise
from corpus.model import Extent
from ingest.workshop_page.parse.dates import find_days
from ingest.workshop_page.parse.parts import Part, blocks, is_prose
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.lines import PageLines, squash

_MASTHEAD = re.compile(r".{0,120}\bonline resource cent(?:re|er)|home\s?page|welcome to .{1,80}", re.IGNORECASE)
_LONGEST_TITLE = 300
_TITLE_UNITS = 4


@dataclass(frozen=True, slots=True)
class Preamble:
    """The page's title; the masthead and title as ``parts``; the units that are neither as ``rest``."""

    title: str
    parts: tuple[Part, ...]
    rest: tuple[Unit, ...]


def parse_preamble(lines: PageLines, section: Section, slug: str) -> Preamble:
    """What the section above the first heading tells.

    The title is the first-rank heading if HTML marks one; else the block of lines that the page's head, a print
    button below it or its place suggest; else ``slug``.
    """
    masthead, units = _without_masthead(section.units)
    parts = [Part("furniture", unit.whole) for unit in masthead]
    titled = _title_units(lines, units)
    title = squash(" ".join(unit.text for unit in titled)) or _head_title(lines) or slug
    if titled:
        parts.append(Part("heading", Extent(titled[0].start, titled[-1].end), (), 1))
    return Preamble(title, tuple(parts), tuple(unit for unit in units if unit not in titled))


def _without_masthead(units: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    first = next(blocks(units), ())
    if first and len(first) <= 2 and _MASTHEAD.fullmatch(squash(" ".join(unit.text for unit in first))):
        return list(first), list(units[len(first) :])
    return [], list(units)


def _head_title(lines: PageLines) -> str | None:
    """What the document's head calls the page, without the site's name behind it."""
    return re.split(r"\s+[|»]\s+", lines.head_title)[0].strip() or None if lines.head_title else None


def _title_units(lines: PageLines, units: Sequence[Unit]) -> list[Unit]:
    if (first := next((at for at, unit in enumerate(units) if unit.level == 1), None)) is not None:
        return [units[first]]
    head = _head_title(lines)
    if head and (same := next((unit for unit in units if normalise(unit.text) == normalise(head)), None)):
        return [same]
    candidates = [block for block in blocks(units) if _may_be_title(block)]
    if not candidates or (head and lines.media_type == "text/html" and not candidates[0][0].level):
        return []
    button = max((line.start for line in lines.lines if line.role == "furniture"), default=0)
    above = [block for block in candidates if block[-1].end <= button]
    block = above[-1] if above else candidates[0]
    # A date or place right under the title belongs to the facts.
    kept: list[Unit] = []
    for unit in block:
        if find_days(unit.text):
            break
        kept.append(unit)
    return kept


def _may_be_title(block: Sequence[Unit]) -> bool:
    first = block[0]
    size = sum(len(unit.text) for unit in block)
    return (
        len(block) <= _TITLE_UNITS
        and size <= _LONGEST_TITLE
        and not any(unit.item or is_prose(unit) for unit in block)
        and find_days(first.text) is None
    )
