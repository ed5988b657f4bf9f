"""Reading order: pdfium gives lines as the file draws them, which is nearly always as they are read.

Two habits of writing programs are mended: page heads and feet drawn before or after all else, and two columns
drawn row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.extract.pdf.lines import Line

_FEWEST = 6
_ISOLATED = 1.8
_MARGIN_LINES = 3


def pitch_of(lines: Sequence[Line]) -> float:
    """The usual distance of baselines on this page, 0 where there is none."""
    steps = sorted(
        round(a.y - b.y, 1)
        for a, b in pairwise(lines)
        if a.placed and b.placed and 0 < a.y - b.y < 4 * max(a.size, b.size, 6)
    )
    return steps[len(steps) // 3] if len(steps) >= 3 else 0.0


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The same lines. Where places are unknown or doubtful, in the same order."""
    ordered = list(lines)
    pitch = pitch_of(lines)
    if not pitch or len(lines) < _FEWEST or not all(line.placed for line in lines):
        return ordered
    return _columns_apart(_split_at_gutter(_margins_outside(ordered, pitch)))


def _margins_outside(lines: list[Line], pitch: float) -> list[Line]:
    """Foot lines drawn first go last, head lines drawn last go first, if white space sets them apart."""
    by_height = sorted(range(len(lines)), key=lambda n: lines[n].y)
    early, late = 0.3 * len(lines), 0.7 * len(lines)
    foot = {n for n in _set_apart(lines, by_height, pitch) if n < early}
    head = {n for n in _set_apart(lines, by_height[::-1], pitch) if n > late}
    head -= foot
    if not foot and not head:
        return lines
    # A word broken at a line's end must keep its other half.
    if any(lines[n].broken_word or (n and lines[n - 1].broken_word) for n in foot | head):
        return lines
    rest = [line for n, line in enumerate(lines) if n not in foot and n not in head]
    return [
        *(lines[n] for n in sorted(head, key=lambda n: (-lines[n].y, lines[n].x0))),
        *rest,
        *(lines[n] for n in sorted(foot, key=lambda n: (-lines[n].y, lines[n].x0))),
    ]


def _set_apart(lines: list[Line], outermost_first: list[int], pitch: float) -> list[int]:
    """The up to three outermost lines that a gap parts from the rest."""
    for count in range(1, min(_MARGIN_LINES, len(lines) - 1) + 1):
        inner, outer = outermost_first[count], outermost_first[count - 1]
        if abs(lines[inner].y - lines[outer].y) >= _ISOLATED * pitch:
            return outermost_first[:count]
    return []


def _split_at_gutter(lines: list[Line]) -> list[Line]:
    """Lines that run over both columns, cut at the white space between them, if the cuts make two columns."""
    gaps = [line.gap for line in lines if line.gap]
    if len(gaps) < max(_FEWEST, 0.4 * len(lines)):
        return lines
    gutter = sorted((gap.x0 + gap.x1) / 2 for gap in gaps)[len(gaps) // 2]
    cut: list[Line] = []
    for line in lines:
        if line.gap and line.gap.x0 < gutter < line.gap.x1:
            left, right = line.text[: line.gap.at].rstrip(), line.text[line.gap.at :]
            cut.append(replace(line, text=left, x1=line.gap.x0, broken_word=False, gap=None))
            cut.append(replace(line, text=right, x0=line.gap.x1, gap=None))
        else:
            cut.append(line)
    ordered = _columns_apart(cut)
    return lines if ordered is cut else ordered


def _columns_apart(lines: list[Line]) -> list[Line]:
    """Left column before right where two columns of running text are drawn in turns."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    middle = (left + right) / 2
    slack = (right - left) * 0.04
    sides = [-1 if line.x1 <= middle + slack else 1 if line.x0 >= middle - slack else 0 for line in lines]
    turns = sum(a * b < 0 for a, b in pairwise(sides))
    if turns < max(_FEWEST, 0.4 * len(lines)) or not _prose(lines, sides, middle - left):
        return lines
    ordered: list[Line] = []
    band: list[int] = []
    for n in [*range(len(lines)), -1]:
        if n >= 0 and sides[n]:
            band.append(n)
            continue
        for side in (-1, 1):
            ordered += [lines[m] for m in sorted(band, key=lambda m: -lines[m].y) if sides[m] == side]
        band = []
        ordered += [lines[n]] if n >= 0 else []
    return ordered


def _prose(lines: list[Line], sides: list[int], half: float) -> bool:
    """Most lines of both sides fill their column; the cells of a table do not."""
    for side in (-1, 1):
        widths = sorted(line.x1 - line.x0 for line, where in zip(lines, sides, strict=True) if where == side)
        if len(widths) < _FEWEST or widths[len(widths) // 2] < 0.7 * half:
            return False
    return True
