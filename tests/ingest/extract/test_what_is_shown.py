"""What a reader of a document sees is its text; what is crossed out, unseen or not chosen is told apart."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable

import docx
import pytest
import xlsxwriter
import xlwt
from odf.draw import Frame, Image, Page
from odf.opendocument import OpenDocumentPresentation, OpenDocumentText
from odf.style import MasterPage, PageLayout
from odf.svg import Desc
from odf.text import P

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract import media
from ingest.extract.archive_names import charset_of_names
from ingest.extract.registry import extract


def page_of(body: str) -> bytes:
    return f"<!DOCTYPE html><meta charset=utf-8><title>Report</title><body><h1>Report</h1>{body}".encode()


def text_of(extraction: Extraction) -> str:
    return "\n".join(page.text for page in extraction.pages)


def role_of(extraction: Extraction, word: str) -> set[str]:
    """The roles of the one place where a word stands."""
    (found,) = [(p, p.text.index(word)) for p in extraction.pages if word in p.text]
    page, at = found
    return {span.role for span in page.spans if span.start <= at < span.end}


def xlsx_with_struck_value() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Yields")
    sheet.write_row(0, 0, ["Crop", "Tonnes"])
    sheet.write_row(1, 0, ["Rice", 77])
    sheet.write(2, 0, "Rye")
    sheet.write(2, 1, 66, book.add_format({"font_strikeout": True}))
    book.close()
    return out.getvalue()


def xls_with_struck_value() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Yields")
    struck = xlwt.Font()
    struck.struck_out = True
    for row, values in enumerate((["Crop", "Tonnes"], ["Rice", 77], ["Rye"])):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    sheet.write(2, 1, 66, xlwt.easyxf("font: struck_out on"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("make", [xlsx_with_struck_value, xls_with_struck_value])
def test_a_crossed_out_cell_of_a_workbook_is_labelled(make: Callable[[], bytes]) -> None:
    extraction = extract(make())
    assert "struck" in role_of(extraction, "66")
    assert role_of(extraction, "77") == {"table"}


def test_raised_and_struck_parts_of_a_cell_of_an_old_workbook_are_told_apart() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Yields")
    raised, struck = xlwt.Font(), xlwt.Font()
    raised.escapement, struck.struck_out = xlwt.Font.ESCAPEMENT_SUPERSCRIPT, True
    sheet.write_rich_text(0, 0, ("32", ("4", raised), " tonnes ", ("of 1998", struck), " of rice"))
    out = io.BytesIO()
    book.save(out)
    extraction = extract(out.getvalue())
    assert "32 [4] tonnes of rice" in text_of(extraction)
    assert "struck" in role_of(extraction, "of 1998")


@pytest.mark.parametrize("style", ["opacity:0", "font-size:0", "font-size: 0px", "opacity: 0.0"])
def test_text_without_size_or_colour_is_hidden(style: str) -> None:
    extraction = extract(page_of(f"<p>Wells give water. <span style='{style}'>Unseen 88.</span></p>"))
    assert "hidden" in role_of(extraction, "Unseen 88")


@pytest.mark.parametrize("style", ["opacity:0.4", "font-size:0.8em", "font-size: 10px"])
def test_small_or_pale_text_is_text(style: str) -> None:
    extraction = extract(page_of(f"<p>Wells give water. <span style='{style}'>Seen 88.</span></p>"))
    assert "hidden" not in role_of(extraction, "Seen 88")


def test_of_a_list_to_choose_from_the_choice_is_read_and_boxes_say_whether_they_are_ticked() -> None:
    form = """<form><select><option>Draft<option selected>Final</select>
        <input type=checkbox checked> agreed <input type=radio> postponed</form>"""
    text = text_of(extract(page_of(form)))
    assert "Final" in text
    assert "Draft" not in text
    assert "☒ agreed ☐ postponed" in text


def test_all_of_a_list_is_read_where_nothing_was_chosen() -> None:
    text = text_of(extract(page_of("<form><select><option>North<option>South</select></form>")))
    assert "North" in text
    assert "South" in text


def as_docx(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def as_odt(text: str) -> bytes:
    document, out = OpenDocumentText(), io.BytesIO()
    document.text.addElement(P(text=text))
    document.save(out)
    return out.getvalue()


FORMATS = [as_docx, as_odt, lambda text: page_of(f"<p>{text}</p>"), lambda text: text.encode()]


@pytest.mark.parametrize("make", FORMATS)
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("中 国 水 利 部 发 布 报 告。", "中国水利部发布报告。"),
        ("水 利 ， 农 业", "水利，农业"),
        ("张三 李四 王五", "张三 李四 王五"),
        ("第 3 章 水", "第 3 章 水"),
    ],
)
def test_letter_spaced_chinese_is_joined_and_spaced_words_are_not(
    make: Callable[[str], bytes], typed: str, read: str
) -> None:
    assert read in text_of(extract(make(typed)))


@pytest.mark.parametrize("make", FORMATS)
def test_a_soft_hyphen_is_not_part_of_its_word(make: Callable[[str], bytes]) -> None:
    assert "irrigation" in text_of(extract(make("The irri\xadgation of dry land – a report.")))


def test_the_limits_of_a_sum_stand_apart_from_what_is_summed() -> None:
    sums = "<math><munderover><mo>∑</mo><mn>1</mn><mn>9</mn></munderover><mn>5</mn><mi>n</mi></math>"
    assert "∑_1^9 5n" in text_of(extract(page_of(f"<p>Loss {sums}</p>")))


def test_a_sign_in_page_saved_in_one_file_is_a_named_failure() -> None:
    wall = page_of("<h1>Sign in</h1><form><input name=u><input type=password><button>Sign in</button></form>")
    saved = (
        b"From: <Saved by Blink>\nSubject: Sign in\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\n'
        b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(wall)
        + b"--B--\n"
    )
    with pytest.raises(ExtractionError) as raised:
        extract(saved, media.MHTML)
    assert raised.value.code == "sign-in"


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("報告資料", "cp932"),
        ("第一回 会議メモ", "cp932"),
        ("水利部会议纪要", "gb18030"),
        ("會議紀錄", "big5"),
        ("보고서", "euc_kr"),
        ("Отчёт за год", "cp866"),
        ("Доклад", "cp1251"),
        ("Übersicht größe", "cp437"),
        ("résumé", "utf-8"),
    ],
)
def test_a_name_in_an_archive_is_read_in_the_charset_it_was_written_in(name: str, charset: str) -> None:
    raw = f"{name}.pdf".encode(charset)
    assert raw.decode(charset_of_names([b"plain.txt", raw])) == f"{name}.pdf"


def test_a_file_in_an_archive_has_the_name_its_maker_gave_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("XXXXXXXX.txt", "Rice.")
        archive.writestr("plain.txt", "Rye.")
    extraction = extract(out.getvalue().replace(b"XXXXXXXX", "報告資料".encode("cp932")))
    assert [file.name for file in extraction.attachments] == ["報告資料.txt", "plain.txt"]


def odt_of_picture(description: str | None) -> bytes:
    document, out = OpenDocumentText(), io.BytesIO()
    frame = Frame(width="4cm", height="3cm", anchortype="paragraph")
    frame.addElement(Image(href="Pictures/wells.png"))
    if description:
        frame.addElement(Desc(text=description))
    paragraph = P(text="Wells of the north.")
    paragraph.addElement(frame)
    document.text.addElement(paragraph)
    document.save(out)
    return out.getvalue()


def odp_of_picture(description: str | None) -> bytes:
    document, out = OpenDocumentPresentation(), io.BytesIO()
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    document.masterstyles.addElement(master := MasterPage(name="master", pagelayoutname=layout))
    slide = Page(masterpagename=master)
    document.presentation.addElement(slide)
    frame = Frame(width="4cm", height="3cm")
    frame.addElement(Image(href="Pictures/wells.png"))
    if description:
        frame.addElement(Desc(text=description))
    slide.addElement(frame)
    document.save(out)
    return out.getvalue()


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
)


def xlsx_of_picture(description: str | None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Wells")
    sheet.write_row(0, 0, ["Wells", "of the north"])
    sheet.insert_image(2, 0, "wells.png", {"image_data": io.BytesIO(PIXEL), "description": description or ""})
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("make", [odt_of_picture, odp_of_picture, xlsx_of_picture])
def test_the_description_of_a_picture_is_read_and_a_missing_one_named(
    make: Callable[[str | None], bytes],
) -> None:
    described = extract(make("Chart: 45 % of all wells are dry."))
    assert "Chart: 45 % of all wells are dry." in text_of(described)
    assert described.notes == ()
    (note,) = extract(make(None)).notes
    assert note.startswith("1 picture without a description was not read")


@pytest.mark.parametrize("make", FORMATS)
def test_a_letter_spaced_line_is_joined_though_it_is_no_heading(make: Callable[[str], bytes]) -> None:
    assert "RECOMMENDATIONS" in text_of(extract(make("R E C O M M E N D A T I O N S")))
    assert "A B C D E" in text_of(extract(make("A B C D E")))


def test_a_letter_in_one_cell_is_no_great_first_letter_of_the_next() -> None:
    nested = "<table><tr><th>A<th>B<tr><td><table><tr><td>x1<td>x2</table><td>5</table>"
    assert text_of(extract(page_of(nested))).split()[-5:] == ["A", "B", "x1", "x2", "5"]


def test_a_great_first_letter_in_a_cell_is_joined_with_its_text() -> None:
    cell = "<table><tr><td><div>T</div><p>he ministry gives wells.</p></td></tr></table>"
    assert "The ministry gives wells." in text_of(extract(page_of(cell)))
