"""Binary Word files: order of text, sections, tables, notes, fields, and what cannot be read."""

from __future__ import annotations

import contextlib
import struct
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.extract import media, registry
from ingest.extract.msoffice.doc import reader as doc


def spans(page: Any, role: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == role]


def test_paragraphs_come_in_the_order_of_the_piece_table_not_of_the_file(make: Any) -> None:
    paragraphs = [make.paragraph(f"Paragraph {n}.") for n in range(1, 41)]
    text = doc.extract(make.word(paragraphs, wide_from=17)).pages[0].text
    assert text.split("\n\n") == [f"Paragraph {n}." for n in range(1, 41)]


def test_both_ways_of_storing_characters_are_read(make: Any) -> None:
    paragraphs = [make.paragraph("Quotes “like these” cost 5 €"), make.paragraph("Москва 北京 𐌲𐌿")]
    text = doc.extract(make.word(paragraphs, wide_from=1)).pages[0].text
    assert text == "Quotes “like these” cost 5 €\n\nМосква 北京 𐌲𐌿"


def test_top_level_headings_start_sections_labelled_with_them(make: Any) -> None:
    paragraphs = [
        make.paragraph("Introduction", style=1),
        make.paragraph("First text."),
        make.paragraph("A detail", style=2),
        make.paragraph("Second text."),
        make.paragraph("Conclusions", style=1),
        make.paragraph("Third text."),
    ]
    pages = doc.extract(make.word(paragraphs)).pages
    assert [page.label for page in pages] == ["Introduction", "Conclusions"]
    assert [(s.role, s.level) for s in pages[0].spans] == [("heading", 1), ("heading", 2)]
    assert pages[1].text == "Conclusions\n\nThird text."


def test_rows_of_tables_stand_as_printed_and_as_header_and_value(make: Any) -> None:
    paragraphs = [
        make.paragraph("Before"),
        *make.row("Country", "Cars", "Year"),
        *make.row("China", "40", ""),
        *make.row("India", "", "2005"),
        make.paragraph("After"),
    ]
    page = doc.extract(make.word(paragraphs)).pages[0]
    assert spans(page, "table") == [
        "Country\tCars\tYear\nChina\t40\nCountry: China | Cars: 40\nIndia\t2005\nCountry: India | Year: 2005"
    ]
    assert page.text.startswith("Before\n\n")
    assert page.text.endswith("\n\nAfter")


def test_a_footnote_stands_at_the_end_of_the_section_that_refers_to_it(make: Any) -> None:
    paragraphs = [
        make.paragraph("One", style=1),
        make.paragraph("Claim\x02 made."),
        make.paragraph("Two", style=1),
        make.paragraph("Other\x02 claim."),
    ]
    pages = doc.extract(make.word(paragraphs, footnotes=["First source.", "Second source."])).pages
    assert [spans(page, "notes") for page in pages] == [["First source."], ["Second source."]]
    assert "Claim made." in pages[0].text


def test_fields_show_their_result_and_not_their_code(make: Any) -> None:
    nested = "See \x13 HYPERLINK \x13 QUOTE x \x14inner\x15 \x14the page\x15 and \x13 XE hidden \x15more."
    assert doc.extract(make.word([make.paragraph(nested)])).pages[0].text == "See the page and more."


def test_a_field_that_never_ends_hides_nothing(make: Any) -> None:
    assert "and the rest" in doc.extract(make.word([make.paragraph("Open \x13 field and the rest")])).pages[0].text


def test_an_encrypted_document_is_named_so(make: Any) -> None:
    with pytest.raises(ExtractionError) as caught:
        doc.extract(make.word([make.paragraph("x")], flags=0x0100))
    assert caught.value.code == "encrypted"


def test_a_document_without_text_is_one_empty_page_and_a_note(make: Any) -> None:
    result = doc.extract(make.word([make.paragraph("")]))
    assert [page.text for page in result.pages] == [""]
    assert any("no text" in note for note in result.notes)


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"{\\rtf1 text}", "damaged")])
def test_what_is_no_compound_file_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        doc.extract(data)
    assert caught.value.code == code


@given(data=st.data())
@settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_raises_nothing_but_an_extraction_error(make: Any, data: Any) -> None:
    paragraphs = [make.paragraph("H", style=1), make.paragraph("a\x02 \x13 X \x14b\x15"), *make.row("A", "B")]
    content = bytearray(make.word(paragraphs, footnotes=["n"], wide_from=2))
    place = st.integers(512, len(content) - 1)
    for at in data.draw(st.lists(place, max_size=25)):
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    with contextlib.suppress(ExtractionError):
        doc.extract(bytes(content[:cut]))


def word_2(text: bytes, *, notes: bytes = b"", flags: int = 0, language: int = 0x0409) -> bytes:
    """A file of Word 2: a header, then the text and that of its footnotes."""
    header = bytearray(0x180)
    struct.pack_into("<HHHHHH", header, 0, 0xA5DB, 45, 0, language, 0, flags)
    struct.pack_into("<II", header, 0x18, len(header), len(header) + len(text) + len(notes))
    struct.pack_into("<II", header, 0x34, len(text), len(notes))
    struct.pack_into("<I", header, 0x48, 77)
    return bytes(header) + text + notes


def test_the_text_of_word_2_is_read() -> None:
    data = word_2(b"Leases of 1991\rThe fee is \x13 REF a \x1432\x15 pounds.\r", notes=b"\x02 By the clerk.\r")
    result = registry.extract(data)
    assert result.media_type == media.DOC
    assert result.pages[0].text == "Leases of 1991\n\nThe fee is 32 pounds.\n\nBy the clerk."


def test_word_2_is_read_in_the_charset_of_its_language() -> None:
    assert registry.extract(word_2("Рыба\r".encode("cp1251"), language=0x0419)).pages[0].text == "Рыба"


@pytest.mark.parametrize(("flags", "code"), [(0x0100, "encrypted"), (0x0004, "unsupported")])
def test_a_file_of_word_2_that_cannot_be_read_is_refused_by_name(flags: int, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        registry.extract(word_2(b"Text\r", flags=flags))
    assert caught.value.code == code
