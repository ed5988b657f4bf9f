"""Excel 2007 and later (.xlsx, with or without macros): the values that were shown when it was saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract.msoffice.ole import refuse_encrypted
from ingest.extract.msoffice.ooxml.drawingml import A, chart_lines, paragraph_text
from ingest.extract.msoffice.ooxml.opc import Element, Package
from ingest.extract.msoffice.pages import Collector
from ingest.extract.runs import Run, Shift, one_line, written
from ingest.extract.spreadsheet.number_format import BUILT_IN, plain, shown
from ingest.extract.spreadsheet.sheet import MAX_CELLS, MAX_MERGED, Sheet, sheet_page

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEETS = 1_000

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_THREADS = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHIFTS: dict[str, Shift] = {"superscript": "raised", "subscript": "lowered"}
_LAST_COLUMN = 16_384


@dataclass(slots=True)
class _Workbook:
    """What all sheets share: texts, the formats of styles, the calendar."""

    package: Package
    texts: list[str]
    formats: list[str]
    from_1904: bool
    cells: int = 0
    formulas_without_value: int = 0
    gathered: Collector = field(default_factory=Collector)


def extract(data: bytes) -> Extraction:
    """One page a sheet. Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    refuse_encrypted(data)
    package = Package.open(data)
    main = package.main_part("xl/workbook.xml")
    root = package.xml(main)
    relations = package.relations(main)
    parts = {relation.kind: relation.target for relation in relations.values() if not relation.external}
    properties = root.find(f"{_S}workbookPr")
    book = _Workbook(
        package,
        _shared_texts(package.optional(parts.get("sharedStrings"))),
        _formats(package.optional(parts.get("styles"))),
        properties is not None and properties.get("date1904") in ("1", "true"),
    )
    listed = list(root.iter(f"{_S}sheet"))
    if len(listed) > MAX_SHEETS:
        raise ExtractionError("too-large", f"The workbook has {len(listed)} sheets, more than {MAX_SHEETS}.")
    pages: list[Page] = []
    for entry in listed:
        relation = relations.get(entry.get(f"{_R}id", ""))
        sheet = Sheet(entry.get("name", ""), hidden=entry.get("state", "visible") != "visible")
        if relation is not None and not relation.external:
            _read_sheet(book, relation.target, sheet)
        pages.append(sheet_page(len(pages) + 1, sheet, book.gathered))
    if not any(page.text for page in pages):
        raise ExtractionError("empty", "The workbook holds no sheets.")
    if book.formulas_without_value:
        package.notes.append(
            f"{book.formulas_without_value} formulas have no value yet. Open the file in Excel and save it again."
        )
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=tuple(pages),
        extractor=f"workshop-search xlsx + lxml {version('lxml')}",
        title=package.title(),
        notes=tuple(dict.fromkeys(package.notes)),
    )


def _read_sheet(book: _Workbook, part: str, sheet: Sheet) -> None:
    root = book.package.optional(part)
    if root is None:
        return
    for column in root.iter(f"{_S}col"):
        if column.get("hidden") in ("1", "true"):
            first, last = _number(column.get("min"), 1), _number(column.get("max"), 1)
            sheet.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN)))
    for row, column, cell in _places(root, sheet):
        text = _text(book, cell)
        if text:
            book.cells += 1
            if book.cells > MAX_CELLS:
                raise ExtractionError("too-large", f"The workbook has more than {MAX_CELLS} filled cells.")
            sheet.put(row, column, text)
    for count, merged in enumerate(root.iter(f"{_S}mergeCell")):
        first_cell, _, last_cell = merged.get("ref", "").partition(":")
        start, end = _place(first_cell), _place(last_cell)
        if start and end and count < MAX_MERGED:
            sheet.merged[start] = (max(end[0] - start[0] + 1, 1), max(end[1] - start[1] + 1, 1))
    _read_beside(book.package, part, sheet)


def _places(root: Element, sheet: Sheet) -> Iterator[tuple[int, int, Element]]:
    """Each cell with its row and column; where they are left out, it follows the one before."""
    row = -1
    for line in root.iter(f"{_S}row"):
        row = _number(line.get("r"), row + 2) - 1
        if line.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(row)
        column = -1
        for cell in line.iterchildren(f"{_S}c"):
            place = _place(cell.get("r", ""))
            column = place[1] if place else column + 1
            yield row, column, cell


def _text(book: _Workbook, cell: Element) -> str:
    """What a cell shows."""
    kind, value = cell.get("t", "n"), cell.findtext(f"{_S}v")
    if kind == "inlineStr":
        inline = cell.find(f"{_S}is")
        return _rich(inline) if inline is not None else ""
    if value is None:
        book.formulas_without_value += cell.find(f"{_S}f") is not None
        return ""
    if kind == "s":
        at = _number(value, -1)
        return book.texts[at] if 0 <= at < len(book.texts) else ""
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return _unescaped(value)
    try:
        number = float(value)
    except ValueError:
        return _unescaped(value)
    style = _number(cell.get("s"), 0)
    code = book.formats[style] if style < len(book.formats) else "General"
    return shown(number, code, from_1904=book.from_1904) if number - number == 0 else plain(0)


def _shared_texts(root: Element | None) -> list[str]:
    return [] if root is None else [_rich(item) for item in root.iterchildren(f"{_S}si")]


def _rich(item: Element) -> str:
    """A text, its raised, lowered and struck runs as runs of any format are written; readings are left out."""
    runs = []
    for child in item:
        if child.tag == f"{_S}t":
            runs.append(Run(_unescaped(child.text or "")))
        elif child.tag == f"{_S}r":
            properties = child.find(f"{_S}rPr")
            shift: Shift = ""
            struck = False
            if properties is not None:
                raised = properties.find(f"{_S}vertAlign")
                shift = _SHIFTS.get(raised.get("val", ""), "") if raised is not None else ""
                line = properties.find(f"{_S}strike")
                struck = line is not None and line.get("val", "1") not in ("0", "false")
            text = _unescaped(child.findtext(f"{_S}t") or "")
            runs.append(Run(text, shift, aside="struck" if struck else None))
    return written(runs)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _formats(root: Element | None) -> list[str]:
    """The number format of each style of cells."""
    if root is None:
        return []
    own = {_number(f.get("numFmtId"), 0): f.get("formatCode", "") for f in root.iter(f"{_S}numFmt")}
    styles = root.find(f"{_S}cellXfs")
    numbers = [] if styles is None else [_number(style.get("numFmtId"), 0) for style in styles]
    return [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]


def _read_beside(package: Package, part: str, sheet: Sheet) -> None:
    """Charts, text boxes and comments."""
    relations = [relation for relation in package.relations(part).values() if not relation.external]
    threaded = any(relation.kind == "threadedComment" for relation in relations)
    for relation in relations:
        if relation.kind == "drawing" and (drawing := package.optional(relation.target)) is not None:
            texts = (paragraph_text(paragraph) for paragraph in drawing.iter(f"{A}p"))
            sheet.beside += [text for text in texts if text.strip()]
            for shown_in in package.relations(relation.target).values():
                chart = package.optional(shown_in.target) if shown_in.kind == "chart" else None
                sheet.beside += chart_lines(chart) if chart is not None else []
        elif relation.kind == "threadedComment" and (root := package.optional(relation.target)) is not None:
            sheet.notes += [
                f"Comment on {comment.get('ref', '')}: {one_line(comment.findtext(f'{_THREADS}text') or '')}"
                for comment in root.iter(f"{_THREADS}threadedComment")
            ]
        elif relation.kind == "comments" and not threaded:
            root = package.optional(relation.target)
            for comment in () if root is None else root.iter(f"{_S}comment"):
                text = comment.find(f"{_S}text")
                if text is not None:
                    sheet.notes.append(f"Comment on {comment.get('ref', '')}: {one_line(_rich(text))}")


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column from 0 of "B7"."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return (int(match[2]) - 1, column - 1) if column <= _LAST_COLUMN else None


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.strip().isdecimal() and len(value) < 10 else otherwise
