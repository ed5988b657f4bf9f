"""Pictures on a page of a PDF: what a tagged file says of them, and how many it says nothing of."""

from __future__ import annotations

import ctypes
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


def pictures_on(page: Any) -> int:
    """How many pictures of some size an open page shows, among its first objects."""
    width, height = page.get_size()
    area = width * height
    if area <= 0:
        return 0
    sizes = (_area(item) / area for item in _images(page))
    return sum(_SMALLEST <= size <= _LARGEST for size in sizes)


def descriptions(page: Any) -> list[str]:
    """What the structure of a tagged file says of the figures on an open page."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return []
    try:
        children = range(_count(raw.FPDF_StructTree_CountChildren(tree)))
        waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in reversed(children)]
        found = []
        looked = 0
        while waiting and looked < _MOST_OBJECTS:
            element = waiting.pop()
            looked += 1
            if element and string(lambda *into: raw.FPDF_StructElement_GetType(element, *into)) == "Figure":  # noqa: B023
                told = string(lambda *into: raw.FPDF_StructElement_GetAltText(element, *into))  # noqa: B023
                found.append(description(told))
            elif element:
                children = range(_count(raw.FPDF_StructElement_CountChildren(element)))
                waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in reversed(children)]
        return list(filter(None, found))
    finally:
        raw.FPDF_StructTree_Close(tree)


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
