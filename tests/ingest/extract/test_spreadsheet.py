"""Workbooks are read as they are shown: a row with its heads, dates and percentages as they stand."""

from __future__ import annotations

import datetime
import io
import struct
from collections.abc import Callable
from typing import Any

import olefile
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Extraction, Page
from ingest.extract import media, registry
from ingest.extract.spreadsheet.number_format import shown

HEADS = ["Village", "Share", "Since", "Tonnes"]
ROWS = [("Ash", 0.125, datetime.date(2010, 3, 1), 12345), ("Birch", 0.5, datetime.date(2009, 7, 14), 7)]
LABELLED = [
    "Village: Ash | Share: 12.5% | Since: 1-Mar-10 | Tonnes: 12,345",
    "Village: Birch | Share: 50.0% | Since: 14-Jul-09 | Tonnes: 7",
]
FORMATS = ["General", "0.0%", "d-mmm-yy", "#,##0"]


def xlsx(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def xls(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    book = xlwt.Workbook()
    fill(book)
    book.save(out)
    return out.getvalue()


def leases_xlsx(book: Any) -> None:
    sheet = book.add_worksheet("Leases")
    sheet.merge_range("A1:D1", "Table 3. Oyster leases")
    formats = [book.add_format({"num_format": code}) for code in FORMATS]
    sheet.write_row(2, 0, HEADS)
    for row, values in enumerate(ROWS, start=3):
        for column, value in enumerate(values):
            sheet.write(row, column, value, formats[column])


def leases_xls(book: Any) -> None:
    sheet = book.add_sheet("Leases")
    sheet.write_merge(0, 0, 0, 3, "Table 3. Oyster leases")
    for column, name in enumerate(HEADS):
        sheet.write(2, column, name)
    for row, values in enumerate(ROWS, start=3):
        for column, value in enumerate(values):
            sheet.write(row, column, value, xlwt.easyxf(num_format_str=FORMATS[column]))


def read(data: bytes) -> Extraction:
    return registry.extract(data, None, "named.doc")


def marked(page: Page, role: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == role]


@pytest.mark.parametrize(
    ("data", "kind"), [(xlsx(leases_xlsx), media.XLSX), (xls(leases_xls), media.XLS)], ids=["xlsx", "xls"]
)
def test_a_row_stands_with_its_heads_and_values_as_they_are_shown(data: bytes, kind: str) -> None:
    assert media.detect(data, "x.docx") == kind
    (page,) = read(data).pages
    assert page.label == "Leases"
    assert page.text.startswith("Leases\n\nTable 3. Oyster leases\n\nVillage\tShare\tSince\tTonnes\n")
    for line in LABELLED:
        assert line in page.text
    assert "Ash\t12.5%\t1-Mar-10\t12,345" in marked(page, "table")[0]


def test_a_formula_shows_the_value_it_had_when_it_was_saved() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [4, 5])
        sheet.write_formula("A3", "=SUM(A1:A2)", None, 9)

    assert read(xlsx(fill)).pages[0].text.split() == ["Sheet1", "4", "5", "9"]


def test_raised_digits_of_a_cell_stay_apart_from_the_number_before_them() -> None:
    def fill(book: Any) -> None:
        raised = book.add_format({"font_script": 1})
        book.add_worksheet().write_rich_string("A1", "32", raised, "4", " tonnes")

    assert "32 [4] tonnes" in read(xlsx(fill)).pages[0].text


def test_hidden_sheets_rows_and_columns_are_read_and_labelled() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Open")
        sheet.write("A1", "Oysters")
        sheet.write("A3", "Secret row")
        sheet.write("C1", "Secret column")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        shut = book.add_worksheet("Shut")
        shut.write("A1", "Secret sheet")
        shut.hide()

    first, second = read(xlsx(fill)).pages
    assert marked(first, "hidden") == ["Secret column\nSecret row"]
    assert marked(second, "hidden") == [second.text]


def test_comments_charts_and_text_boxes_of_a_sheet_are_read() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Catch")
        sheet.write_column(0, 0, ["Ash", "Birch"])
        sheet.write_column(0, 1, [12, 7])
        sheet.write_comment("B1", "To be checked.")
        sheet.insert_textbox("D1", "Provisional figures.")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"name": "Tonnes", "categories": "=Catch!$A$1:$A$2", "values": "=Catch!$B$1:$B$2"})
        chart.set_title({"name": "Catch of the year"})
        sheet.insert_chart("F1", chart)

    (page,) = read(xlsx(fill)).pages
    assert "Provisional figures." in page.text
    assert "Catch of the year" in page.text
    assert marked(page, "notes") == ["Comment on B1: To be checked."]


def test_a_cell_merged_over_several_rows_names_each_of_them() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Beds")
        sheet.write_row(0, 0, ["Village", "Year", "Beds"])
        sheet.merge_range("A2:A3", "Ash")
        sheet.write_row(1, 1, [2009, 31])
        sheet.write_row(2, 1, [2010, 32])

    text = read(xlsx(fill)).pages[0].text
    assert "Village: Ash | Year: 2009 | Beds: 31" in text
    assert "Village: Ash | Year: 2010 | Beds: 32" in text


def test_a_title_over_a_table_is_no_head_of_its_columns() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Beds")
        sheet.write("A1", "Beds by village")
        sheet.write_row(1, 0, ["Village", "Beds"])
        sheet.write_row(2, 0, ["Ash", 31])
        sheet.write("A4", "Source: the clerk.")

    text = read(xlsx(fill)).pages[0].text
    assert (
        text == "Beds\n\nBeds by village\n\nVillage\tBeds\nAsh\t31\nVillage: Ash | Beds: 31\n\nSource: the clerk."
    )


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (0.123, "0%", "12%"),
        (0.1234, "0.00%", "12.34%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-5, "0;(0)", "(5)"),
        (-1234, "#,##0_);[Red](#,##0)", "(1,234)"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (1.5, "# ?/?", "1 1/2"),
        (40238, "yyyy-mm-dd", "2010-03-01"),
        (40238.375, "d/m/yyyy h:mm AM/PM", "1/3/2010 9:00 AM"),
        (40238, "[$-409]mmmm yyyy;@", "March 2010"),
        (1.25, "[h]:mm:ss", "30:00:00"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (42, '#,##0 "t"', "42 t"),
        (12345, "0.00E+00", "1.23E+04"),
        (2_500_000, '0.0,,"M"', "2.5M"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "1E+20"),
        (12, "00000", "00012"),
        (59, "d mmm yyyy", "28 Feb 1900"),
        (61, "d mmm yyyy", "1 Mar 1900"),
    ],
)
def test_a_number_is_written_as_its_format_shows_it(value: float, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_the_calendar_of_old_macs_begins_four_years_later() -> None:
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@given(st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)))
def test_every_day_comes_out_as_the_day_it_is(day: datetime.date) -> None:
    number = (day - datetime.date(1899, 12, 30)).days
    assert shown(number, "yyyy-mm-dd") == day.isoformat()


@given(st.decimals(-(10**9), 10**9, places=2))
def test_no_digit_of_a_sum_of_money_changes(amount: Any) -> None:
    assert shown(float(amount), "#,##0.00") == f"{amount:,.2f}".replace("-0.00", "0.00")


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=30))
def test_any_format_of_any_number_shows_something(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


def test_text_boxes_of_old_sheets_are_read_and_comments_but_once(make: Any) -> None:
    book = xlwt.Workbook()
    for name in ("First", "Second"):
        book.add_sheet(name).write(0, 0, f"On the {name.lower()}")
    out = io.BytesIO()
    book.save(out)
    with olefile.OleFileIO(io.BytesIO(out.getvalue())) as ole:
        stream = ole.openstream("Workbook").read()
    end = stream.rstrip(b"\0").rindex(b"\x0a")  # of the last sheet

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def box(text: str, kind: int) -> bytes:
        shape = record(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, 1) + bytes(14))
        shape += record(0x1B6, struct.pack("<10xHHI", len(text), 16, 0))
        return shape + record(0x3C, b"\x01" + text.encode("utf-16-le")) + record(0x3C, bytes(16))

    changed = stream[:end] + box("Boxed 22 ha – all", 6) + box("A comment", 0x19) + stream[end:]
    pages = registry.extract(make.compound_file({"Workbook": changed})).pages
    assert [page.text for page in pages] == [
        "First\n\nOn the first",
        "Second\n\nOn the second\n\nBoxed 22 ha – all",
    ]
