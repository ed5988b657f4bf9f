"""Lines cut into pieces: each a stretch of one look in one cell, which may be a title, a name, a time, a link."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.workshop_page.parse.programme.times import without_times
from ingest.workshop_page.parse.programme.vocabulary import (
    CHAIR_IN_BRACKETS,
    explicit_label,
    is_link_label,
    without_remark,
)
from ingest.workshop_page.read.blocks import Block, Run
from ingest.workshop_page.read.lines import Line, Link, PageLines, squash, trim

# "Chaired by" before a name that is set otherwise.
_BEFORE_NAME = re.compile(
    r"\s*(?:(?:chaired|moderated|presented|given|led|animée?|présentée?|moderad[oa])\s+)?(?:by|par|por|von)\s*",
    re.IGNORECASE,
)
_CONNECTOR = re.compile(r"[\s,;&.·|/]*(?:and|und|et|y)?[\s,;&.·|/:]*", re.IGNORECASE)
_EDGES = " \t\n,;|–—-:·•*→"
_CLOSING = ("”", "»", "」", "』")
_CLOCK = re.compile(r"(?:0?[7-9]|1\d|2[0-3])\.[0-5][05]")
_MOST_PIECES = 20_000
"""Where the search for talks ends, about ten thousand talks into a page; what follows is read as facts."""
_LEAST_ROWS = 4
_LONGEST_COLUMNS = 400
_WIDE = re.compile(r"(?<=\S) {3,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line that is one thing.

    ``start:end`` is its place in the page, ``text`` its words on one line. ``slot`` says where and how it is set:
    pieces of equal slot are meant alike, those of equal ``place`` are also the same line of their paragraph.
    ``line`` is the index of its line, ``part`` its place in the line. ``timed``
    says that a time stood before it. ``label`` is what a word before it says it is ("Speaker:"); "title by" is
    a title that "by" and a name follow. ``cell`` is the
    block of its table cell, ``row`` that of its row, or -1.
    ``last`` is the index of its last line where it runs over several.
    """

    start: int
    end: int
    text: str
    slot: str
    line: int
    part: int
    place: str = ""
    timed: bool = False
    label: str = ""
    level: int = 0
    bold: bool = False
    linked: bool = False
    gap: bool = False
    block: int = 0
    cell: int = -1
    row: int = -1
    column: int = -1
    links: tuple[Link, ...] = ()
    last: int = -1

    @property
    def until(self) -> int:
        """The index of the last line it stands on."""
        return max(self.line, self.last)


def pieces_of(page: PageLines) -> list[Piece]:
    """The pieces of a page in order, without those of the site's frame."""
    cells = _Cells(page)
    stops = _tab_stops(page)
    pieces: list[Piece] = []
    for at, line in enumerate(page.lines):
        if line.role is not None or line.end - line.start > 4000:
            continue
        pieces.extend(_line_pieces(page, cells, at, line, stops))
        if len(pieces) > _MOST_PIECES:
            break
    return _rows_as_lines(page, pieces)


def _rows_as_lines(page: PageLines, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of tables whose rows hold one thing each set free of their rows.

    Such a table shows a talk over several rows: its time, its title, its speakers.
    """
    cells: dict[int, set[int]] = defaultdict(set)
    for piece in pieces:
        if piece.row >= 0 and piece.text:
            cells[piece.row].add(piece.cell)
    tables: dict[int, list[int]] = defaultdict(list)
    for row, found in cells.items():
        table = page.blocks.nearest(row, "table")
        tables[-1 if table is None else table].append(len(found))
    free = {
        row
        for row in cells
        if (table := page.blocks.nearest(row, "table")) is not None
        and len(tables[table]) >= _LEAST_ROWS
        and max(tables[table]) == 1
    }
    alone = {piece.row for piece in pieces if piece.row not in cells}
    out: list[Piece] = []
    timed_row, timed_line = -1, -2
    for piece in pieces:
        if not piece.text and piece.timed and not piece.links:
            timed_row = piece.row
            line = page.lines[piece.line]
            following = page.lines[piece.line + 1] if piece.line + 1 < len(page.lines) else line
            if page.blocks.all[line.block].kind == "term" or (line.level and following.block == line.block):
                timed_line = piece.line
            continue
        if timed_line + 1 == piece.line and not piece.timed:
            piece = replace(piece, timed=True)  # its time is the term it describes, or the heading's first line
        timed_line = -2
        single = piece.row in free
        if timed_row >= 0 and not piece.timed:
            if single and timed_row in free | alone:
                piece = replace(piece, timed=True, slot=piece.slot.removesuffix("/t") + "/t")
            elif piece.row == timed_row:
                piece = replace(piece, timed=True)
        timed_row = -1
        out.append(replace(piece, row=-1, cell=-1) if single else piece)
    return out


def placed(page: PageLines, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with their places: which line of their paragraph they are, where that has four at most."""
    groups: list[list[int]] = []
    open_groups: dict[int, tuple[int, int, int]] = {}
    ordinals: list[int] = []
    members: list[int] = []
    for at, piece in enumerate(pieces):
        line = page.lines[piece.line]
        group, last, ordinal = open_groups.get(piece.block, (-1, -2, 0))
        if group >= 0 and piece.line == last:
            pass
        elif group >= 0 and piece.line == last + 1 and not line.gap and not line.marker:
            ordinal += 1
        else:
            groups.append([])
            group, ordinal = len(groups) - 1, 0
        open_groups[piece.block] = (group, piece.until, ordinal)
        groups[group].append(at)
        ordinals.append(ordinal)
        members.append(group)
    most = [max((ordinals[at] for at in group), default=0) for group in groups]
    return [
        replace(piece, place=f"{piece.slot}#{ordinals[at] if most[members[at]] < 4 else ''}")
        for at, piece in enumerate(pieces)
    ]


class _Cells:
    """Where in tables of data the blocks of a page stand."""

    def __init__(self, page: PageLines) -> None:
        self._blocks = page.blocks
        self._known: dict[int, tuple[int, int, int]] = {}

    def of(self, block: int) -> tuple[int, int, int]:
        """The cell, its row's block and its column of the innermost table around a block; -1 for none."""
        if block not in self._known:
            cell = self._blocks.nearest(block, "cell", "row")
            if cell is None or self._blocks.all[cell].kind == "row":
                self._known[block] = (-1, cell if cell is not None else -1, -1)
            else:
                found = self._blocks.all[cell]
                self._known[block] = (cell, found.parent, found.column)
        return self._known[block]


def _line_pieces(page: PageLines, cells: _Cells, at: int, line: Line, stops: Collection[int]) -> Iterator[Piece]:
    part = 0
    timed = False
    for run in _merged(page, line, stops):
        piece = _piece(page, cells, at, line, run, part)
        if piece is None:
            continue
        for cut in _without_times(page.text, piece):
            if cut is None:
                timed = True
                continue
            yield replace(
                cut, timed=cut.timed or timed, part=part, slot=cut.slot + ("/t" if cut.timed or timed else "")
            )
            timed = False
            part += 1
    if timed and line.runs:
        # A time that stands alone in its cell is that of the row.
        cell, row, column = cells.of(line.runs[-1].block)
        yield Piece(line.end, line.end, "", "", at, part, timed=True, cell=cell, row=row, column=column)


def _merged(page: PageLines, line: Line, stops: Collection[int]) -> list[Run]:
    """The runs of a line, those put together again that only differ in what is a link, or join a list."""
    runs = list(line.runs)
    if not runs:
        return _columns(page.text, line, stops)
    if runs[0].start < line.body and not _is_initial(page.text, line):
        runs = [replace(run, start=max(run.start, line.body)) for run in runs if run.end > line.body]
    out: list[Run] = []
    for run in runs:
        text = page.text[run.start : run.end]
        last = out[-1] if out else None
        if last is None or last.block != run.block:
            if text.strip(" |") or not out:
                out.append(run)
            continue
        before = page.text[last.start : last.end]
        if _joins(last, run, before, text):
            out[-1] = replace(last, end=run.end)
        elif last.link and run.look == last.look and not run.link and text[:1] not in "( " and text.strip():
            out.append(run)
        else:
            out.append(run)
    return out


def _tab_stops(page: PageLines) -> frozenset[int]:
    """The columns at which several lines of saved text go on behind three blanks or more."""
    found: Counter[int] = Counter()
    for line in page.lines:
        if not line.runs and line.end - line.start < _LONGEST_COLUMNS:
            begins = line.start - line.indent
            found.update(match.end() - begins for match in _WIDE.finditer(page.text, line.start, line.end))
    return frozenset(column for column, count in found.items() if count > 1)


def _columns(text: str, line: Line, stops: Collection[int]) -> list[Run]:
    """The columns of a line of saved text, which three blanks or a tab set apart, or two at a column of others."""
    start = line.start if _is_initial(text, line) else line.body
    runs: list[Run] = []
    for match in re.finditer(r"\S+(?:[^\S\t]{1,2}\S+)*", text[start : line.end]):
        begins = start + match.start()
        for gap in re.finditer(r"  (?=\S)", match.group()):
            if start + match.start() + gap.end() - (line.start - line.indent) in stops:
                runs.append(_column(begins, start + match.start() + gap.start(), line, len(runs)))
                begins = start + match.start() + gap.end()
        runs.append(_column(begins, start + match.end(), line, len(runs)))
    return runs


def _column(start: int, end: int, line: Line, at: int) -> Run:
    return Run(start, end, line.block, line.bold, look=f"column {at}" if at else "")


def _is_listed(line: Line) -> bool:
    """Whether a line has a list's mark, and no time that looks like one."""
    return line.marker is not None and _CLOCK.fullmatch(line.marker.strip()) is None


def _is_initial(text: str, line: Line) -> bool:
    """Whether what looks like a list's number is the first letter of a name, "I. S. Welch", or a time: "10.30"."""
    marker = (line.marker or "").strip()
    if _CLOCK.fullmatch(marker):
        return True
    return bool(re.fullmatch(r"[A-Z]\.", marker)) and not re.match(r"[^\W_]+\s+[a-z]", text[line.body : line.end])


def _joins(last: Run, run: Run, before: str, text: str) -> bool:
    if _CONNECTOR.fullmatch(text):
        return True
    same = (last.bold, last.italic, last.look) == (run.bold, run.italic, run.look)
    if not same:
        return bool(_CONNECTOR.fullmatch(before) or _BEFORE_NAME.fullmatch(before))
    if last.link == run.link:
        return True
    if is_link_label(before) or is_link_label(text):
        return False
    if _BEFORE_NAME.fullmatch(before) and before.strip():
        return True
    # A home page behind each of several names.
    tail = re.search(r"(?:,|;|&|\band)\s*$", before)
    return (bool(tail) and last.link and run.link) or bool(run.look and last.look == run.look)


def _piece(page: PageLines, cells: _Cells, at: int, line: Line, run: Run, part: int) -> Piece | None:
    start, end = trim(page.text, run.start, run.end)
    while start < end and page.text[start] in _EDGES + ")]}":
        start += 1
    while start < end and page.text[end - 1] in _EDGES.replace(":", "") + "([{":
        end -= 1
    if page.text[start:end][:1] in _CLOSING and page.text.find(page.text[start], start + 1, end) < 0:
        start = trim(page.text, start + 1, end)[0]  # what it closes is the piece before it
    # A link that goes on behind the run belongs to what it begins with.
    links = tuple(
        link
        for link in line.links
        if run.start <= link.start <= run.end and (link.end <= run.end or link.start < end)
    )
    links = tuple(link for link in links if link.start < run.end or link.start == link.end or run.end == line.end)
    if start >= end and not links:
        return None
    cell, row, column = cells.of(run.block)
    block = page.blocks.all[run.block]
    return Piece(
        start,
        end,
        squash(page.text[start:end]),
        _slot(block, line, run, column, _is_listed(line)),
        at,
        part,
        level=line.level,
        bold=run.bold,
        linked=run.link,
        gap=line.gap and part == 0,
        block=run.block,
        cell=cell,
        row=row,
        column=column,
        links=links,
    )


def _slot(block: Block, line: Line, run: Run, column: int, marked: bool) -> str:
    where = "/".join(block.path.split("/")[-3:])
    return f"{column}|{where}|{run.style}|{line.level}{'m' if marked and block.kind != 'item' else ''}"


def _without_times(text: str, piece: Piece) -> Iterator[Piece | None]:
    """The piece without the time before it and the length of the talk behind it; None for a time alone."""
    bare = without_times(text, piece.start, piece.end, _EDGES)
    if bare is None:
        return
    timed, start, end = bare
    if timed and start >= end and not piece.links:
        yield None
        return
    end = start + len(without_remark(text[start:end]))
    in_brackets = text[start:end][:1] in "([" and text[end - 1 : end] in (")", "]")
    bracketed = explicit_label(text, start + 1, end - 1) if in_brackets else ("", start)
    if bracketed[0] in ("people", "chair", "discussant"):
        label, begins, end = *bracketed, end - 1
    elif in_brackets and (chair := CHAIR_IN_BRACKETS.match(text, start + 1, end - 1)):
        label, begins, end = "chair", chair.end(), end - 1
    else:
        label, begins = explicit_label(text, start, end)
    start, end = trim(text, start if label.endswith(" head") else begins, end)
    said = squash(text[start:end])
    yield replace(piece, start=start, end=max(end, start), text=said, timed=timed, label=label)
