"""A book is read chapter by chapter, in the order in which it is read."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import ExtractionError
from ingest.extract import media, registry

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def chapter(title: str, text: str) -> str:
    body = f"<h1>{title}</h1><p>{text}</p>"
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head><body>{body}</body></html>'
    )


def book(make: Any, chapters: dict[str, str], order: list[str], **parts: str) -> bytes:
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav' else ''}/>"
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in order)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>On oysters</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    made: bytes = make.zip_package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": opf,
            **{f"OEBPS/text/{name}.xhtml": content for name, content in chapters.items()},
            **parts,
        }
    )
    return made


def test_chapters_are_pages_in_reading_order(make: Any) -> None:
    chapters = {"b": chapter("Rye", "Sown in autumn."), "a": chapter("Oysters", "Leased for years.")}
    data = book(make, chapters, ["a", "b"])
    assert media.detect(data, "x.zip") == media.EPUB
    found = registry.extract(data)
    assert found.title == "On oysters"
    assert [(page.number, page.label, page.text) for page in found.pages] == [
        (1, "Oysters", "Oysters\n\nLeased for years."),
        (2, "Rye", "Rye\n\nSown in autumn."),
    ]


def test_a_chapter_of_several_sections_is_one_page(make: Any) -> None:
    text = "One.</p><h2>First part</h2><p>Two.</p><h2>Second part</h2><p>Three."
    (page,) = registry.extract(book(make, {"a": chapter("Oysters", text)}, ["a"])).pages
    headings = [page.text[span.start : span.end] for span in page.spans if span.role == "heading"]
    assert headings == ["Oysters", "First part", "Second part"]


def test_the_table_of_contents_is_labelled_as_one(make: Any) -> None:
    chapters = {"nav": chapter("Contents", "Oysters"), "a": chapter("Oysters", "Leased.")}
    first, _ = registry.extract(book(make, chapters, ["nav", "a"])).pages
    assert "contents" in [span.role for span in first.spans]


def test_a_copy_protected_book_is_refused_by_name(make: Any) -> None:
    secret = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
        "</enc:EncryptedData></encryption>"
    )
    data = book(make, {"a": chapter("Oysters", "Leased.")}, ["a"], **{"META-INF/encryption.xml": secret})
    with pytest.raises(ExtractionError) as error:
        registry.extract(data)
    assert error.value.code == "encrypted"


def test_a_chapter_named_with_a_doctype_is_read(make: Any) -> None:
    text = '<?xml version="1.0"?>\n<!DOCTYPE html>\n' + chapter("Oysters", "Leased.")
    assert registry.extract(book(make, {"a": text}, ["a"])).pages[0].text == "Oysters\n\nLeased."
