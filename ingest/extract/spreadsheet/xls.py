"""Excel 97 and before (.xls), read by xlrd: the values that were shown when it was saved."""

from __future__ import annotations

import io
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.formatting import Font

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.msoffice.ole import Container, is_container
from ingest.extract.msoffice.pages import Collector
from ingest.extract.runs import Run, Shift, enclose, written
from ingest.extract.spreadsheet.number_format import plain, shown
from ingest.extract.spreadsheet.sheet import MAX_CELLS, MAX_MERGED, Sheet, sheet_page
from ingest.extract.spreadsheet.xls_boxes import text_boxes

MEDIA_TYPE = "application/vnd.ms-excel"
_SHIFTS: dict[int, Shift] = {1: "raised", 2: "lowered"}
_PLAIN = Font()


def extract(data: bytes) -> Extraction:
    """One page a sheet. Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    container = Container.open(data) if is_container(data) else None
    title = None if container is None else container.title()
    book, formatted = _opened(data)
    boxes = text_boxes((container and container.stream("workbook")) or b"")
    gathered, count = Collector(), 0
    pages: list[Page] = []
    for at, found in enumerate(book.sheets()):
        sheet = Sheet(found.name, hidden=found.visibility != 0)
        sheet.beside = boxes[at] if at < len(boxes) else []
        for row in range(found.nrows):
            for column in range(found.row_len(row)):
                text = _text(book, found, row, column, formatted=formatted)
                struck = formatted and text and _font(book, found, row, column).struck_out
                sheet.put(row, column, enclose(text, "struck") if struck else text)
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
        return _rich(book, sheet, row, column) if formatted else str(value)
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


def _rich(book: Any, sheet: Any, row: int, column: int) -> str:
    """A text whose parts may be raised, lowered or crossed out."""
    text = str(sheet.cell_value(row, column))
    changes = sheet.rich_text_runlist_map.get((row, column), ())
    starts = [0, *(start for start, _ in changes), len(text)]
    fonts = [_font(book, sheet, row, column), *(_known_font(book, index) for _, index in changes)]
    return written(
        Run(text[start:end], _SHIFTS.get(font.escapement, ""), aside="struck" if font.struck_out else None)
        for start, end, font in zip(starts, starts[1:], fonts, strict=False)
    )


def _font(book: Any, sheet: Any, row: int, column: int) -> Any:
    style = sheet.cell_xf_index(row, column)
    return _known_font(book, book.xf_list[style].font_index if style < len(book.xf_list) else 0)


def _known_font(book: Any, index: int) -> Any:
    return book.font_list[index] if 0 <= index < len(book.font_list) else _PLAIN
