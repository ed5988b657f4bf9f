"""The numbers before list items, which programs count and files do not hold, are read in every format."""

from __future__ import annotations

import io

import pptx
import pytest
from lxml import etree
from pptx.util import Inches

from ingest.extract.registry import extract
from tests.ingest.extract import packages

A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def text_of(data: bytes) -> str:
    return "\n".join(page.text for page in extract(data).pages)


def lines_of(body: str, head: str = "") -> list[str]:
    page = f"<!DOCTYPE html><title>Plan</title>{head}<body><main><h1>Plan</h1>{body}</main>"
    return [line for line in text_of(page.encode()).split("\n") if line][1:]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol><li>Fish<li>Rice</ol>", ["1. Fish", "2. Rice"]),
        ("<ol start=5><li>Fish<li value=9>Rice<li>Rye</ol>", ["5. Fish", "9. Rice", "10. Rye"]),
        ("<ol reversed><li>Fish<li>Rice<li>Rye</ol>", ["3. Fish", "2. Rice", "1. Rye"]),
        ("<ol type=a><li>Fish<li>Rice</ol>", ["a. Fish", "b. Rice"]),
        ("<ol type=I start=4><li>Fish</ol>", ["IV. Fish"]),
        ("<ol style='list-style: lower-roman inside'><li>Fish<li>Rice</ol>", ["i. Fish", "ii. Rice"]),
        ("<ol style='list-style-type:none'><li>Fish</ol>", ["• Fish"]),
        ("<ul style='list-style-type:decimal'><li>Fish</ul>", ["1. Fish"]),
        ("<ol><li>Fish<ul><li>Cod</ul><li>Rice</ol>", ["1. Fish", "• Cod", "2. Rice"]),
        ("<ol><li>Fish<ol type=a><li>Cod<li>Eel</ol><li>Rice</ol>", ["1. Fish", "a. Cod", "b. Eel", "2. Rice"]),
        ("<ol><li><p>Fish</p><p>More of it.</p><li>Rice</ol>", ["1. Fish", "More of it.", "2. Rice"]),
        ("<ol><li>1. Fish<li>2) Rice</ol>", ["• 1. Fish", "• 2) Rice"]),
        ("<ol start='many'><li>Fish</ol>", ["1. Fish"]),
    ],
)
def test_a_list_of_a_web_page_has_the_numbers_that_a_browser_shows(body: str, expected: list[str]) -> None:
    assert lines_of(body) == expected


def test_a_sheet_that_clears_all_lists_leaves_their_numbers() -> None:
    sheet = "<style>ol, ul { list-style: none } .menu { list-style: none }</style>"
    assert lines_of("<ol><li>Fish</ol><ol class=menu><li>Rice</ol>", sheet) == ["1. Fish", "• Rice"]


def item(text: str, number: int, level: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def level(at: int, form: str, shown: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{shown}"/></w:lvl>'


def test_a_list_of_word_may_be_defined_by_a_list_style() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Aims"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Aims"/>{level(0, "russianLower", "%1)")}'
        '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    data = packages.docx(item("Fish", 3) + item("Rice", 3), numbering=numbering)
    assert text_of(data) == "а) Fish\nб) Rice"


def test_a_paragraph_style_of_word_stands_on_the_level_that_is_bound_to_it() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "lowerRoman", "%2)", '<w:pStyle w:val="Sub"/>')
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    properties = '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>'
    style = f'<w:style w:styleId="Sub"><w:name w:val="Sub"/>{properties}</w:style>'
    body = item("Fish", 3) + '<w:p><w:pPr><w:pStyle w:val="Sub"/></w:pPr><w:r><w:t>Cod</w:t></w:r></w:p>'
    assert text_of(packages.docx(body, styles=style, numbering=numbering)) == "1. Fish\ni) Cod"


ODF_STYLE = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"'
    ' style:num-suffix="." text:start-value="3"/></text:list-style>'
)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("", "3. Rice"),
        ('text:continue-numbering="true"', "4. Rice"),
        ('text:continue-list="first"', "4. Rice"),
        ('text:continue-list="unknown"', "3. Rice"),
    ],
)
def test_a_list_of_an_open_document_goes_on_from_another_where_it_says_so(second: str, expected: str) -> None:
    def made(attributes: str, text: str) -> str:
        return (
            f'<text:list text:style-name="L" {attributes}><text:list-item><text:p>{text}</text:p></text:list-item>'
            "</text:list>"
        )

    first = made('xml:id="first"', "Fish")
    body = f"{first}<text:p>Between</text:p>{made(second, 'Rice')}"
    assert text_of(packages.odf(body, automatic=ODF_STYLE)).split("\n\n") == ["3. Fish", "Between", expected]


def slide(*paragraphs: tuple[str, str], style: str = "") -> bytes:
    """Paragraphs of (the inside of their properties, text) on a slide."""
    show = pptx.Presentation()
    body = (
        show.slides.add_slide(show.slide_layouts[6])
        .shapes.add_textbox(0, 0, Inches(5), Inches(3))
        .text_frame._txBody
    )
    for old in body.findall(f"{{{A}}}p"):
        body.remove(old)
    if style:
        body.find(f"{{{A}}}lstStyle").append(etree.fromstring(f'<a:lvl1pPr xmlns:a="{A}">{style}</a:lvl1pPr>'))
    for properties, text in paragraphs:
        xml = f'<a:p xmlns:a="{A}"><a:pPr{properties}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>'
        body.append(etree.fromstring(xml))
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def numbered(kind: str, more: str = "", at: int = 0) -> str:
    return f' lvl="{at}"><a:buAutoNum type="{kind}" {more}/>'


def test_numbered_paragraphs_of_a_slide_have_the_numbers_that_it_shows() -> None:
    data = slide(
        (numbered("arabicPeriod"), "Fish"),
        (numbered("alphaLcParenBoth", at=1), "Cod"),
        (numbered("arabicPeriod"), "Rice"),
        (numbered("romanUcPeriod", 'startAt="4"'), "Rye"),
        (">", "Between"),
        (numbered("arabicParenR"), "Oats"),
    )
    assert text_of(data).split("\n") == ["1. Fish", "(a) Cod", "2. Rice", "IV. Rye", "Between", "1) Oats"]


def test_the_style_of_a_text_box_numbers_its_paragraphs() -> None:
    data = slide((">", "Fish"), ("><a:buNone/>", "Note"), style='<a:buAutoNum type="arabicPlain"/>')
    assert text_of(data).split("\n") == ["1 Fish", "Note"]
