"""Scanned pages read by RapidOCR, whose models ship in its package; an extra, ``workshop-search[ocr]``.

It is a pass of its own over files that have pages without text, with limits of its own, for one page takes seconds
and half a gigabyte: ``ExtractionPool(limits=OCR_LIMITS, target=OCR_TARGET)``.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import pypdfium2 as pdfium

from corpus.model import Extraction, Page
from ingest.extract import media, registry
from ingest.extract.sandbox.limits import MIB, Limits

OCR_TARGET = "ingest.extract.ocr:extract"
OCR_LIMITS = Limits(memory=4096 * MIB, cpu_seconds=600, wall_seconds=900.0)

_PACKAGE = "rapidocr_onnxruntime"
_SECONDS = 450.0
_DPI = 200
_MAX_PIXELS = 12_000_000

Engine = Callable[[Any], Sequence[tuple[Sequence[Sequence[float]], str]]]
"""An image as an array to (corners, text) pairs."""


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec(_PACKAGE) is not None


def version_key(media_type: str) -> str:
    """Like :func:`registry.version_key`, for text that went through this pass."""
    return f"{registry.version_key(media_type)} + rapidocr-onnxruntime {version('rapidocr-onnxruntime')} / 1"


def extract(data: bytes, media_type: str | None = None, name: str | None = None) -> Extraction:
    """As :func:`registry.extract`, then each page of a PDF that is image only is read from its picture.

    Pages that yield text leave ``image_only``; a note names them, for recognised text has errors.
    """
    plain = registry.extract(data, media_type, name)
    if plain.media_type != media.PDF or not plain.image_only or not available():
        return plain
    texts = _recognised(data, plain.image_only, _engine())
    if not texts:
        return plain
    numbers = ", ".join(map(str, sorted(texts)))
    return replace(
        plain,
        pages=tuple(
            _with_text(page, texts[page.number]) if page.number in texts else page for page in plain.pages
        ),
        image_only=tuple(number for number in plain.image_only if number not in texts),
        notes=(*plain.notes, f"Text recognised from pictures, with likely errors: {numbers}."),
        extractor=f"{plain.extractor} + rapidocr-onnxruntime {version('rapidocr-onnxruntime')}",
    )


def _with_text(page: Page, text: str) -> Page:
    """The page with the text of its picture before what was read of it already, such as values of form fields."""
    if not page.text:
        return replace(page, text=text)
    moved = len(text) + 2
    spans = tuple(replace(span, start=span.start + moved, end=span.end + moved) for span in page.spans)
    return replace(page, text=f"{text}\n\n{page.text}", spans=spans)


def _recognised(data: bytes, numbers: Sequence[int], engine: Engine) -> dict[int, str]:
    """Page number to text, for the pages that have any, as far as time allows."""
    deadline = time.process_time() + _SECONDS
    texts = {}
    document = pdfium.PdfDocument(data)
    try:
        for number in numbers:
            if time.process_time() > deadline:
                break
            if text := _in_rows(engine(_picture(document[number - 1]))):
                texts[number] = text
    finally:
        document.close()
    return texts


def _picture(page: Any) -> Any:
    """The page as an array of colours, large pages at less than the usual resolution."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    return page.render(scale=scale).to_numpy()[..., :3]


def _in_rows(found: Sequence[tuple[Sequence[Sequence[float]], str]]) -> str:
    """One line of text for each printed row: boxes side by side are joined from left to right."""
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    for corners, text in sorted(found, key=lambda item: item[0][0][1]):
        top, bottom = corners[0][1], corners[-1][1]
        if rows and top - rows[-1][0] < 0.5 * (bottom - top):
            rows[-1][1].append((corners[0][0], text))
        else:
            rows.append((top, [(corners[0][0], text)]))
    return "\n".join(" ".join(text for _, text in sorted(row)) for _, row in rows)


def _engine() -> Engine:
    """RapidOCR, loaded once for each call; loading takes half a second."""
    reader = importlib.import_module(_PACKAGE).RapidOCR()

    def recognise(picture: Any) -> list[tuple[Sequence[Sequence[float]], str]]:
        found, _ = reader(picture)
        return [(corners, str(text)) for corners, text, _ in found or ()]

    return recognise
