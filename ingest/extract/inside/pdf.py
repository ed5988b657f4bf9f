"""Files attached to a PDF, or to a place in it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.extract.attachments import MAX_FILE, MAX_FILES, Attachments
from ingest.extract.inside.kinds import add_unless_picture

_MARK = b"/FileAttachment"
_MOST_NOTES = 10_000


def files_inside(data: bytes) -> Attachments:
    """The attached files. A PDF that cannot be opened has none: its reader says why."""
    found = Attachments()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return found
    try:
        for number in range(min(document.count_attachments(), MAX_FILES + 1)):
            _take(pdfium_c.FPDFDoc_GetAttachment(document.raw, number), found)
        if _MARK in data:
            for raw in _at_places(document):
                _take(raw, found)
    finally:
        document.close()
    return found


def _at_places(document: Any) -> Iterator[Any]:
    """Files that hang on a note in a page."""
    seen = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            continue
        for at in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
            seen += 1
            if seen > _MOST_NOTES:
                return
            note = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
            if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                yield pdfium_c.FPDFAnnot_GetFileAttachment(note)
            pdfium_c.FPDFPage_CloseAnnot(note)
        page.close()


def _take(raw: Any, found: Attachments) -> None:
    if not raw:
        return
    name = _name(raw)
    length = ctypes.c_ulong()
    if not pdfium_c.FPDFAttachment_GetFile(raw, None, 0, length):
        found.refuse(name, "damaged", "The attached file cannot be unpacked.")
        return
    if length.value > MAX_FILE:
        found.refuse(name, "too-large", f"The file is larger than {MAX_FILE >> 20} MiB. Take it in by itself.")
        return
    buffer = ctypes.create_string_buffer(length.value)
    pdfium_c.FPDFAttachment_GetFile(raw, buffer, length.value, length)
    add_unless_picture(found, name, buffer.raw[: length.value])


def _name(raw: Any) -> str:
    size = pdfium_c.FPDFAttachment_GetName(raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFAttachment_GetName(raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0") or "attachment"
