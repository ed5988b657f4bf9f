"""The quantities that a person reads in a document are those extracted from it, in order, in every format."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import docx as word_writer
import pptx as slide_writer
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.util import Inches
from pypdf.annotations import Text

from ingest.extract import registry

Write = Callable[..., bytes]
UNITS = ["tonnes", "kg", "km", "ha", "%", "people", "t/ha", "USD"]
_UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_QUANTITY = re.compile(rf"(?<![\d.,\[^_])(\d+(?:[.,]\d+)*)(?: \[\d\]|[⁴⁷])? ?({_UNIT})(?![a-z/])")


@dataclass(frozen=True)
class Quantity:
    """A number and its unit; ``note`` is the raised mark of a note after the number or, late, after the unit."""

    number: str
    unit: str
    note: str = ""
    late: bool = False

    def pieces(self) -> list[tuple[str, bool]]:
        """Its text in pieces, each with whether it is raised."""
        gap = "" if self.unit == "%" else " "
        if not self.note:
            return [(f"{self.number}{gap}{self.unit}", False)]
        if self.late:
            return [(f"{self.number}{gap}{self.unit}", False), (self.note, True)]
        return [(self.number, False), (self.note, True), (f" {self.unit}", False)]

    @property
    def plain(self) -> str:
        return f"{self.number}{'' if self.unit == '%' else ' '}{self.unit}"


@dataclass(frozen=True)
class Made:
    """A document: sentences, a table with a heading row and rows of two quantities, remarks beside the text."""

    sentences: list[list[Quantity]]
    rows: list[tuple[Quantity, Quantity]] = field(default_factory=list)
    remarks: list[Quantity] = field(default_factory=list)

    def read(self) -> list[tuple[str, str]]:
        """What a person reads, in order."""
        found = [q for sentence in self.sentences for q in sentence]
        found += [q for row in self.rows for q in row] + self.remarks
        return [(q.number, q.unit) for q in found]


HEADS = ("Place", "Before", "After")
PLACES = ("Suva", "Apia", "Nadi", "Honiara")


def sentence(quantities: Sequence[Quantity]) -> list[tuple[str, bool]]:
    pieces = [("They counted ", False)]
    for n, quantity in enumerate(quantities):
        pieces += [(" and ", False)] * (n > 0) + quantity.pieces()
    return [*pieces, (" there.", False)]


def remark(quantity: Quantity) -> str:
    return f"Is it {quantity.plain} or less?"


def table(made: Made) -> list[list[str]]:
    return [list(HEADS), *([PLACES[n], a.plain, b.plain] for n, (a, b) in enumerate(made.rows))]


def html(made: Made) -> bytes:
    body = "".join(
        f"<p>{''.join(f'<sup>{text}</sup>' if up else escape(text) for text, up in sentence(quantities))}</p>"
        for quantities in made.sentences
    )
    if made.rows:
        head, *rows = table(made)
        body += f"<table><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>"
        body += "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"
    body += "".join(f'<p><img alt="{remark(quantity)}"></p>' for quantity in made.remarks)
    return f"<html><body><main><h1>Report</h1>{body}</main></body></html>".encode()


def docx(made: Made) -> bytes:
    document = word_writer.Document()
    document.add_heading("Report", 1)
    for quantities in made.sentences:
        paragraph = document.add_paragraph()
        for text, up in sentence(quantities):
            run = paragraph.add_run(text)
            run.font.superscript = up or None
    if made.rows:
        grid = document.add_table(len(made.rows) + 1, 3)
        for cells, texts in zip(grid.rows, table(made), strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
    last = document.add_paragraph()
    for quantity in made.remarks:
        document.add_comment(last.add_run("Again. "), remark(quantity), "Ann Lee", "AL")
    return _saved(document)


def pptx(made: Made) -> bytes:
    show = slide_writer.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Report"
    frame = slide.shapes.add_textbox(0, 0, Inches(8), Inches(2)).text_frame
    for n, quantities in enumerate(made.sentences):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        for text, up in sentence(quantities):
            run = paragraph.add_run()
            run.text = text
            if up:
                run._r.get_or_add_rPr().set("baseline", "30000")
    if made.rows:
        grid = slide.shapes.add_table(len(made.rows) + 1, 3, 0, Inches(3), Inches(6), Inches(2)).table
        for cells, texts in zip(grid.rows, table(made), strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
    slide.notes_slide.notes_text_frame.text = "\n".join(map(remark, made.remarks))
    return _saved(show)


def pdf(made: Made, write_pdf: Write) -> bytes:
    height = 780.0
    lines: list[Any] = [(72.0, height, 16, "Report")]
    for quantities in made.sentences:
        height -= 24
        sizes = [(text, *((6.5, 4.0) if up else (11.0, 0.0))) for text, up in sentence(quantities)]
        lines.append((72.0, height, 11.0, sizes))
    for row in table(made) if made.rows else ():
        height -= 20
        lines += [(72.0 + 150 * n, height, 11, cell) for n, cell in enumerate(row)]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(write_pdf([lines])))
    for quantity in made.remarks:
        writer.add_annotation(0, Text(text=remark(quantity), rect=(500, 40, 520, 60)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rtf(made: Made) -> bytes:
    body = "".join(
        "".join(f"{{\\super {text}}}" if up else text for text, up in sentence(quantities)) + "\\par "
        for quantities in made.sentences
    )
    for row in table(made) if made.rows else ():
        cells = "".join(cell + "\\cell " for cell in row)
        body += f"\\trowd\\cellx1000\\cellx2000\\cellx3000 {cells}\\row "
    notes = "".join(f"{{\\*\\annotation {remark(quantity)}}}" for quantity in made.remarks)
    return f"{{\\rtf1\\ansi {body}\\pard The end.{notes}\\par}}".encode("cp1252")


def doc(made: Made, make: Any) -> bytes:
    paragraphs = []
    for quantities in made.sentences:
        pieces, raised, at = sentence(quantities), [], 0
        for text, up in pieces:
            raised += [(at, at + len(text), b"\x48\x2a\x01")] if up else []
            at += len(text)
        paragraphs.append(make.paragraph("".join(text for text, _ in pieces), characters=tuple(raised)))
    for row in table(made) if made.rows else ():
        paragraphs += make.row(*row)
    paragraphs.append(make.paragraph(f"The end.{chr(2) * len(made.remarks)}"))
    return bytes(make.word(paragraphs, footnotes=list(map(remark, made.remarks))))


def ppt(made: Made, make: Any) -> bytes:
    pieces = [piece for quantities in made.sentences for piece in (*sentence(quantities), ("\r", False))]
    slides = [
        make.slide(
            "Report",
            "".join(text for text, _ in pieces),
            shifts=tuple((len(text), 30 if up else 0) for text, up in pieces),
            table=tuple(map(tuple, table(made))) if made.rows else (),
            notes="\r".join(map(remark, made.remarks)),
        )
    ]
    return bytes(make.powerpoint(slides))


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@st.composite
def documents(draw: st.DrawFn) -> Made:
    """Documents in which no number comes twice, so that each can be told by its number."""
    values = draw(st.lists(st.integers(11, 98_765), min_size=6, max_size=18, unique=True))
    quantities = []
    for n, value in enumerate(values):
        forms = [str(value), f"{value}.{n % 9 + 1}", f"{value:,}"]
        number = draw(st.sampled_from(forms))
        note = draw(st.sampled_from(["", "", "4", "7"]))
        quantities.append(Quantity(number, draw(st.sampled_from(UNITS)), note, draw(st.booleans())))
    plain = [Quantity(q.number, q.unit) for q in quantities]
    cut = draw(st.integers(1, max(1, len(quantities) - 4)))
    rows = [(plain[n], plain[n + 1]) for n in range(cut, len(plain) - 3, 2)][: len(PLACES)]
    said = quantities[:cut]
    sentences = [said[n : n + 2] for n in range(0, len(said), 2)]
    return Made(sentences, rows, plain[-2:])


def extracted(data: bytes) -> list[tuple[str, str]]:
    """The quantities of all pages at their first mention: a row of a table stands twice."""
    text = "\n".join(page.text for page in registry.extract(data).pages)
    return list(dict.fromkeys(_QUANTITY.findall(text)))


@pytest.mark.parametrize("kind", ["html", "docx", "pptx", "pdf", "rtf", "doc", "ppt"])
@given(made=documents())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_document_gives_the_quantities_a_person_reads(
    write_pdf: Write, make: Any, kind: str, made: Made
) -> None:
    writers: dict[str, Callable[[], bytes]] = {
        "html": lambda: html(made), "docx": lambda: docx(made), "pptx": lambda: pptx(made),
        "pdf": lambda: pdf(made, write_pdf), "rtf": lambda: rtf(made), "doc": lambda: doc(made, make),
        "ppt": lambda: ppt(made, make),
    }  # fmt: skip
    assert extracted(writers[kind]()) == made.read()
