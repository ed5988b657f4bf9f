"""Lines put together into the units a reader sees: paragraphs, headings, list items, hard wrapping undone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Extent
from ingest.workshop_page.parse.labels import label_of
from ingest.workshop_page.parse.links import is_link_line
from ingest.workshop_page.parse.people import starts_with_honorific
from ingest.workshop_page.parse.rows import Cell, rows_of
from ingest.workshop_page.read.build import CELLS
from ingest.workshop_page.read.lines import Line, LineRole, Link, PageLines, marker_kind, squash, trim

_WRAP_LIMIT = 120
"""A page whose lines are all shorter may be hard wrapped; longer lines show that nobody wrapped it."""

_LONG = 55
"""Characters of a line that is likely to have been wrapped."""

_OPEN_END = re.compile(
    r"(?:[-–(]|\b(?:of|the|for|a|an|in|on|to|by|with|from|at|through|between|under|as|or|into|its|their|during|that|which))$",
    re.IGNORECASE,
)
_MARK_WITHIN = re.compile(r"\s\((?:[a-c]|i{1,3}|[1-3])\)\s")
_ENDED = re.compile(r"[.;:!?]\s*(?:and|or)?$")
_JOINED = re.compile(r"\w\s+(?:and|or)$")
_CLOSED_END = re.compile(r"[.;:!?][\"'”’)\]]?$|[;,]\s*(?:and|or)$", re.IGNORECASE)


# "Funded by: …": a line that begins with a label is no end of another.
_LABELLED = re.compile(r"[A-Z][\w /&-]{1,30}:\s+\S")
# A row of two cells that is a numbered item: "R5.1 | The meeting requests ports to map their reefs;".
_NUMBER_CELL = re.compile(
    rf"(?P<number>[A-Z]{{1,3}}[.-]?\d{{1,2}}(?:\.\d{{1,2}})?|\d{{1,2}}\.\d{{1,2}}){re.escape(CELLS)}"
    r"(?=(?:[^\s|]+\s+){4,}[^\s|]+[.;]$)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more lines that are one thing.

    ``body:end`` is its text without a marker, ``start:end`` with it; ``text`` is the body on one line. ``item``
    says that it stands in a list, with a marker or as a line of its own under one. ``cells`` are those of a row in
    a table of recommendations, which is one unit whatever stands in it.
    """

    start: int
    end: int
    body: int
    text: str
    indent: int
    gap: bool
    marker: str | None = None
    item: bool = False
    level: int = 0
    bold: bool = False
    role: LineRole | None = None
    links: tuple[Link, ...] = ()
    cells: tuple[Cell, ...] = ()

    @property
    def extent(self) -> Extent:
        """The unit without its marker."""
        return Extent(self.body, self.end)

    @property
    def whole(self) -> Extent:
        """The unit with its marker."""
        return Extent(self.start, self.end)

    @property
    def marker_kind(self) -> str:
        """ "", "bullet", "paren" or "number"."""
        return marker_kind(self.marker)


def units_of(page: PageLines) -> tuple[Unit, ...]:
    """The units of a page in order; every line is part of exactly one."""
    drawn = _drawn(page)
    width, starts = _wrap_width(drawn), {line.start for line in drawn}
    rows = rows_of(page)
    units: list[Unit] = []
    group: list[Line] = []
    row = None
    for line in page.lines:
        before, row = row, _row(page, line, rows)
        same = row == before
        drawn_width = width if line.start in starts else None
        if group and not (same and (row is not None or _continues(page, group, line, drawn_width))):
            units.append(_unit(page, group, units, rows.get(before, ())))
            group = []
        group.append(line)
    if group:
        units.append(_unit(page, group, units, rows.get(row, ())))
    return tuple(units)


def _row(page: PageLines, line: Line, rows: Mapping[int | None, tuple[Cell, ...]]) -> int | None:
    """The row of a table of recommendations that a line stands in."""
    return next((at for at in page.blocks.around(line.block) if at in rows), None) if rows else None


def _unit(page: PageLines, lines: list[Line], before: list[Unit], cells: tuple[Cell, ...] = ()) -> Unit:
    first, last = lines[0], lines[-1]
    if cells:
        text = squash(page.text[first.start : last.end])
        links = tuple(link for line in lines for link in line.links)
        return Unit(
            first.start, last.end, first.start, text, 0, first.gap, role=first.role, links=links, cells=cells
        )
    listed = first.marker is not None and (
        first.indent > 0 or marker_kind(first.marker) == "bullet" or _is_numbered(first)
    )
    unit = Unit(
        first.start,
        last.end,
        first.body,
        squash(page.text[first.body : last.end]),
        first.indent,
        first.gap,
        first.marker,
        listed,
        first.level,
        all(line.bold for line in lines),
        first.role,
        tuple(link for line in lines for link in line.links),
    )
    bar = CELLS.lstrip()
    if first.marker and unit.text.startswith(bar) and unit.text.count(bar) == 1:
        # "1. | Map the reefs.": the number has a cell of its own.
        body = trim(page.text, first.body + len(bar), last.end)[0]
        unit = replace(unit, body=body, text=unit.text[len(bar) :], item=True)
    if numbered := _NUMBER_CELL.match(unit.text) if len(lines) == 1 and not first.marker else None:
        body = trim(page.text, page.text.index(CELLS.strip(), first.start) + 1, last.end)[0]
        return replace(unit, body=body, text=unit.text[numbered.end() :], marker=numbered["number"], item=True)
    # A line set in under a list item, but no continuation of it, is an item whose bullet was lost.
    if before and not listed and not first.gap and not first.level and first.indent > 0 and before[-1].item:
        parent = before[-1]
        if first.indent > parent.indent or (first.indent == parent.indent and parent.marker is None):
            return replace(unit, item=True, indent=parent.indent)
    return unit


def _is_numbered(line: Line) -> bool:
    return marker_kind(line.marker) == "number"


def _continues(page: PageLines, group: list[Line], line: Line, width: int | None) -> bool:
    """Whether ``line`` goes on with the sentence of ``group``."""
    first, last = group[0], group[-1]
    if line.gap or line.level or first.level or line.role or last.role:
        return False
    before, after = page.text[last.start : last.end], page.text[line.start : line.end]
    if line.marker:
        # "(1) Governments may (i) grade tanneries, and" over "(iii) give loans": a list within an item.
        within = (
            width is not None and first.marker and line.indent > first.indent and not _ENDED.search(before[-20:])
        )
        return bool(within and _MARK_WITHIN.search(page.text, first.body, last.end))
    if starts_with_honorific(after) or is_link_line(before) or is_link_line(after) or _LABELLED.match(after):
        return False
    wrapped = (
        width is not None and (last.end - last.start) + 1 + len(after.split(None, 1)[0]) > width - last.indent
    )
    if first.marker:
        goes_on_below = (
            (after[:1].islower() or _OPEN_END.search(before[-20:]))
            and last.end - last.start >= _LONG
            and not _CLOSED_END.search(before[-20:])
        )
        if line.indent < first.indent or (line.indent == 0 and not wrapped and not goes_on_below):
            return False
    elif line.indent != first.indent:
        return False
    if _CLOSED_END.search(before[-20:]):
        # Within a hard-wrapped paragraph sentences end at line ends by chance.
        return wrapped and not first.marker
    joined = first.marker is not None and _JOINED.search(before[-20:]) is not None
    goes_on = wrapped or joined or after[:1].islower() or _OPEN_END.search(before[-20:]) is not None
    # "Organized by" ends like a line that goes on.
    return goes_on and label_of(before) is None and label_of(after) is None


def _drawn(page: PageLines) -> list[Line]:
    """The lines whose ends somebody set: all of a saved text, the preformatted ones of HTML."""
    if page.media_type != "text/html":
        return list(page.lines)
    return [line for line in page.lines if page.blocks.nearest(line.block, "preformatted") is not None]


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The column that lines were wrapped at by hand, or None where they run free."""
    if len(lines) < 4:
        return None
    lengths = sorted(line.indent + line.end - line.start for line in lines)
    longest = lengths[-1]
    full = sum(length > longest - 15 for length in lengths)
    return longest if 60 <= longest <= _WRAP_LIMIT and full >= max(3, len(lengths) // 8) else None
