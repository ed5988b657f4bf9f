"""What a person sees by position and mark-up is in the text too: the same document written in every format."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pptx as writer
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Extraction, Page
from ingest.extract import registry

Piece = tuple[str, str]
"""A text and how it is set: "", raised, lowered, struck or hidden."""
Write = Callable[..., bytes]
FORMATS = ["html", "docx", "pptx", "doc", "ppt", "rtf", "pdf"]

_HTML = {
    "": "{}", "raised": "<sup>{}</sup>", "lowered": "<sub>{}</sub>", "struck": "<s>{}</s>",
    "hidden": '<span style="display: none">{}</span>',
}  # fmt: skip
_WORD = {
    "": "", "raised": '<w:vertAlign w:val="superscript"/>', "lowered": '<w:vertAlign w:val="subscript"/>',
    "struck": "<w:strike/>", "hidden": "<w:vanish/>",
}  # fmt: skip
_SPRMS = {
    "raised": struct.pack("<HB", 0x2A48, 1), "lowered": struct.pack("<HB", 0x2A48, 2),
    "struck": struct.pack("<HB", 0x0837, 1), "hidden": struct.pack("<HB", 0x083C, 1),
}  # fmt: skip
_RTF = {"": "{}", "raised": "{{\\super {}}}", "lowered": "{{\\sub {}}}", "struck": "{{\\strike {}}}",
        "hidden": "{{\\v {}}}"}  # fmt: skip
_HEIGHTS = {"": 0, "raised": 30, "lowered": -25}


def html(pieces: Sequence[Piece]) -> bytes:
    body = "".join(_HTML[how].format(escape(text)) for text, how in pieces)
    return f"<html><body><main><h1>Report</h1><p>{body}</p></main></body></html>".encode()


def docx(pieces: Sequence[Piece], make: Any) -> bytes:
    runs = "".join(
        f'<w:r><w:rPr>{_WORD[how]}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text, how in pieces
    )
    return bytes(make.word_package(f"<w:p>{runs}</w:p>"))


def presentation(pieces: Sequence[Piece]) -> bytes:
    show = writer.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    paragraph = slide.shapes.add_textbox(0, 0, 10**6, 10**6).text_frame.paragraphs[0]
    for text, how in pieces:
        run = paragraph.add_run()
        run.text = text
        properties = run._r.get_or_add_rPr()
        if how == "struck":
            properties.set("strike", "sngStrike")
        elif how:
            properties.set("baseline", str(1000 * _HEIGHTS[how]))
    target = io.BytesIO()
    show.save(target)
    return target.getvalue()


def doc(pieces: Sequence[Piece], make: Any) -> bytes:
    stretches, at = [], 0
    for text, how in pieces:
        if how:
            stretches.append((at, at + len(text), _SPRMS[how]))
        at += len(text)
    whole = "".join(text for text, _ in pieces)
    return bytes(make.word([make.paragraph(whole, characters=tuple(stretches))]))


def ppt(pieces: Sequence[Piece], make: Any) -> bytes:
    shifts = tuple((len(text), _HEIGHTS[how]) for text, how in pieces)
    return bytes(make.powerpoint([make.slide("T", "".join(text for text, _ in pieces), shifts=shifts)]))


def rtf(pieces: Sequence[Piece]) -> bytes:
    return ("{\\rtf1\\ansi " + "".join(_RTF[how].format(text) for text, how in pieces) + "\\par}").encode("cp1252")


def pdf(pieces: Sequence[Piece], write_pdf: Write) -> bytes:
    sizes = {"": (11.0, 0.0), "raised": (6.5, 4.0), "lowered": (6.5, -2.0)}
    return write_pdf([[(72.0, 700.0, 11.0, [(text, *sizes[how]) for text, how in pieces])]])


@pytest.fixture(scope="session")
def written(make: Any, write_pdf: Write) -> Callable[[str, Sequence[Piece]], bytes]:
    """``written(format, pieces)`` is a file of that format with one paragraph."""

    def write(kind: str, pieces: Sequence[Piece]) -> bytes:
        made = [(text, how) for text, how in pieces if text]
        match kind:
            case "html":
                return html(made)
            case "docx":
                return docx(made, make)
            case "pptx":
                return presentation(made)
            case "doc":
                return doc(made, make)
            case "ppt":
                return ppt(made, make)
            case "rtf":
                return rtf(made)
        return pdf(made, write_pdf)

    return write


def whole(result: Extraction) -> str:
    return "\n\n".join(page.text for page in result.pages)


def role(page: Page, name: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == name]


def plain(text: str) -> Piece:
    return text, ""


def up(text: str) -> Piece:
    return text, "raised"


def down(text: str) -> Piece:
    return text, "lowered"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (
            [plain("rose to 32"), up("4"), plain(" tonnes in 2019"), up("5"), plain(".")],
            "32 [4] tonnes in 2019 [5].",
        ),
        (
            [plain("a loss of 10"), up("6"), plain(" kg or 10"), up("-3"), plain(" of it")],
            "10^6 kg or 10^-3 of it",
        ),
        ([plain("on the 21"), up("st"), plain(" of May")], "on the 21st of May"),
        ([plain("CO"), down("2"), plain(" over 12 km"), up("2"), plain(" of land")], "CO2 over 12 km2 of land"),
        ([plain("about 3"), up("1"), plain("/"), down("2"), plain(" of them")], "about 3 1/2 of them"),
        ([plain("the report"), up("7"), plain(" says so")], "the report [7] says so"),
    ],
)
def test_raised_and_lowered_text_changes_no_number(
    written: Callable[..., bytes], kind: str, pieces: list[Piece], expected: str
) -> None:
    assert expected in whole(registry.extract(written(kind, pieces)))


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        *((kind, how) for kind in ("html", "docx", "doc", "rtf") for how in ("struck", "hidden")),
        ("pptx", "struck"),
    ],
)
def test_struck_and_hidden_text_is_read_apart_and_labelled(
    written: Callable[..., bytes], kind: str, how: str
) -> None:
    data = written(kind, [plain("The fee is "), ("200", how), plain(" 300 dollars.")])
    page = registry.extract(data).pages[-1]
    assert "The fee is 300 dollars." in page.text
    assert role(page, how) == ["200"]


@pytest.mark.parametrize("kind", ["html", "docx", "doc", "rtf", "pptx"])
def test_a_paragraph_struck_as_a_whole_keeps_its_place(written: Callable[..., bytes], kind: str) -> None:
    page = registry.extract(written(kind, [("The old rule holds.", "struck")])).pages[-1]
    assert role(page, "struck") == ["The old rule holds."]


@pytest.mark.parametrize("kind", ["html", "docx", "pptx"])
def test_ligatures_are_letters_and_loose_accents_are_composed(written: Callable[..., bytes], kind: str) -> None:
    assert "an efficient Régime" in whole(registry.extract(written(kind, [plain("an e\ufb03cient Re\u0301gime")])))


_UNITS = ["tonnes", "per cent", "dollars", "hectares", "kg", "years"]
_NUMBERS = st.one_of(
    st.integers(0, 9_999_999).map(str),
    st.decimals(0, 9999, places=2).map(str),
    st.integers(1000, 999_999).map(lambda number: f"{number:,}"),
)
_PAIRS = st.lists(
    st.tuples(_NUMBERS, st.sampled_from(["", "", "note", "struck"]), st.integers(1, 99), st.sampled_from(_UNITS)),
    min_size=1,
    max_size=4,
)
_PAIR = re.compile(rf"(\d[\d.,]*)(?: \[\d+\])? ({'|'.join(_UNITS)})")


@pytest.mark.parametrize("kind", FORMATS)
@given(pairs=_PAIRS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_numbers_and_units_a_person_reads_are_those_extracted(
    written: Callable[..., bytes], kind: str, pairs: list[tuple[str, str, int, str]]
) -> None:
    pieces: list[Piece] = []
    for number, mark, note, unit in pairs:
        pieces.append(plain("and "))
        if mark == "struck" and kind not in ("ppt", "pdf"):
            pieces += [(f"{note}", "struck"), plain(" ")]
        pieces.append(plain(number))
        # A person cannot tell a note on a lone ten from a power of ten.
        if mark == "note" and number != "10":
            pieces.append(up(str(note)))
        pieces.append(plain(f" {unit}, "))
    page = registry.extract(written(kind, pieces)).pages[-1]
    text = page.text
    for span in sorted(page.spans, key=lambda span: -span.start):
        text = text[: span.start] + text[span.end :] if span.role == "struck" else text
    assert _PAIR.findall(" ".join(text.split())) == [(number, unit) for number, _, _, unit in pairs]
