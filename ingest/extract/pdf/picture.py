"""One page of a PDF as a picture, a passage marked where its words are printed: done in a sandboxed worker."""

from __future__ import annotations

import base64
import math
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.errors import ExtractionError
from corpus.model import Page

WIDTH = 1100
"""Pixels of a page's width; a page that would have more than ``_MAX_PIXELS`` gets fewer."""
_MAX_PIXELS = 2_400_000
_MAX_CHARACTERS = 60_000
"""Pages with more characters are drawn without a mark."""
_FEWEST_WORDS = 3
"""A run of fewer matching words marks nothing: it may stand anywhere."""
_MARK = (255, 226, 110)
"""The colour that white paper has under a mark; darker colours become darker in proportion."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture as PNG in base64, its size in pixels, and the boxes that are marked on it."""

    png: str
    width: int
    height: int
    marks: tuple[Box, ...] = ()
    pages: tuple[Page, ...] = ()
    """None: the worker counts the text of what it returns."""


def draw(
    data: bytes,
    media_type: str | None = None,
    name: str | None = None,
    *,
    number: str,
    text: str = "",
    before: str = "0",
) -> PagePicture:
    """Page ``number`` (from 1) of a PDF, with ``text`` marked.

    ``before`` is how often the same text stands earlier on the page. Raises ExtractionError: encrypted, damaged.
    """
    del media_type, name
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        page = document[int(number) - 1]
        return _drawn(page, text, int(before))
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ExtractionError("encrypted", "The file is encrypted with a password.") from None
        raise ExtractionError("damaged", "The page cannot be drawn.") from None
    except IndexError:
        raise ExtractionError("damaged", "The file has no such page.") from None


def _drawn(page: Any, text: str, before: int) -> PagePicture:
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise ExtractionError("damaged", "The page has no size.")
    scale = min(WIDTH / width, math.sqrt(_MAX_PIXELS / (width * height)))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    columns, rows, stride = bitmap.width, bitmap.height, bitmap.stride
    pixels = bytearray(bitmap.buffer)
    per = bitmap.n_channels
    marks = tuple(_boxes(page, _characters_of(page, text, before), columns, rows)) if text else ()
    for box in marks:
        _tint(pixels, box, stride, per)
    lines = [_rgb(pixels[row * stride : row * stride + columns * per], per) for row in range(rows)]
    png = base64.b64encode(_png(columns, rows, lines)).decode("ascii")
    return PagePicture(png, columns, rows, marks)


def _characters_of(page: Any, text: str, before: int) -> Sequence[int]:
    """The indexes of the characters on the page that print ``text``; none where it is not found."""
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if not 0 < count <= _MAX_CHARACTERS:
        return ()
    printed: list[str] = []
    places: list[int] = []
    words: list[tuple[str, int, int]] = []
    start = 0
    for index in range(count):
        character = chr(raw.FPDFText_GetUnicode(textpage.raw, index) & 0x1FFFFF)
        if character.isspace() and len(printed) > start:
            words.append(("".join(printed[start:]), start, len(printed)))
            start = len(printed)
        for letter in letters(character):
            printed.append(letter)
            places.append(index)
    words.append(("".join(printed[start:]), start, len(printed)))
    runs = _whole("".join(printed), letters(text), before) or _in_parts(words, text)
    return [places[at] for first, last in runs for at in range(first, last)]


def letters(text: str) -> str:
    """The letters and digits of ``text`` in one form: what stays the same however a text is set."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _whole(printed: str, wanted: str, before: int) -> list[tuple[int, int]]:
    """Where all of ``wanted`` stands: the place after ``before`` others, or the last there is."""
    found, at = -1, printed.find(wanted) if wanted else -1
    while at >= 0:
        found = at
        if not before:
            break
        before -= 1
        at = printed.find(wanted, at + 1)
    return [(found, found + len(wanted))] if found >= 0 else []


def _in_parts(words: Sequence[tuple[str, int, int]], text: str) -> list[tuple[int, int]]:
    """Where runs of the words of ``text`` stand, if it is printed in another order or with something between."""
    wanted = [word for piece in text.split() if (word := letters(piece))]
    printed = [word for word in words if word[0]]
    matcher = SequenceMatcher(None, [word for word, _, _ in printed], wanted, autojunk=False)
    fewest = min(_FEWEST_WORDS, len(wanted))
    return [
        (printed[block.a][1], printed[block.a + block.size - 1][2])
        for block in matcher.get_matching_blocks()
        if block.size >= fewest
    ]


def _boxes(page: Any, characters: Iterable[int], columns: int, rows: int) -> list[Box]:
    """Boxes around these characters, one for each run of them on a line."""
    textpage = page.get_textpage()
    found: list[Box] = []
    for index in characters:
        box = _box(page, textpage, index, columns, rows)
        if box is None:
            continue
        joined = _joined(found[-1], box) if found else None
        if joined is None:
            found.append(box)
        else:
            found[-1] = joined
    return found


def _box(page: Any, textpage: Any, index: int, columns: int, rows: int) -> Box | None:
    rectangle = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(textpage.raw, index, rectangle):
        return None
    corners = []
    for x, y in ((rectangle.left, rectangle.top), (rectangle.right, rectangle.bottom)):
        across, down = raw.c_int(), raw.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, columns, rows, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    left, right = sorted((x0, x1))
    top, bottom = sorted((y0, y1))
    box = max(left - 1, 0), max(top, 0), min(right + 2, columns), min(bottom + 1, rows)
    return box if box[0] < box[2] and box[1] < box[3] else None


def _joined(one: Box, other: Box) -> Box | None:
    """Both in one box if they stand side by side on a line, with at most a blank between."""
    height = min(one[3] - one[1], other[3] - other[1])
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    if overlap < height / 2 or gap > max(one[3] - one[1], other[3] - other[1]):
        return None
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


_TINTS = tuple(bytes(value * colour // 255 for value in range(256)) for colour in _MARK)


def _tint(pixels: bytearray, box: Box, stride: int, per: int) -> None:
    left, top, right, bottom = box
    for row in range(top, bottom):
        first, last = row * stride + left * per, row * stride + right * per
        for channel, tint in enumerate(_TINTS):
            at = channel if per >= len(_TINTS) else 0
            pixels[first + at : last : per] = pixels[first + at : last : per].translate(tint)


def _rgb(line: bytearray, per: int) -> bytes:
    """A line of pixels with three bytes each, from one, three or four."""
    if per == len(_MARK):
        return bytes(line)
    made = bytearray(len(line) // per * len(_MARK))
    for channel in range(len(_MARK)):
        made[channel :: len(_MARK)] = line[(channel if per > 1 else 0) :: per]
    return bytes(made)


def _png(columns: int, rows: int, lines: Sequence[bytes]) -> bytes:
    """Lines of RGB pixels as a PNG."""
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + line for line in lines), 6)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
