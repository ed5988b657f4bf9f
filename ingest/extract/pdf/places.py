"""What a page's content prints at a place, and clean text from pdfium's buffers."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ingest.extract.runs import composed

_LONGEST = 1 << 20
_REACH = 260.0
_ABOVE = 16.0
_BREAK = re.compile(r"\s*[\r\n\x0b\x0c\x85\u2028\u2029]\s*")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_SPACES = re.compile(r"\s+")


class Box(NamedTuple):
    """A rectangle on the page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def string(call: Callable[..., int]) -> str:
    """What a function of pdfium writes into a buffer, as clean text."""
    size = call(None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    call(buffer, size)
    return clean(bytes(buffer)[: size - 2].decode("utf-16-le", "replace"))


def clean(text: str) -> str:
    """Composed text without control characters, breaks as ``\\n``, trimmed at both ends."""
    return composed(_UNWANTED.sub("", _BREAK.sub("\n", text.replace("\xa0", " ")))).strip()


def painted(textpage: Any, box: Box, text: str) -> bool:
    """Whether the page's content shows the text at that very place, so that it has been read already."""
    return _tight(text) in _tight(bounded(textpage, box))


def _tight(text: str) -> str:
    return _SPACES.sub("", composed(text))


def bounded(textpage: Any, box: Box) -> str:
    """The content's text within a rectangle."""
    if textpage is None or box.right <= box.left or box.top <= box.bottom:
        return ""
    return clean(str(textpage.get_text_bounded(box.left, box.bottom, box.right, box.top)))


def printed_before(textpage: Any, box: Box, fields: Sequence[Box]) -> str:
    """What is printed to the left of a field, as far as the next field, or else right above it."""
    edge = max(
        (other.right for other in fields if other.right <= box.left and _beside(box, other)),
        default=0.0,
    )
    left = bounded(textpage, Box(max(edge, box.left - _REACH), box.bottom, box.left, box.top))
    if left:
        return left.rsplit("\n", 1)[-1]
    over = min(
        (o.bottom for o in fields if o.bottom >= box.top and o.left < box.right and o.right > box.left),
        default=box.top + _ABOVE,
    )
    above = bounded(textpage, Box(box.left, box.top, box.right, min(over, box.top + _ABOVE)))
    return above.rsplit("\n", 1)[-1]


def printed_after(textpage: Any, box: Box, fields: Sequence[Box]) -> str:
    """What is printed to the right of a box to tick, as far as the next field."""
    edge = min(
        (other.left for other in fields if other.left >= box.right and _beside(box, other)),
        default=box.right + _REACH,
    )
    right = bounded(textpage, Box(box.right, box.bottom, min(edge, box.right + _REACH), box.top))
    return right.split("\n", 1)[0]


def _beside(one: Box, other: Box) -> bool:
    """Whether two rectangles stand in one row."""
    return one.bottom < other.top and other.bottom < one.top
