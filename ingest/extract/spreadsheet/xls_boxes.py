"""Text boxes of .xls sheets, which xlrd does not read."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_BEGIN, _END, _SHEET, _OBJECT, _TEXT, _GOES_ON = 0x809, 0x0A, 0x85, 0x5D, 0x1B6, 0x3C
_COMMENT = 0x19
_MOST_RECORDS = 2_000_000
_MOST_SHEETS = 1_000


def text_boxes(stream: bytes) -> list[list[str]]:
    """The texts of the boxes on each worksheet of the "Workbook" stream, in the order of the sheets."""
    sheets: list[list[str]] = []
    for kind, data in _records(stream, 0):
        if kind == _END or len(sheets) == _MOST_SHEETS:
            break
        if kind == _SHEET and len(data) >= 6 and data[5] == 0:
            sheets.append(list(_boxes(stream, struct.unpack_from("<I", data)[0])))
    return sheets


def _boxes(stream: bytes, start: int) -> Iterator[str]:
    depth = left = 0
    is_comment = False
    text = ""
    for kind, data in _records(stream, start):
        if left and kind == _GOES_ON and data:
            piece = data[1:].decode("utf-16-le", "replace") if data[0] & 1 else data[1:].decode("latin-1")
            text += piece[:left]
            left = max(left - len(piece), 0)
            if not left and not is_comment:
                yield text
            continue
        left = 0
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        if kind == _OBJECT and len(data) >= 6:
            is_comment = struct.unpack_from("<H", data, 4)[0] == _COMMENT
        elif kind == _TEXT and len(data) >= 12:
            left, text = struct.unpack_from("<H", data, 10)[0], ""


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
