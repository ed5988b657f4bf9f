"""Scanned pages are read where the extra is installed, and reported where it is not."""

from __future__ import annotations

import importlib.metadata
import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from pypdf.annotations import Text

from ingest.extract import ocr

WritePdf = Callable[..., bytes]
WORDS = [(72.0, 700.0, 11.0, "Words.")]


def box(x: float, y: float) -> list[list[float]]:
    return [[x, y], [x + 50, y], [x + 50, y + 20], [x, y + 20]]


@pytest.fixture
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def recognise(picture: Any) -> list[tuple[list[list[float]], str]]:
        assert picture.shape[2] == 3
        return [(box(300, 103), "right"), (box(50, 100), "left"), (box(50, 200), "below")]

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: recognise)
    monkeypatch.setattr(ocr, "version", lambda name: "1.4")


@pytest.mark.usefixtures("_engine")
def test_only_pages_without_text_are_recognised_row_by_row(write_pdf: WritePdf) -> None:
    pytest.importorskip("numpy")
    result = ocr.extract(write_pdf([WORDS, [], WORDS], images=[2]))
    assert [page.text for page in result.pages] == ["Words.", "left right\nbelow", "Words."]
    assert result.image_only == ()
    assert any("recognised from pictures" in note and note.endswith(": 2.") for note in result.notes)
    assert result.extractor.endswith("rapidocr-onnxruntime 1.4")


@pytest.mark.usefixtures("_engine")
def test_what_stands_beside_a_picture_stays_after_its_text(write_pdf: WritePdf) -> None:
    pytest.importorskip("numpy")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(write_pdf([[]], images=[1])))
    writer.add_annotation(0, Text(text="By whom?", rect=(500, 40, 520, 60)))
    out = io.BytesIO()
    writer.write(out)
    page = ocr.extract(out.getvalue()).pages[0]
    assert page.text == "left right\nbelow\n\nComment: By whom?"
    assert [(page.text[s.start : s.end], s.role) for s in page.spans] == [("Comment: By whom?", "notes")]


def test_without_the_extra_the_page_stays_image_only(monkeypatch: pytest.MonkeyPatch, write_pdf: WritePdf) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    assert ocr.extract(write_pdf([WORDS, []], images=[2])).image_only == (2,)


@pytest.mark.skipif(not ocr.available(), reason="the extra is not installed")
def test_the_version_key_names_the_engine() -> None:
    assert importlib.metadata.version("rapidocr-onnxruntime") in ocr.version_key("application/pdf")
