"""Rows as printed and as header and value; where the grid leaves a doubt there is no label."""

from __future__ import annotations

import io
import struct
from typing import Any

import pptx as writer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract import registry
from ingest.extract.msoffice.edged_tables import DOWN, DOWN_FIRST
from ingest.extract.tables import Cell, Grid, table_lines


def row(*texts: str) -> list[Cell]:
    return [Cell(text) for text in texts]


LOANS = [
    row("Region", "Year", "Loans"),
    [Cell("North", rows=2), Cell("2011"), Cell("5")],
    row("2012", "7"),
    row("South", "2011", "9"),
]
LOANS_LINES = [
    "Region\tYear\tLoans",
    "North\t2011\t5",
    "Region: North | Year: 2011 | Loans: 5",
    "North\t2012\t7",
    "Region: North | Year: 2012 | Loans: 7",
    "South\t2011\t9",
    "Region: South | Year: 2011 | Loans: 9",
]


def test_a_cell_that_spans_rows_holds_in_each_of_them() -> None:
    assert table_lines(LOANS) == LOANS_LINES


def test_a_value_under_several_header_rows_has_them_all() -> None:
    head = [Cell("Region", rows=2), Cell("2011", 2), Cell("2012", 2)]
    rows = [head, row("Loans", "Grants", "Loans", "Grants"), row("North", "1", "2", "3", "4")]
    assert table_lines(rows, marked=1)[-1] == (
        "Region: North | 2011 › Loans: 1 | 2011 › Grants: 2 | 2012 › Loans: 3 | 2012 › Grants: 4"
    )


def test_a_value_over_several_columns_has_only_what_names_them_all() -> None:
    head = [Cell("Region", rows=2), Cell("2011", 2), Cell("Total", rows=2)]
    rows = [head, row("Loans", "Grants"), [Cell("North"), Cell("none", 2), Cell("0")]]
    assert table_lines(rows, marked=2)[-1] == "Region: North | 2011: none | Total: 0"
    flat = [row("Name", "Cars", "Bikes"), [Cell("China"), Cell("40", 2)]]
    assert table_lines(flat)[-1] == "Name: China | 40"


def test_a_row_of_another_width_has_no_labels() -> None:
    assert table_lines([row("Region", "Year", "Loans"), row("2011", "5")]) == ["Region\tYear\tLoans", "2011\t5"]


def test_a_title_across_the_table_is_no_header() -> None:
    rows = [[Cell("Table 1", 2)], row("Region", "Loans"), row("North", "5"), [Cell("In all", 2)]]
    assert table_lines(rows) == ["Table 1", "Region\tLoans", "North\t5", "Region: North | Loans: 5", "In all"]


def test_years_name_columns_of_values_that_are_none() -> None:
    assert table_lines([row("", "2011", "2012"), row("North", "5", "7")])[-1] == "North | 2011: 5 | 2012: 7"
    assert table_lines([row("2011", "2012"), row("5", "7")]) == ["2011\t2012", "5\t7"]


def test_years_under_a_name_of_several_columns_name_them_too() -> None:
    rows = [[Cell("Crop"), Cell("Loans", 2)], [Cell(""), Cell("2011"), Cell("2012")], row("Rice", "5", "7")]
    assert table_lines(rows)[-1] == "Crop: Rice | Loans › 2011: 5 | Loans › 2012: 7"


def test_the_foot_of_a_table_of_a_web_page_follows_its_rows() -> None:
    page = (
        b"<h1>T</h1><table><tfoot><tr><td>All<td>12</tr></tfoot><thead><tr><th>Crop<th>Loans</tr></thead>"
        b"<tr><td>Rice<td>5</tr></table>"
    )
    text = registry.extract(page, None, "page.html").pages[0].text
    assert text.index("Crop: Rice | Loans: 5") < text.index("Crop: All | Loans: 12")


def test_a_row_of_a_name_and_its_value_is_labelled_by_the_name() -> None:
    rows = [[Cell("Venue", heads=True), Cell("Dhaka")], [Cell("Date:", heads=True), Cell("3 May")]]
    assert table_lines(rows, likely=False) == ["Venue\tDhaka", "Venue: Dhaka", "Date:\t3 May", "Date: 3 May"]


_CELLS = st.builds(
    Cell, st.text("abc", min_size=1, max_size=3), st.integers(1, 4), st.integers(0, 4), st.booleans()
)


@given(st.lists(st.lists(_CELLS, min_size=1, max_size=5), min_size=1, max_size=6), st.integers(0, 3))
def test_no_cell_is_lost_and_none_takes_the_place_of_another(rows: list[list[Cell]], marked: int) -> None:
    grid = Grid.of(rows)
    for number, cell in enumerate(grid.cells):
        held = [
            (at, column)
            for at, line in enumerate(grid.places)
            for column, holder in enumerate(line)
            if holder == number
        ]
        height = min(max(cell.rows, 1), len(rows) - grid.first[number])
        assert held[0][0] == grid.first[number]
        assert len(held) <= cell.span * height
    text = "\n".join(table_lines(rows, marked=marked))
    assert all(cell.text in text for cell in grid.cells)


def test_forged_spans_fill_no_memory() -> None:
    rows = [[Cell("a", 10**9, 10**9)] for _ in range(2000)]
    assert sum(len(line) for line in Grid.of(rows).places) < 5_000_000


def _html(rows: list[list[Cell]]) -> bytes:
    body = "".join(
        "<tr>" + "".join(f'<td rowspan="{cell.rows}">{cell.text}</td>' for cell in cells) + "</tr>"
        for cells in rows
    )
    return f"<html><body><main><h1>Report</h1><table>{body}</table></main></body></html>".encode()


def _docx(rows: list[list[Cell]], make: Any) -> bytes:
    def cell(text: str, merge: str) -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    body = ""
    above = False
    for cells in rows:
        body += "<w:tr>" + (cell("", "<w:vMerge/>") if above else "")
        body += (
            "".join(cell(c.text, '<w:vMerge w:val="restart"/>' if c.rows > 1 else "") for c in cells) + "</w:tr>"
        )
        above = cells[0].rows > 1
    return bytes(make.word_package(f"<w:tbl>{body}</w:tbl><w:p/>"))


def _pptx(rows: list[list[Cell]]) -> bytes:
    show = writer.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    table = slide.shapes.add_table(len(rows), 3, 0, 0, 10**6, 10**6).table
    for at, cells in enumerate(rows):
        for cell, column in zip(cells, range(3 - len(cells), 3), strict=True):
            table.cell(at, column).text = cell.text
            if cell.rows > 1:
                table.cell(at, column).merge(table.cell(at + cell.rows - 1, column))
    target = io.BytesIO()
    show.save(target)
    return target.getvalue()


def _doc(rows: list[list[Cell]], make: Any) -> bytes:
    paragraphs = []
    above = False
    for cells in rows:
        first = DOWN if above else DOWN | DOWN_FIRST if cells[0].rows > 1 else 0
        texts = [*([""] if above else []), *(cell.text for cell in cells)]
        paragraphs += make.row(*texts, edges=(0, 1000, 2000, 3000), flags=(first, 0, 0))
        above = cells[0].rows > 1
    return bytes(make.word([*paragraphs, make.paragraph("After.")]))


def _rtf(rows: list[list[Cell]]) -> bytes:
    body = ""
    above = False
    for cells in rows:
        merge = "\\clvmrg" if above else "\\clvmgf" if cells[0].rows > 1 else ""
        body += f"\\trowd{merge}\\cellx1000\\cellx2000\\cellx3000\\pard\\intbl "
        body += ("\\cell " if above else "") + "".join(f"{cell.text}\\cell " for cell in cells) + "\\row "
        above = cells[0].rows > 1
    return f"{{\\rtf1\\ansi {body}\\pard After.\\par}}".encode("ascii")


@pytest.mark.parametrize("kind", ["html", "docx", "pptx", "doc", "rtf"])
def test_every_format_tells_the_grid_of_a_table(kind: str, make: Any) -> None:
    data = {
        "html": lambda: _html(LOANS),
        "docx": lambda: _docx(LOANS, make),
        "pptx": lambda: _pptx(LOANS),
        "doc": lambda: _doc(LOANS, make),
        "rtf": lambda: _rtf(LOANS),
    }[kind]()
    page = registry.extract(data).pages[-1]
    (table,) = [page.text[span.start : span.end] for span in page.spans if span.role == "table"]
    assert table.split("\n") == LOANS_LINES


def test_header_rows_that_word_repeats_on_each_page_name_the_columns(make: Any) -> None:
    edges = (0, 1000, 2000, 3000)
    rows = [
        *make.row("Region", "2011", edges=(0, 1000, 3000), header=True),
        *make.row("", "Loans", "Grants", edges=edges, header=True),
        *make.row("North", "5", "7", edges=edges),
    ]
    text = registry.extract(make.word([*rows, make.paragraph("After.")])).pages[0].text
    assert "Region: North | 2011 › Loans: 5 | 2011 › Grants: 7" in text


def test_a_merge_that_begins_nowhere_leaves_its_cell_alone(make: Any) -> None:
    flags = struct.unpack("<H", bytes([DOWN, 0]))
    data = make.word([*make.row("North", "5", edges=(0, 1000, 2000), flags=(*flags, 0)), make.paragraph("After.")])
    assert registry.extract(data).pages[0].text.startswith("North\t5")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [["Date", "5 to 7 May"], ["Venue", "Geneva"], ["Host", "FAO"]],
            ["Date\t5 to 7 May", "Venue\tGeneva", "Host\tFAO"],
        ),
        ([["Area:", "small"], ["Depth:", "30 m"]], ["Area:\tsmall", "Depth:\t30 m"]),
        (
            [["Venue", "Geneva"], ["Members", "12"], ["Days", "3"], ["Host", "FAO"]],
            ["Venue\tGeneva", "Members\t12", "Days\t3", "Host\tFAO"],
        ),
        (
            [["Time", "Topic"], ["9", "Opening"], ["Late", "Eels"]],
            ["Time\tTopic", "9\tOpening", "Time: 9 | Topic: Opening", "Late\tEels", "Time: Late | Topic: Eels"],
        ),
        (
            [["State", "Catch"], ["Chad", "35 t"], ["Mali", "-"]],
            ["State\tCatch", "Chad\t35 t", "State: Chad | Catch: 35 t", "Mali\t-", "State: Mali | Catch: -"],
        ),
    ],
)
def test_two_columns_that_nothing_marks_have_names_only_where_a_text_stands_over_numbers(
    rows: list[list[str]], expected: list[str]
) -> None:
    assert table_lines([[Cell(text) for text in row] for row in rows]) == expected


def test_a_column_of_two_marked_as_headers_labels_the_values_beside_it() -> None:
    rows = [[Cell("Name", heads=True), Cell("Ann")], [Cell("Age", heads=True), Cell("5")]]
    assert table_lines(rows) == ["Name\tAnn", "Name: Ann", "Age\t5", "Age: 5"]
