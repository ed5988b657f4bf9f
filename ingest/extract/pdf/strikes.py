"""Words of a PDF page that an annotation strikes out, as reviewers mark what is to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from ingest.extract.pdf.annotations import Beside
from ingest.extract.pdf.lines import Line
from ingest.extract.pdf.places import Box, bounded
from ingest.extract.runs import one_line

_MOST = 2_000
_STOPS = ".,;:!?)]"


class _Strike(NamedTuple):
    """The text under one stroke, and where the stroke is: a baseline between the two heights is struck."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


def without_struck(lines: Sequence[Line], page: Any, textpage: Any) -> tuple[list[Line], list[Beside]]:
    """The lines without what is struck out, and that, to stand at the end of the page.

    Text that is not found again in its line stays where it is.
    """
    kept = list(lines)
    struck: list[Beside] = []
    for strike in _strikes(page, textpage):
        for n, line in enumerate(kept):
            if not (line.placed and strike.bottom <= line.y <= strike.top):
                continue
            if line.text.count(strike.text) == 1 and strike.left < line.x1 and strike.right > line.x0:
                before, _, after = line.text.partition(strike.text)
                broken = line.broken_word and bool(after)
                kept[n] = replace(line, text=_joined(before, after), broken_word=broken, gap=None)
                struck.append(Beside(strike.text, "struck"))
                break
    return [line for line in kept if line.text], struck


def _joined(before: str, after: str) -> str:
    """What is left of a line: one blank where there was one, none before a stop."""
    apart = before[-1:].isspace() or after[:1].isspace()
    left, right = before.rstrip(), after.lstrip()
    return f"{left}{' ' if apart and left and right and right[0] not in _STOPS else ''}{right}"


def _strikes(page: Any, textpage: Any) -> Iterator[_Strike]:
    left = _MOST
    for index in range(min(max(raw.FPDFPage_GetAnnotCount(page), 0), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_STRIKEOUT:
                count = min(raw.FPDFAnnot_CountAttachmentPoints(annotation), left)
                left -= count
                for n in range(count):
                    if (strike := _strike(annotation, n, textpage)) is not None:
                        yield strike
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _strike(annotation: Any, index: int, textpage: Any) -> _Strike | None:
    points = raw.FS_QUADPOINTSF()
    if not raw.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
        return None
    across = (points.x1, points.x2, points.x3, points.x4)
    up = (points.y1, points.y2, points.y3, points.y4)
    left, right, bottom, top = min(across), max(across), min(up), max(up)
    if right <= left or top <= bottom:
        return None
    text = one_line(bounded(textpage, Box(left, bottom, right, top)))
    return _Strike(text, left, right, bottom, top) if text else None
