"""What a file is, is told by its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.extract import media, registry

MAIN = "application/vnd.openxmlformats-officedocument."


def package(main_type: str, part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/{part}" ContentType="{main_type}"/></Types>'
        )
        file.writestr(part, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("main_type", "part", "expected"),
    [
        (MAIN + "wordprocessingml.document.main+xml", "word/document.xml", media.DOCX),
        (MAIN + "wordprocessingml.template.main+xml", "word/document.xml", media.DOCX),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml", media.DOCX),
        (MAIN + "presentationml.presentation.main+xml", "ppt/presentation.xml", media.PPTX),
        (MAIN + "presentationml.slideshow.main+xml", "ppt/presentation.xml", media.PPTX),
        ("application/vnd.ms-powerpoint.template.macroEnabled.main+xml", "ppt/presentation.xml", media.PPTX),
    ],
)
@pytest.mark.parametrize("name", [None, "report.pdf", "report.docx", "x.pptx"])
def test_packages_are_told_by_their_main_part(main_type: str, part: str, expected: str, name: str | None) -> None:
    assert media.detect(package(main_type, part), name) == expected


def test_a_package_whose_directory_is_cut_off_is_told_by_its_local_headers() -> None:
    data = package(MAIN + "presentationml.presentation.main+xml", "ppt/presentation.xml")
    assert media.detect(data[: data.index(b"PK\x01\x02")]) == media.PPTX


def test_a_zip_of_something_else_is_no_document() -> None:
    assert media.detect(package("text/plain", "readme.txt")) == media.ZIP


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.4\n", "talk.html", media.PDF),
        (b"\r\n" * 200 + b"%PDF-1.4\n", None, media.PDF),
        (b"{\\rtf1\\ansi Hello}", "talk.doc", media.RTF),
        (b"<!DOCTYPE html><p>Hello", "talk.doc", media.HTML),
        ("\ufeff<html><body>Hello".encode("utf-16-le"), "talk.txt", media.HTML),
        (b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><head></head>", None, media.HTML),
        (b"Plain words about <html> tags", "talk.txt", media.TEXT),
        (b"# Heading\n\ntext", "talk.md", media.MARKDOWN),
        (b"# Heading\n\ntext", None, media.TEXT),
        (b"\x01\x02\x03\x04" * 100, None, media.UNKNOWN),
        (b"", "talk.pdf", media.EMPTY),
        (b" \n\n ", "talk.html", media.EMPTY),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "talk.doc", media.MHTML),
        (b"<?xml version='1.0'?><pkg:package xmlns:pkg='p'>", None, media.FLAT_OPC),
    ],
)  # fmt: skip
def test_bytes_outweigh_the_name(data: bytes, name: str | None, expected: str) -> None:
    assert media.detect(data, name) == expected


def test_a_pdf_made_here_is_a_pdf(write_pdf: Callable[..., bytes]) -> None:
    assert media.detect(write_pdf([[(72, 700, 11, "Hello")]]), "slides.ppt") == media.PDF


@given(st.binary(max_size=300), st.sampled_from([None, "a.doc", "b.ppt", "c.docx", "d.html", "e.txt", "f"]))
def test_any_bytes_have_a_media_type(data: bytes, name: str | None) -> None:
    assert "/" in media.detect(data, name)


@given(st.sampled_from([b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"]), st.binary(max_size=2000))
def test_damaged_containers_have_a_media_type(magic: bytes, rest: bytes) -> None:
    assert "/" in media.detect(magic + rest)


def test_every_reader_has_a_version_that_names_its_libraries() -> None:
    for media_type, reader in registry.READERS.items():
        key = registry.version_key(media_type)
        assert all(library in key for library in reader.libraries)
        assert key.endswith(f" / {reader.revision}")


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [(b"", None, "empty"), (b"\x01\x02" * 99, None, "unsupported"), (b"x", "image/png", "unsupported")],
)
def test_what_cannot_be_read_has_a_named_reason(data: bytes, media_type: str | None, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        registry.extract(data, media_type)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "name", "advice"),
    [
        (b"Rar!\x1a\x07\x01\x00rest", "papers.rar", "Unpack it and take in the folder instead."),
        (b"7z\xbc\xaf\x27\x1c\x00\x04rest", "papers.7z", "Unpack it and take in the folder instead."),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + b"\x00" * 64, "notes.one", "Export it as PDF or .docx."),
        (b"AC1032" + b"\x00" * 64, "plan.dwg", "Plot it to PDF."),
        (b"\0\x01\0\0Standard Jet DB\0" + b"\0" * 64, "data.mdb", "Export its tables as .xlsx or CSV."),
        (b"\x31\xbe\x00\x00" + b"\x00text" * 64, "old.doc", "Save it as .docx."),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "scan.png", "print it to a PDF"),
        (package("x", "Index/Document.iwa"), "talk.key", "Export it as PDF, .docx, .pptx or .xlsx."),
        (package("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin"), "a.xlsb", ".xlsx"),
    ],
)
def test_a_file_that_is_not_read_is_refused_with_what_to_do(data: bytes, name: str, advice: str) -> None:
    with pytest.raises(ExtractionError) as error:
        registry.extract(data, None, name)
    assert error.value.code == "unsupported"
    assert advice in str(error.value)


@pytest.mark.parametrize(
    "text", ["MZ and other letters begin this text.", "BM is a mark.", "ID3 tags", "AC1000 units"]
)
def test_a_text_that_begins_like_a_program_is_a_text(text: str) -> None:
    assert media.detect(text.encode(), "a.txt") == media.TEXT


@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_of_documents_is_an_archive_and_none_of_them(
    packed: int, write_pdf: Callable[..., bytes]
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        archive.writestr("a.pdf", write_pdf([[(72, 700, 11, "Hello")]]))
        archive.writestr("b.docx", package(MAIN + "wordprocessingml.document.main+xml", "word/document.xml"))
    assert media.detect(out.getvalue(), "both.pdf") == media.ZIP
