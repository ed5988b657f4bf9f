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
