"""Files attached to PDFs and embedded in Office documents are found; pictures and charts are no files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import olefile
import pptx
import pypdf
import pytest
import xlsxwriter
import xlwt
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.extract import registry


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Leases").write("A1", "Thirty-one beds.")
    return out.getvalue()


def names(data: bytes) -> list[str]:
    return [file.name for file in registry.extract(data).attachments]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def native(name: str, data: bytes) -> bytes:
    """A file as Windows puts it into a document."""
    head = struct.pack("<H", 2) + name.encode() + b"\0C:\\" + name.encode() + b"\0" + struct.pack("<HH", 0, 3)
    path = f"C:\\{name}".encode() + b"\0"
    body = head + struct.pack("<I", len(path)) + path + struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def test_files_attached_to_a_pdf_are_found_with_their_bytes(tiny_pdf: Callable[..., bytes]) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(tiny_pdf("The report.")))
    book = workbook()
    writer.add_attachment("größe 2010.xlsx", book)
    writer.add_attachment("logo.png", b"\x89PNG\r\n\x1a\n")
    out = io.BytesIO()
    writer.write(out)
    (file,) = registry.extract(out.getvalue()).attachments
    assert file.name == "größe 2010.xlsx"
    assert file.data == book


def test_an_embedded_workbook_of_slides_is_found(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    path = tmp_path / "leases.xlsx"
    path.write_bytes(workbook())
    slide.shapes.add_ole_object(str(path), "Excel.Sheet.12", Inches(1), Inches(1))
    (file,) = registry.extract(saved(deck)).attachments
    assert file.name.endswith(".xlsx")
    assert registry.extract(file.data).pages[0].text == "Leases\n\nThirty-one beds."


def test_the_workbook_behind_a_chart_is_no_document() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["2009", "2010"]
    data.add_series("Beds", (31, 32))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data)
    assert names(saved(deck)) == []


def test_a_file_put_into_a_text_as_it_is_keeps_its_name(make: Any, tiny_pdf: Callable[..., bytes]) -> None:
    packed = make.compound_file({"\x01Ole10Native": native("fee.pdf", tiny_pdf("Nine hens."))})
    data = make.word_package("<w:p/>")
    parts = {"word/embeddings/oleObject1.bin": packed}
    assert names(_with(data, parts)) == ["fee.pdf"]


def test_an_embedded_object_that_is_no_known_file_is_counted(make: Any) -> None:
    packed = make.compound_file({"Equation Native": b"x"})
    found = registry.extract(_with(make.word_package("<w:p/>"), {"word/embeddings/oleObject1.bin": packed}))
    assert found.attachments == ()
    assert "1 embedded objects could not be read." in found.notes


def test_a_sheet_embedded_in_an_old_text_is_found(make: Any) -> None:
    streams = _streams(make.word([make.paragraph("See the sheet.")]))
    streams["ObjectPool/_1/Workbook"] = _sheet_stream()
    (file,) = registry.extract(make.compound_file(streams)).attachments
    assert file.name == "object 1.xls"
    assert "Thirty-one beds." in registry.extract(file.data).pages[0].text


@pytest.mark.parametrize("size", [0, 3, 7, 12, 40])
def test_a_cut_off_package_of_windows_is_no_file(make: Any, size: int) -> None:
    packed = make.compound_file({"\x01Ole10Native": native("fee.txt", b"Nine hens.")[:size].ljust(4096, b"\xff")})
    assert names(_with(make.word_package("<w:p/>"), {"word/embeddings/oleObject1.bin": packed})) == []


def test_a_plain_text_document_has_no_files_inside() -> None:
    assert names(saved(docx.Document())) == []


def _with(data: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _streams(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}


def _sheet_stream() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("Leases").write(0, 0, "Thirty-one beds.")
    return _streams(saved(book))["Workbook"]


def test_a_sheet_embedded_in_old_slides_is_found(make: Any) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Leases").write(0, 0, "Thirty-one beds.")
    broken = make.compound_file({"Contents": b"drawn by a program that nobody has"})
    data = make.powerpoint([make.slide("Leases", "See the sheet.")], objects=[saved(book), broken])
    extraction = registry.extract(data)
    (file,) = extraction.attachments
    assert registry.extract(file.data).pages[0].text.endswith("Thirty-one beds.")
    assert "1 embedded objects could not be read." in extraction.notes


def rich_text(kind: bytes, content: bytes) -> bytes:
    """Rich text with an object of this class."""
    named = struct.pack("<I", len(kind) + 1) + kind + b"\0" + struct.pack("<II", 0, 0)
    stored = struct.pack("<II", 0x501, 2) + named + struct.pack("<I", len(content)) + content
    return b"{\\rtf1 See {\\object{\\*\\objclass X}{\\*\\objdata " + stored.hex("\n").encode() + b"}} here.\\par}"


def test_files_embedded_in_rich_text_are_found(tiny_pdf: Callable[..., bytes]) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Leases").write(0, 0, "Thirty-one beds.")
    assert names(rich_text(b"Excel.Sheet.8", saved(book))) == ["object 1.xls"]
    assert names(rich_text(b"Package", native("a.pdf", tiny_pdf("The report."))[4:])) == ["a.pdf"]


@pytest.mark.parametrize("content", [b"", b"drawn", native("a.txt", b"text")[4:30]])
def test_an_object_of_rich_text_that_is_no_file_is_counted(content: bytes) -> None:
    extraction = registry.extract(rich_text(b"Package", content))
    assert extraction.pages[0].text == "See here."
    assert "1 embedded objects could not be read." in extraction.notes
