"""Excel 97 and before (.xls), read by xlrd: the values that were shown when it was saved."""

from __future__ import annotations

import io
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.msoffice.ole import Container, is_container
from ingest.extract.msoffice.pages import Collector
from ingest.extract.spreadsheet.number_format import plain, shown
from ingest.extract.spreadsheet.sheet import MAX_CELLS, MAX_MERGED, Sheet, sheet_page

MEDIA_TYPE = "application/vnd.ms-excel"
_BY_COUNTRY = (14, 22)
"""Dates that are shown as the reader's country has them."""


def extract(data: bytes) -> Extraction:
    """One page a sheet. Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    title = Container.open(data).title() if is_container(data) else None
    book, formatted = _opened(data)
    gathered, count = Collector(), 0
    pages: list[Page] = []
    for found in book.sheets():
        sheet = Sheet(found.name, hidden=found.visibility != 0)
        for row in range(found.nrows):
            for column in range(found.row_len(row)):
                sheet.put(row, column, _text(book, found, row, column, formatted=formatted))
        count += sum(map(len, sheet.cells.values()))
        if count > MAX_CELLS:
            raise ExtractionError("too-large", f"The workbook has more than {MAX_CELLS} filled cells.")
        sheet.merged = {
            (top, left): (bottom - top, right - left)
            for top, bottom, left, right in found.merged_cells[:MAX_MERGED]
        }
        sheet.hidden_rows = {row for row, info in found.rowinfo_map.items() if info.hidden}
        sheet.hidden_columns = {column for column, info in found.colinfo_map.items() if info.hidden}
        sheet.notes = [
            f"Comment on {xlrd.cellname(*place)}: {' '.join(note.text.split())}"
            for place, note in sorted(found.cell_note_map.items())
            if note.text
        ]
        pages.append(sheet_page(len(pages) + 1, sheet, gathered))
    if not any(page.text for page in pages):
        raise ExtractionError("empty", "The workbook holds no sheets.")
    return Extraction(MEDIA_TYPE, tuple(pages), f"xlrd {xlrd.__version__}", title)


def _opened(data: bytes) -> tuple[Any, bool]:
    """The workbook, and whether the formats of its cells are known: a damaged list of them costs only these."""
    for formatted in (True, False):
        try:
            said = io.StringIO()
            return xlrd.open_workbook(file_contents=data, formatting_info=formatted, logfile=said), formatted
        except MemoryError:
            raise
        except Exception as error:  # a damaged file makes xlrd raise anything
            if "encrypted" in str(error):
                raise ExtractionError("encrypted", "The workbook is encrypted with a password.") from error
            last = error
    raise ExtractionError("damaged", f"The workbook is damaged: {str(last)[:200]}") from last


def _text(book: Any, sheet: Any, row: int, column: int, *, formatted: bool) -> str:
    """What a cell shows."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#ERROR"))
    if kind not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) or value - value != 0:
        return ""
    if not formatted:
        return plain(value)
    style = sheet.cell_xf_index(row, column)
    key = book.xf_list[style].format_key if style < len(book.xf_list) else 0
    known = book.format_map.get(key)
    code = (
        "yyyy-mm-dd" if key == 14 else "yyyy-mm-dd h:mm" if key == 22 else known.format_str if known else "General"
    )
    return shown(value, code, from_1904=bool(book.datemode))
