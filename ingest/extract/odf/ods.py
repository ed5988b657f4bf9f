"""OpenDocument spreadsheets (.ods): one page a sheet, with the values that were shown when it was saved."""

from __future__ import annotations

from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.odf.package import DC, OFFICE, STYLE, TABLE, TEXT, Document
from ingest.extract.odf.text import TextReader
from ingest.extract.runs import one_line
from ingest.extract.spreadsheet.number_format import plain
from ingest.extract.spreadsheet.sheet import MAX_CELLS, MAX_MERGED, Sheet, sheet_page

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MAX_SHEETS = 1_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_REPEATED = 1_000
"""How often a cell or row with text is written out where the file says that it repeats."""
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def extract(data: bytes) -> Extraction:
    """Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    document = Document.open(data, "spreadsheet")
    tables = document.body.findall(f"{TABLE}table")
    if len(tables) > MAX_SHEETS:
        raise ExtractionError("too-large", f"The workbook has {len(tables)} sheets, more than {MAX_SHEETS}.")
    reader = TextReader(document)
    pages: list[Page] = []
    count = 0
    for table in tables:
        sheet = Sheet(table.get(f"{TABLE}name", ""), hidden=_is_hidden(document, table))
        count += _read(reader, table, sheet, MAX_CELLS - count)
        reader.gathered.blocks = []
        pages.append(sheet_page(len(pages) + 1, sheet, reader.gathered))
    if not any(page.text for page in pages):
        raise ExtractionError("empty", "The workbook holds no sheets.")
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=tuple(pages),
        extractor=f"workshop-search odf + lxml {version('lxml')}",
        title=document.title,
        notes=tuple(dict.fromkeys(document.package.notes)),
    )


def _is_hidden(document: Document, table: Element) -> bool:
    style = document.styles.found.get(("table", table.get(f"{TABLE}style-name", "")))
    properties = None if style is None else style.find(f"{STYLE}table-properties")
    return properties is not None and properties.get(f"{TABLE}display") == "false"


def _read(reader: TextReader, table: Element, sheet: Sheet, room: int) -> int:
    """Put the cells of a table on its sheet; how many. Raises ExtractionError: too-large, above ``room``."""
    column = 0
    for element in table.iter(f"{TABLE}table-column"):
        repeated = _repeated(element.get(f"{TABLE}number-columns-repeated"), _LAST_COLUMN)
        if element.get(f"{TABLE}visibility", "visible") != "visible" and column < _LAST_COLUMN:
            sheet.hidden_columns.update(range(column, min(column + repeated, _LAST_COLUMN)))
        column += repeated
    row = count = 0
    for element in table.iter(f"{TABLE}table-row"):
        repeated = _repeated(element.get(f"{TABLE}number-rows-repeated"), _LAST_ROW)
        found = _cells(reader, element, row, sheet)
        hidden = element.get(f"{TABLE}visibility", "visible") != "visible"
        for again in range(min(repeated, _MOST_REPEATED) if found else 0):
            if hidden:
                sheet.hidden_rows.add(row + again)
            for at, text in found:
                sheet.put(row + again, at, text)
            count += len(found)
            if count > room:
                raise ExtractionError("too-large", f"The workbook has more than {MAX_CELLS} filled cells.")
        row += repeated
    return count


def _cells(reader: TextReader, row: Element, number: int, sheet: Sheet) -> list[tuple[int, str]]:
    """The texts of a row with their columns."""
    found: list[tuple[int, str]] = []
    column = 0
    for cell in row.iterchildren(*_CELLS):
        repeated = _repeated(cell.get(f"{TABLE}number-columns-repeated"), _LAST_COLUMN)
        text = "" if cell.tag == _CELLS[1] else _text(reader, cell)
        if text:
            found += [(column + again, text) for again in range(min(repeated, _MOST_REPEATED))]
            _note(cell, sheet, column, number)
        down = _repeated(cell.get(f"{TABLE}number-rows-spanned"), _LAST_ROW)
        across = _repeated(cell.get(f"{TABLE}number-columns-spanned"), _LAST_COLUMN)
        if (down > 1 or across > 1) and len(sheet.merged) < MAX_MERGED:
            sheet.merged[number, column] = (down, across)
        column += repeated
    return found


def _text(reader: TextReader, cell: Element) -> str:
    """What a cell shows; its value where the file keeps no text for it."""
    lines = [reader.line(paragraph) for paragraph in cell.iterchildren(f"{TEXT}p", f"{TEXT}h")]
    if text := "\n".join(line for line in lines if line.strip()):
        return text
    value: str | None = cell.get(f"{OFFICE}value")
    if value is not None:
        try:
            return plain(float(value))
        except (ValueError, OverflowError):
            return value
    dated: str | None = cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}string-value")
    return dated or ""


def _note(cell: Element, sheet: Sheet, column: int, row: int) -> None:
    for note in cell.iterchildren(f"{OFFICE}annotation"):
        text = one_line(" ".join("".join(p.itertext()) for p in note.iter(f"{TEXT}p")))
        author = one_line(note.findtext(f"{DC}creator") or "")
        if text:
            sheet.notes.append(f"Comment on {_name(column)}{row + 1}{f' by {author}' if author else ''}: {text}")


def _name(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _repeated(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and value.isdecimal() and len(value) < 9 else 1
