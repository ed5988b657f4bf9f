"""Documents of 2007 and later: sections, lists, tables, notes, boxes, revisions, and what cannot be read."""

from __future__ import annotations

import contextlib
import io
import zipfile
from typing import Any

import docx as writer
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ooxml import docx


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def spans(page: Any, role: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == role]


def body_text(make: Any, body: str, **more: Any) -> str:
    return "\n=\n".join(page.text for page in docx.extract(make.word_package(body, **more)).pages)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def test_top_level_headings_start_sections_labelled_with_them() -> None:
    document = writer.Document()
    document.add_paragraph("Preface.")
    for number in (1, 2, 3):
        document.add_heading(f"Part {number}", 1)
        document.add_paragraph(f"Text of part {number}.")
        document.add_heading(f"Detail {number}", 2)
        document.add_paragraph("More.")
    pages = docx.extract(saved(document)).pages
    assert [page.label for page in pages] == [None, "Part 1", "Part 2", "Part 3"]
    assert [(s.role, s.level) for s in pages[2].spans] == [("heading", 1), ("heading", 2)]
    assert pages[2].text == "Part 2\n\nText of part 2.\n\nDetail 2\n\nMore."


def test_sections_follow_the_second_level_where_the_first_is_but_the_title() -> None:
    document = writer.Document()
    document.add_heading("The title", 0)
    for number in (1, 2):
        document.add_heading(f"Part {number}", 2)
        document.add_paragraph("Text.")
    assert [page.label for page in docx.extract(saved(document)).pages] == ["The title", "Part 2"]


def test_items_of_a_list_carry_their_numbers_and_stand_under_each_other() -> None:
    document = writer.Document()
    document.add_paragraph("Do this:")
    for text in ("first", "second"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("loose", style="List Bullet")
    assert docx.extract(saved(document)).pages[0].text == "Do this:\n\n1. first\n2. second\n• loose"


def test_rows_of_tables_stand_as_printed_and_as_header_and_value() -> None:
    document = writer.Document()
    table = document.add_table(3, 2)
    for row, texts in enumerate((("Country", "Cars"), ("China", "40"), ("India", "31"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    page = docx.extract(saved(document)).pages[0]
    assert spans(page, "table") == [
        "Country\tCars\nChina\t40\nCountry: China | Cars: 40\nIndia\t31\nCountry: India | Cars: 31"
    ]


def test_a_table_without_a_header_row_is_rows_of_values() -> None:
    document = writer.Document()
    table = document.add_table(2, 2)
    for row, texts in enumerate((("1", "2"), ("3", "4"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    assert docx.extract(saved(document)).pages[0].text == "1\t2\n3\t4"


def test_a_header_over_two_columns_names_the_values_of_both(make: Any) -> None:
    def cell(text: str, span: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph(text)}</w:tc>'

    rows = (cell("Name") + cell("Cars", 2), cell("China") + cell("40") + cell("41"))
    text = body_text(make, "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
    assert text.endswith("Name: China | Cars: 40 | Cars: 41")


def test_a_table_in_a_table_loses_nothing(make: Any) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('in')}</w:tc><w:tc>{paragraph('side')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('out')}{inner}</w:tc><w:tc>{paragraph('last')}</w:tc></w:tr></w:tbl>"
    assert body_text(make, outer).split("\n\n") == ["out", "in\tside", "last"]


def test_running_headers_and_footers_are_boilerplate_said_once() -> None:
    document = writer.Document()
    document.sections[0].header.paragraphs[0].text = "Running head"
    document.sections[0].footer.paragraphs[0].text = "Running foot"
    document.add_paragraph("Text.")
    page = docx.extract(saved(document)).pages[0]
    assert spans(page, "boilerplate") == ["Running head", "Running foot"]
    assert page.text == "Running head\n\nText.\n\nRunning foot"


def test_inserted_text_stands_in_its_sentence_and_deleted_text_apart_as_struck(make: Any) -> None:
    gone = "<w:del><w:r><w:delText>and boats</w:delText></w:r></w:del>"
    body = f"<w:p>{run('Cars ')}<w:ins>{run('and bikes')}</w:ins>{gone}</w:p>"
    (page,) = docx.extract(make.word_package(body)).pages
    assert page.text == "Cars and bikes\n\nand boats"
    assert spans(page, "struck") == ["and boats"]


def test_a_text_box_written_in_two_ways_is_read_once(make: Any) -> None:
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    body = (
        f"<w:p>{run('around')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}"
        f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert body_text(make, body) == "around\n\nin the box"


def test_fields_show_their_result_and_not_their_code(make: Any) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>PAGEREF x</w:instrText></w:r>"
    body = f"<w:p>{run('page ')}{mark('begin')}{code}{mark('separate')}{run('7')}{mark('end')}</w:p>"
    assert body_text(make, body) == "page 7"


def test_footnotes_and_comments_stand_at_the_end_of_the_section_that_refers_to_them(make: Any) -> None:
    body = (
        '<w:p><w:r><w:t>Claim</w:t><w:footnoteReference w:id="2"/><w:t> made.</w:t></w:r></w:p>'
        '<w:p><w:r><w:commentReference w:id="0"/><w:t>Other.</w:t></w:r></w:p>'
    )
    notes = f'<w:ROOT><w:footnote w:id="-1" w:type="separator">{paragraph("no")}</w:footnote><w:footnote w:id="2">'
    notes += f"{paragraph('A source.')}</w:footnote></w:ROOT>"
    comments = f'<w:ROOT><w:comment w:id="0" w:author="Ann Lee">{paragraph("Is it so?")}</w:comment></w:ROOT>'
    package = make.word_package(
        body,
        parts={"footnotes.xml": notes,
               "comments.xml": comments},
        kinds={"footnotes.xml": "footnotes", "comments.xml": "comments"},
    )  # fmt: skip
    page = docx.extract(package).pages[0]
    assert page.text.startswith("Claim made.\n\nOther.")
    assert spans(page, "notes") == ["A source.\nComment by Ann Lee: Is it so?"]


@pytest.mark.parametrize("wrapper", ["w:sdt><w:sdtContent", "w:customXml><w:smartTag", "w:ins><w:ins"])
def test_paragraphs_in_wrappers_are_read(make: Any, wrapper: str) -> None:
    outer, inner = wrapper.split("><")
    assert body_text(make, f"<{outer}><{inner}>{paragraph('wrapped')}</{inner}></{outer}>") == "wrapped"


def test_a_document_written_as_one_xml_file_is_read() -> None:
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    text = (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}"><pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{kind}" Target="word/document.xml"/></Relationships></pkg:xmlData></pkg:part>'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"{paragraph('flat')}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
    )
    assert docx.extract(text.encode()).pages[0].text == "flat"


def test_the_xml_of_word_2003_is_read() -> None:
    text = (
        '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
        f"<w:body><sect>{paragraph('of 2003')}</sect></w:body></w:wordDocument>"
    )
    assert docx.extract(text.encode()).pages[0].text == "of 2003"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(make: Any, declaration: str) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'{declaration}<w:document xmlns:w="{space}"><w:body>{paragraph("&a;")}</w:body></w:document>'
    with pytest.raises(ExtractionError) as caught:
        docx.extract(make.zip_package({"word/document.xml": document}))
    assert caught.value.code == "damaged"


def test_tables_nested_without_end_are_an_error_or_text_within_the_stack(make: Any) -> None:
    for depth in (60, 3000):
        body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("bottom") + "</w:tc></w:tr></w:tbl>" * depth
        try:
            assert "bottom" in body_text(make, body)
        except ExtractionError as error:
            assert error.code == "damaged"  # noqa: PT017
            assert depth == 3000


def test_a_document_without_text_is_one_empty_page_and_a_note() -> None:
    result = docx.extract(saved(writer.Document()))
    assert [page.text for page in result.pages] == [""]
    assert any("no text" in note for note in result.notes)


_FUZZED = saved(writer.Document())


@given(changes=st.lists(st.tuples(st.integers(0, len(_FUZZED) - 1), st.integers(0, 255)), max_size=15))
@settings(max_examples=100, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_damage_raises_nothing_but_an_extraction_error(changes: list[tuple[int, int]]) -> None:
    content = bytearray(_FUZZED)
    for at, byte in changes:
        content[at] = byte
    with contextlib.suppress(ExtractionError):
        docx.extract(bytes(content))


GUESS = "Description automatically generated"


def with_chunk(make: Any, name: str, content: bytes) -> bytes:
    """A document of a paragraph, a file put into its text, and another paragraph."""
    body = f'{paragraph("Before.")}<w:altChunk r:id="r0"/>{paragraph("After.")}'
    package = make.word_package(body, kinds={name: "aFChunk"})
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return bytes(make.zip_package({**parts, f"word/{name}": content}))


CHUNKS = {
    "a.htm": b"<html><body><h1>Results</h1><p>Yields rose to 4 <del>3</del> t/ha.</p></body></html>",
    "a.rtf": b"{\\rtf1\\ansi Results\\par Yields rose to 4 t/ha.\\par}",
    "a.txt": b"Results\n\nYields rose to 4 t/ha.",
}


@pytest.mark.parametrize("name", CHUNKS)
def test_a_file_put_into_the_text_is_read_in_its_place(make: Any, name: str) -> None:
    result = docx.extract(with_chunk(make, name, CHUNKS[name]))
    text = " ".join("\n".join(page.text for page in result.pages).split())
    assert text.startswith("Before. Results Yields rose to 4 t/ha.")
    assert text.endswith("After.") or name == "a.htm"
    assert not any("not read" in note for note in result.notes)


def test_a_document_put_into_the_text_is_read_with_its_headings_and_struck_text(make: Any) -> None:
    inner = make.word_package(
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Results</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>It is 4 </w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
        "<w:r><w:t>t/ha.</w:t></w:r></w:p>"
    )
    pages = docx.extract(with_chunk(make, "a.docx", inner)).pages
    assert [page.label for page in pages] == [None, "Results"]
    assert spans(pages[1], "struck") == ["3"]
    assert "It is 4 t/ha." in pages[1].text


def test_documents_within_documents_end_somewhere_and_it_is_said(make: Any) -> None:
    data = make.word_package(paragraph("The innermost."))
    for _ in range(5):
        data = with_chunk(make, "a.docx", data)
    result = docx.extract(data)
    assert "The innermost." not in result.pages[0].text
    assert any("was not read" in note for note in result.notes)


def test_a_file_put_into_the_text_that_cannot_be_read_is_named(make: Any) -> None:
    result = docx.extract(with_chunk(make, "a.bin", bytes(range(256)) * 4))
    assert "Before.\n\nAfter." in result.pages[0].text
    assert any(note.startswith("word/a.bin") for note in result.notes)


def test_a_description_of_a_picture_is_read_and_pictures_without_one_are_counted(make: Any) -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    picture = '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'
    body = "".join(
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{space}"><wp:docPr id="1" name="P" {told}/>{picture}'
        "</wp:inline></w:drawing></w:r></w:p>"
        for told in (
            'descr="Rice yield rose to 4 t/ha"',
            'descr="A field. Description automatically generated"',
            "",
        )
    )
    result = docx.extract(make.word_package(body))
    assert result.pages[0].text == "Rice yield rose to 4 t/ha\n\nA field."
    assert "1 picture without a description was not read." in result.notes


def test_form_fields_show_their_choice_and_whether_they_are_ticked(make: Any) -> None:
    def field_of(data: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            '<w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    options = '<w:listEntry w:val="two days"/><w:listEntry w:val="three days"/>'
    chosen = field_of(f'<w:ddList><w:result w:val="1"/>{options}</w:ddList>')
    ticked, empty = field_of("<w:checkBox><w:checked/></w:checkBox>"), field_of("<w:checkBox/>")
    body = f"<w:p>{run('Length: ')}{chosen}</w:p><w:p>{ticked}{run(' Yes')}</w:p><w:p>{empty}{run(' No')}</w:p>"
    assert body_text(make, body) == "Length: three days\n\n\u2612 Yes\n\n\u2610 No"
