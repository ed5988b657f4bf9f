"""OpenDocument texts, presentations and spreadsheets are read as they are shown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from odf import dc, draw, office, presentation, style, table, text
from odf.namespaces import PRESENTATIONNS, TEXTNS
from odf.opendocument import (
    OpenDocumentPresentation,
    OpenDocumentSpreadsheet,
    OpenDocumentText,
)

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract import media, registry


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def read(document: Any) -> Extraction:
    return registry.extract(saved(document), None, "named.pdf")


def marked(page: Page, role: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == role]


def styled(document: Any, name: str, family: str = "text", **properties: str) -> Any:
    made = style.Style(name=name, family=family)
    made.addElement(style.TextProperties(**properties))
    document.automaticstyles.addElement(made)
    return made


def paragraph(*parts: Any, **attributes: Any) -> Any:
    made = text.P(**attributes)
    for part in parts:
        made.addText(part) if isinstance(part, str) else made.addElement(part)
    return made


def grid(rows: list[list[str]], name: str = "Leases", **first: Any) -> Any:
    made = table.Table(name=name)
    for row in rows:
        line = table.TableRow()
        for value in row:
            cell = table.TableCell(**(first if value == rows[0][0] else {}))
            cell.addElement(paragraph(value))
            line.addElement(cell)
        made.addElement(line)
    return made


@pytest.mark.parametrize(
    ("make", "kind"),
    [(OpenDocumentText, media.ODT), (OpenDocumentPresentation, media.ODP), (OpenDocumentSpreadsheet, media.ODS)],
)
def test_a_document_is_told_by_what_it_says_it_is(make: Callable[[], Any], kind: str) -> None:
    assert media.detect(saved(make()), "x.docx") == kind


def test_each_part_under_a_heading_is_a_page() -> None:
    document = OpenDocumentText()
    for heading in ("Oysters", "Rye"):
        document.text.addElement(text.H(outlinelevel=1, text=heading))
        document.text.addElement(paragraph(f"All about {heading.lower()}."))
    found = read(document)
    assert [(page.label, page.text) for page in found.pages] == [
        ("Oysters", "Oysters\n\nAll about oysters."),
        ("Rye", "Rye\n\nAll about rye."),
    ]


def test_raised_digits_stay_apart_from_the_number_before_them() -> None:
    document = OpenDocumentText()
    raised = styled(document, "T1", textposition="super 58%")
    lowered = styled(document, "T2", textposition="sub 58%")
    document.text.addElement(
        paragraph(
            "32", text.Span(stylename=raised, text="4"), " tonnes of CO", text.Span(stylename=lowered, text="2")
        )
    )
    assert read(document).pages[0].text == "32 [4] tonnes of CO2"


def test_struck_and_hidden_text_is_read_and_labelled() -> None:
    document = OpenDocumentText()
    struck = styled(document, "T1", textlinethroughstyle="solid")
    hidden = styled(document, "T2", display="none")
    document.text.addElement(paragraph("Rye pays ", text.Span(stylename=struck, text="nine"), "ten hens."))
    document.text.addElement(paragraph(text.Span(stylename=hidden, text="Ask the clerk.")))
    (page,) = read(document).pages
    assert page.text.startswith("Rye pays ten hens.")
    assert marked(page, "struck") == ["nine"]
    assert marked(page, "hidden") == ["Ask the clerk."]


def test_text_that_a_tracked_change_deletes_is_labelled_as_struck() -> None:
    document = OpenDocumentText()
    changes = text.TrackedChanges()
    region = text.ChangedRegion(check_grammar=False)
    region.setAttrNS(TEXTNS, "id", "c1")
    deletion = text.Deletion()
    deletion.addElement(paragraph("nine"))
    region.addElement(deletion)
    changes.addElement(region)
    document.text.addElement(changes)
    document.text.addElement(paragraph("Rye pays ", text.Change(changeid="c1"), "ten hens."))
    (page,) = read(document).pages
    assert page.text == "Rye pays ten hens.\n\nnine"
    assert marked(page, "struck") == ["nine"]


def test_a_footnote_stands_at_the_end_of_its_page_and_its_mark_apart() -> None:
    document = OpenDocumentText()
    note = text.Note(noteclass="footnote", id="n1")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(paragraph("Counted in May."))
    note.addElement(body)
    document.text.addElement(paragraph("There are 32", note, " beds."))
    (page,) = read(document).pages
    assert page.text == "There are 32 [1] beds.\n\n1 Counted in May."
    assert marked(page, "notes") == ["1 Counted in May."]


def test_blanks_tabs_and_breaks_that_count_are_kept() -> None:
    document = OpenDocumentText()
    document.text.addElement(paragraph("a", text.Tab(), "b", text.S(c=3), "c", text.LineBreak(), "d"))
    assert read(document).pages[0].text == "a\tb   c\nd"


def test_the_items_of_numbered_lists_have_their_numbers() -> None:
    document = OpenDocumentText()
    rules = text.ListStyle(name="L1")
    rules.addElement(text.ListLevelStyleNumber(level=1, numformat="1", numsuffix="."))
    rules.addElement(text.ListLevelStyleNumber(level=2, numformat="a", numsuffix=")"))
    document.automaticstyles.addElement(rules)
    outer = text.List(stylename=rules)
    for name in ("Sow", "Reap"):
        item = text.ListItem()
        item.addElement(paragraph(name))
        outer.addElement(item)
    inner = text.List()
    item = text.ListItem()
    item.addElement(paragraph("by hand"))
    inner.addElement(item)
    outer.childNodes[-1].addElement(inner)
    document.text.addElement(outer)
    assert read(document).pages[0].text.split() == "1. Sow 2. Reap a) by hand".split()


def test_a_row_of_a_table_stands_with_the_names_of_its_columns() -> None:
    document = OpenDocumentText()
    document.text.addElement(grid([["Year", "Beds"], ["2009", "31"], ["2010", "32"]]))
    (page,) = read(document).pages
    assert "Year: 2010 | Beds: 32" in page.text
    assert marked(page, "table") == [page.text]


def test_a_table_of_contents_is_labelled_as_one() -> None:
    document = OpenDocumentText()
    contents = text.TableOfContent(name="Contents")
    body = text.IndexBody()
    body.addElement(paragraph("Oysters 4"))
    contents.addElement(text.TableOfContentSource())
    contents.addElement(body)
    document.text.addElement(contents)
    document.text.addElement(paragraph("All about oysters."))
    (page,) = read(document).pages
    assert marked(page, "contents") == ["Oysters 4"]


def test_a_text_box_is_read_after_its_paragraph() -> None:
    document = OpenDocumentText()
    frame = draw.Frame(width="5cm", height="2cm", anchortype="paragraph")
    box = draw.TextBox()
    box.addElement(paragraph("In a box."))
    frame.addElement(box)
    document.text.addElement(paragraph("Before it.", frame))
    assert read(document).pages[0].text == "Before it.\n\nIn a box."


def test_a_comment_is_a_note_with_its_author() -> None:
    document = OpenDocumentText()
    comment = office.Annotation()
    comment.addElement(dc.Creator(text="Ann"))
    comment.addElement(paragraph("Is that so?"))
    document.text.addElement(paragraph("Thirty-two beds.", comment))
    (page,) = read(document).pages
    assert marked(page, "notes") == ["Comment by Ann: Is that so?"]


def whole_text() -> Any:
    """A text with a heading, a note, a list and a table."""
    document = OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Findings"))
    note = text.Note(noteclass="footnote", id="n1")
    note.addElement(text.NoteCitation(text="1"))
    note.addElement(text.NoteBody())
    raised = styled(document, "T1", textposition="super 58%", textlinethroughstyle="solid")
    document.text.addElement(paragraph("32", text.Span(stylename=raised, text="4"), text.S(c=2), " beds", note))
    items = text.List()
    item = text.ListItem()
    item.addElement(paragraph("by hand"))
    items.addElement(item)
    document.text.addElement(items)
    document.text.addElement(grid([["Year", "Beds"], ["2009", "31"]]))
    return document


def whole_show() -> Any:
    """Slides with notes, one of them hidden."""
    document = OpenDocumentPresentation()
    slide(document, "Oysters", "Leased for twelve years.", notes="Mention the fee.")
    slide(document, "Rye", "Sown in autumn.", hidden=True)
    return document


def whole_workbook() -> Any:
    """A sheet of a few cells."""
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(grid([["Year", "Beds"], ["2009", "31"]]))
    return document


def slide(document: Any, title: str, body: str, *, notes: str = "", hidden: bool = False) -> None:
    layout = style.MasterPage(name=f"M{title}", pagelayoutname=style.PageLayout(name="L"))
    document.masterstyles.addElement(layout)
    look = style.Style(name=f"dp{title}", family="drawing-page")
    look.addElement(style.DrawingPageProperties(visibility="hidden" if hidden else "visible"))
    document.automaticstyles.addElement(look)
    page = draw.Page(masterpagename=layout, stylename=look)
    for text_, kind in ((body, "outline"), (title, "title")):
        frame = draw.Frame()
        frame.setAttrNS(PRESENTATIONNS, "class", kind)
        box = draw.TextBox()
        box.addElement(paragraph(text_))
        frame.addElement(box)
        page.addElement(frame)
    if notes:
        said = presentation.Notes()
        frame = draw.Frame()
        frame.setAttrNS(PRESENTATIONNS, "class", "notes")
        box = draw.TextBox()
        box.addElement(paragraph(notes))
        frame.addElement(box)
        said.addElement(frame)
        page.addElement(said)
    document.presentation.addElement(page)


def test_each_slide_is_a_page_led_by_its_title_with_what_the_speaker_says() -> None:
    document = OpenDocumentPresentation()
    slide(document, "Oysters", "Leased for twelve years.", notes="Mention the fee.")
    slide(document, "Rye", "Sown in autumn.")
    first, second = read(document).pages
    assert first.text == "Oysters\n\nLeased for twelve years.\n\nMention the fee."
    assert marked(first, "heading") == ["Oysters"]
    assert marked(first, "notes") == ["Mention the fee."]
    assert (second.label, second.number) == ("Slide 2", 2)


def test_a_slide_that_the_show_leaves_out_is_labelled_as_hidden() -> None:
    document = OpenDocumentPresentation()
    slide(document, "Oysters", "Leased.", hidden=True)
    (page,) = read(document).pages
    assert marked(page, "hidden") == [page.text]


def test_a_sheet_is_a_page_and_shows_what_its_cells_show() -> None:
    document = OpenDocumentSpreadsheet()
    sheet = table.Table(name="Leases")
    for row in ([("Village", None), ("Share", None)], [("Ash", None), ("12.5%", "0.125")]):
        line = table.TableRow()
        for shown, value in row:
            cell = table.TableCell(**({"valuetype": "percentage", "value": value} if value else {}))
            cell.addElement(paragraph(shown))
            line.addElement(cell)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    (page,) = read(document).pages
    assert page.label == "Leases"
    assert page.text == "Leases\n\nVillage\tShare\nAsh\t12.5%\nVillage: Ash | Share: 12.5%"


def test_cells_that_repeat_without_end_cost_nothing() -> None:
    document = OpenDocumentSpreadsheet()
    sheet = table.Table(name="Leases")
    line = table.TableRow(numberrowsrepeated=1_048_576)
    line.addElement(table.TableCell(numbercolumnsrepeated=16_384))
    sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    assert read(document).pages[0].text == "Leases"


def test_an_encrypted_document_is_refused_by_name() -> None:
    plain = zipfile.ZipFile(io.BytesIO(saved(OpenDocumentText())))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in plain.namelist():
            content = plain.read(name)
            if name == "META-INF/manifest.xml":
                secret = b'<manifest:file-entry manifest:full-path="x"><manifest:encryption-data/>'
                end = b"</manifest:manifest>"
                content = content.replace(end, secret + b"</manifest:file-entry>" + end)
            packed.writestr(name, content)
    with pytest.raises(ExtractionError) as error:
        registry.extract(out.getvalue())
    assert error.value.code == "encrypted"
