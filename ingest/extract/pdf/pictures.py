"""Pictures on a page of a PDF: what a tagged file says of them, and how many it says nothing of."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as raw

from ingest.extract.pdf.places import string
from ingest.extract.pictures import description

_MOST_OBJECTS = 5_000
_SMALLEST = 0.02
_LARGEST = 0.8
"""Shares of the page: less is a logo or an ornament, more the page's background or the scan under its text."""
_DEEPEST = 3
_SECONDS = 4.0
_MOST_ELEMENTS = 200_000


def pictures_on(page: Any) -> int:
    """How many pictures of some size an open page shows, among its first objects."""
    width, height = page.get_size()
    area = width * height
    if area <= 0:
        return 0
    sizes = (_area(item) / area for item in _images(page))
    return sum(_SMALLEST <= size <= _LARGEST for size in sizes)


class DescriptionReader:
    """Reads what the structure of a tagged file says of its figures, for at most some seconds of a file.

    pdfium goes through all of a long file's structure for each of its pages. ``unread_from`` is the first page
    for which there was no time left.
    """

    def __init__(self) -> None:
        self._used = 0.0
        self.unread_from: int | None = None

    def read(self, page: Any, number: int) -> list[str]:
        """The descriptions of the figures on an open page."""
        if self._used > _SECONDS:
            self.unread_from = self.unread_from or number
            return []
        start = time.process_time()
        tree = raw.FPDF_StructTree_GetForPage(page)
        try:
            return list(_told(tree)) if tree else []
        finally:
            if tree:
                raw.FPDF_StructTree_Close(tree)
            self._used += time.process_time() - start


def _told(tree: Any) -> Iterator[str]:
    count = range(min(max(raw.FPDF_StructTree_CountChildren(tree), 0), _MOST_ELEMENTS))
    waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in reversed(count)]
    looked = 0
    while waiting and looked < _MOST_ELEMENTS:
        element = waiting.pop()
        looked += 1
        if not element:
            continue
        if string(lambda *into: raw.FPDF_StructElement_GetType(element, *into)) == "Figure":  # noqa: B023
            if told := description(string(lambda *into: raw.FPDF_StructElement_GetAltText(element, *into))):  # noqa: B023
                yield told
            continue
        count = range(min(max(raw.FPDF_StructElement_CountChildren(element), 0), _MOST_ELEMENTS))
        children = (raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in reversed(count))
        waiting += [child for child in children if child]


def _images(page: Any) -> Iterator[Any]:
    """The page's image objects, also those in forms that it draws."""
    waiting = [(raw.FPDFPage_GetObject(page, n), 0) for n in range(_count(raw.FPDFPage_CountObjects(page)))]
    looked = 0
    while waiting and looked < _MOST_OBJECTS:
        item, depth = waiting.pop()
        looked += 1
        kind = raw.FPDFPageObj_GetType(item) if item else 0
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield item
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inside = range(_count(raw.FPDFFormObj_CountObjects(item)))
            waiting += [(raw.FPDFFormObj_GetObject(item, n), depth + 1) for n in inside]


def _count(number: int) -> int:
    return min(max(number, 0), _MOST_OBJECTS)


def _area(item: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0
    return abs((right.value - left.value) * (top.value - bottom.value))
