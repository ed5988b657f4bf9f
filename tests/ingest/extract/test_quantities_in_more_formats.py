"""The quantities that a person reads are those extracted, in formats of open standards, workbooks and mails."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings

from tests.ingest.extract import packages
from tests.ingest.extract.test_quantities import (
    Made,
    documents,
    extracted,
    html,
    remark,
    sentence,
    table,
)

RAISED = str.maketrans("47", "⁴⁷")
STYLE = (
    '<style:style style:name="up" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    "</style:style>"
)


def odf_body(made: Made) -> str:
    body = "".join(
        "<text:p>"
        + "".join(
            f'<text:span text:style-name="up">{text}</text:span>' if up else escape(text)
            for text, up in sentence(quantities)
        )
        + "</text:p>"
        for quantities in made.sentences
    )
    if made.rows:
        rows = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
            + "</table:table-row>"
            for row in table(made)
        )
        body += f"<table:table>{rows}</table:table>"
    return body


def odt(made: Made) -> bytes:
    notes = "".join(
        f"<text:p>Again.<office:annotation><text:p>{remark(quantity)}</text:p></office:annotation></text:p>"
        for quantity in made.remarks
    )
    return packages.odf(odf_body(made) + notes, automatic=STYLE)


def odp(made: Made) -> bytes:
    notes = "".join(f"<text:p>{remark(quantity)}</text:p>" for quantity in made.remarks)
    slide = (
        f"<draw:page><draw:frame><draw:text-box>{odf_body(made)}</draw:text-box></draw:frame><presentation:notes>"
        f'<draw:frame presentation:class="notes"><draw:text-box>{notes}</draw:text-box></draw:frame>'
        "</presentation:notes></draw:page>"
    )
    return packages.odf(slide, kind="presentation", automatic=STYLE)


def lines(made: Made) -> list[list[str]]:
    """The document as rows of a sheet."""
    said = [["".join(text.translate(RAISED) if up else text for text, up in sentence(q))] for q in made.sentences]
    return [*said, [], *(table(made) if made.rows else []), [], *([remark(q)] for q in made.remarks)]


def ods(made: Made) -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row or [""])
        + "</table:table-row>"
        for row in lines(made)
    )
    return packages.odf(f'<table:table table:name="Counts">{rows}</table:table>', kind="spreadsheet")


def xlsx(made: Made) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, up = book.add_worksheet("Counts"), book.add_format({"font_script": 1})
    for at, row in enumerate(lines(made)):
        for column, cell in enumerate(row):
            if at < len(made.sentences) and any(raised for _, raised in sentence(made.sentences[at])):
                pieces: list[object] = []
                for text, raised in sentence(made.sentences[at]):
                    pieces += [up, text] if raised else [text]
                sheet.write_rich_string(at, column, *pieces)
            else:
                sheet.write_string(at, column, cell)
    book.close()
    return out.getvalue()


def xls(made: Made) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Counts")
    for at, row in enumerate(lines(made)):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def epub(made: Made) -> bytes:
    body = re.sub(r".*<main>|</main>.*", "", html(made).decode()).replace('"></p>', '"/></p>')
    return packages.epub({"a.xhtml": body})


def mail(made: Made) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Lee <ann@example.org>", "Counts"
    message.set_content("See the other part.")
    message.add_alternative(html(made).decode(), subtype="html", cte="quoted-printable")
    return message.as_bytes(policy=SMTP)


def plain(made: Made) -> bytes:
    return "\n".join("\t".join(row) for row in lines(made)).encode()


WRITERS: dict[str, Callable[[Made], bytes]] = {
    "odt": odt, "odp": odp, "ods": ods, "xlsx": xlsx, "xls": xls, "epub": epub, "mail": mail, "text": plain,
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
@given(made=documents())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_document_gives_the_quantities_a_person_reads(kind: str, made: Made) -> None:
    assert extracted(WRITERS[kind](made)) == made.read()
