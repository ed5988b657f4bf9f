"""Text of DrawingML, which slides, charts, diagrams and text boxes share."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.extract.formula import linear, set_in
from ingest.extract.msoffice.ooxml.auto_numbers import AutoNumbers
from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.runs import Run, Shift, written
from ingest.extract.tables import Cell, table_lines

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DEEPEST = 40

MAX_POINTS = 5_000
"""Points of one chart series that are written out."""


def branch(alternate: Element) -> Element | None:
    """The one branch of ``mc:AlternateContent`` to read: the first with text, else the first."""
    branches = [child for child in alternate if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
    for child in branches:
        if any(text.strip() for text in child.itertext()):
            return child
    # A diagram or chart has its text in another part: the newest form, which comes first, knows where.
    return branches[0] if branches else None


def paragraph_text(paragraph: Element, fields: dict[str, str] | None = None) -> str:
    """The text of an ``a:p``. ``fields`` overrides what fields show ("slidenum" → "7")."""
    return written(_runs(paragraph, fields or {}, 0))


def _runs(node: Element, fields: dict[str, str], depth: int) -> Iterator[Run]:
    """The runs below a node of a paragraph."""
    before = ""
    for child in node:
        tag = child.tag
        if tag in (f"{A}r", f"{A}fld"):
            shown = fields.get(child.get("type", "")) if tag == f"{A}fld" else None
            text = "".join(part.text or "" for part in child.iterchildren(f"{A}t")) if shown is None else shown
            before = text
            yield _set(text, child.find(f"{A}rPr"))
        elif tag in (f"{A}br", f"{A}tab"):
            yield Run("\n" if tag == f"{A}br" else "\t")
        elif tag == MATH:
            yield Run(set_in(before, linear(child)))
        elif tag == f"{A}t":
            yield Run(child.text or "")
        elif tag == f"{MC}AlternateContent":
            chosen = branch(child)
            if chosen is not None and depth < _DEEPEST:
                yield from _runs(chosen, fields, depth + 1)
        elif isinstance(tag, str) and depth < _DEEPEST:
            yield from _runs(child, fields, depth + 1)


def _set(text: str, properties: Element | None) -> Run:
    """A run as its properties have it: ``baseline`` is how far it is raised, in thousandths of a per cent."""
    if properties is None:
        return Run(text)
    height = properties.get("baseline", "0").removesuffix("%")
    struck = properties.get("strike", "noStrike") != "noStrike"
    raised = height.lstrip("-").strip("0.") != ""
    shift: Shift = "" if not raised else "lowered" if height.startswith("-") else "raised"
    return Run(text, shift, aside="struck" if struck else None)


def paragraphs(body: Element, fields: dict[str, str] | None = None) -> list[str]:
    """The paragraphs below an element, empty ones left out."""
    numbers = AutoNumbers(body.find(f"{A}lstStyle"))
    texts = []
    for paragraph in body.iter(f"{A}p"):
        text = paragraph_text(paragraph, fields)
        if text.strip():
            label = numbers.label(paragraph)
            texts.append(f"{label} {text}" if label else text)
    return texts


def diagram_lines(data: Element) -> list[str]:
    """The text of a SmartArt diagram's data part, a line for each of its points."""
    lines = []
    for point in data.iter(f"{DGM}pt"):
        if point.get("type") in ("pres", "parTrans", "sibTrans"):
            continue
        text = " ".join(paragraphs(point))
        if text:
            lines.append(text)
    return lines


def chart_lines(chart: Element) -> list[str]:
    """Titles of a chart and its axes, then one line a series: ``name | category: value | …``."""
    if not chart.tag.startswith(C):
        return _extended_chart_lines(chart)
    lines = [text for title in chart.iter(f"{C}title") if (text := " ".join(paragraphs(title) or _cached(title)))]
    header: list[str] | None = None
    rows: list[list[Cell]] = []
    for series in chart.iter(f"{C}ser"):
        categories = _points(series, "cat") or _points(series, "xVal")
        values = _points(series, "val") or _points(series, "yVal")
        name = series.find(f"{C}tx")
        names = [] if name is None else _cached(name)
        keys = sorted({*categories, *values})[:MAX_POINTS]
        columns = [categories.get(key, "") for key in keys]
        if columns != header:
            lines.extend(_series_table(header, rows))
            header, rows = columns, []
        rows.append([Cell(" ".join(names)), *(Cell(values.get(key, "")) for key in keys)])
    lines.extend(_series_table(header, rows))
    labels = [text for label in chart.iter(f"{C}dLbl") if (text := " ".join(paragraphs(label)))]
    return lines + labels


def _series_table(header: list[str] | None, rows: list[list[Cell]]) -> list[str]:
    if header is None:
        return []
    named = any(header)
    head = [[Cell(""), *(Cell(text) for text in header)]] if named else []
    return table_lines([*head, *rows], marked=int(named), likely=False, printed=False)


def _cached(element: Element) -> list[str]:
    return [value.text.strip() for value in element.iter(f"{C}v") if value.text and value.text.strip()]


def _points(series: Element, name: str) -> dict[int, str]:
    """The cached points of a series by index; categories of several levels joined, outermost first."""
    source = series.find(f"{C}{name}")
    found: dict[int, str] = {}
    if source is None:
        return found
    levels = list(source.iter(f"{C}lvl"))
    for level in levels[::-1] or [source]:
        for index, text in _level(level):
            found[index] = f"{found[index]} {text}" if index in found else text
    return found


def _level(level: Element) -> Iterator[tuple[int, str]]:
    for point in level.iter(f"{C}pt"):
        index, value = point.get("idx", ""), point.findtext(f"{C}v")
        if index.isdecimal() and len(index) < 9 and value and value.strip():
            yield int(index), _tidy(value.strip())


def _tidy(value: str) -> str:
    """A number without the noise of binary fractions: 0.30000000000000004 is written 0.3."""
    if "." not in value or len(value) < 12:
        return value
    try:
        return f"{float(value):.10g}"
    except ValueError:
        return value


def _extended_chart_lines(chart: Element) -> list[str]:
    """Charts of the newer kind (``cx:``): titles, then each series with the category of each value."""
    lines = paragraphs(chart)
    data = {item.get("id", ""): item for item in chart.iter("{*}data")}
    used: set[str] = set()
    for series in chart.iter("{*}series"):
        link = series.find("{*}dataId")
        key = "" if link is None else link.get("val", "")
        if key in data and key not in used:
            used.add(key)
            name = " ".join(_cached_names(series))
            lines += _extended_series(name, data[key])
    lines += [line for key, item in data.items() if key not in used for line in _extended_series("", item)]
    return [line for line in lines if line]


def _cached_names(series: Element) -> Iterator[str]:
    for value in series.iterfind("{*}tx/{*}txData/{*}v"):
        if value.text and value.text.strip():
            yield value.text.strip()


def _extended_series(name: str, data: Element) -> list[str]:
    """One set of data as a table of two rows; levels of categories joined, outermost first."""
    categories: dict[int, str] = {}
    values: dict[int, str] = {}
    for dimension in data:
        for level in reversed(list(dimension.iterchildren("{*}lvl"))):
            target = categories if dimension.tag.endswith("}strDim") else values
            for point in list(level.iterchildren("{*}pt"))[:MAX_POINTS]:
                index, text = point.get("idx", ""), (point.text or "").strip()
                if text and index.isdecimal() and len(index) < 9:
                    at = int(index)
                    target[at] = f"{target[at]} {_tidy(text)}" if at in target else _tidy(text)
    keys = sorted({*categories, *values})[:MAX_POINTS]
    row = [Cell(name), *(Cell(values.get(key, "")) for key in keys)]
    return _series_table([categories.get(key, "") for key in keys], [row])
