"""Pages of PDFs as printed: the mark covers the words of the passage, as pdfium itself places them."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from fastapi.testclient import TestClient

from corpus.errors import ExtractionError
from corpus.ids import document_id
from ingest.extract.pdf.picture import WIDTH, PagePicture, draw, letters

Serve = Callable[[Path], TestClient]
Pixel = tuple[int, int, int]

SENTENCE = "The zinc foundry of Jodhpur trained ninety apprentices."


def pixels(png: bytes) -> list[list[Pixel]]:
    """The pixels of a PNG of ours: RGB, no filter."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, packed, width = 8, b"", 0
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        width = struct.unpack(">I", body[:4])[0] if kind == b"IHDR" else width
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    raw, line = zlib.decompress(packed), 1 + 3 * width
    rows = [raw[start + 1 : start + line] for start in range(0, len(raw), line)]
    return [[(row[x], row[x + 1], row[x + 2]) for x in range(0, 3 * width, 3)] for row in rows]


def is_marked(pixel: Pixel) -> bool:
    """Whether white paper is tinted here."""
    return pixel[0] > 200 and pixel[2] < 0.7 * pixel[0]


def centres(pdf: bytes, text: str) -> list[tuple[int, int]]:
    """The left edges, half way up, of the characters that print ``text``, in pixels of the picture."""
    page = pdfium.PdfDocument(pdf)[0]
    textpage = page.get_textpage()
    whole = textpage.get_text_range().replace("\r\n", "  ")
    first = whole.index(text)
    scale, (_, height) = WIDTH / page.get_width(), page.get_size()
    boxes = [textpage.get_charbox(n) for n in range(first, first + len(text)) if not whole[n].isspace()]
    return [(int(scale * left), int(scale * (height - (bottom + top) / 2))) for left, bottom, _, top in boxes]


def served(workplace: Any, serve: Serve, pdf: bytes, **more: Any) -> tuple[TestClient, str]:
    path = workplace.write("a.pdf", pdf)
    workplace.ingest()
    return serve(workplace.data), f"/documents/{document_id(path.as_uri())}"


def test_the_mark_covers_the_words_of_the_passage_and_no_others(
    workplace: Any, serve: Serve, tiny_pdf: Callable[..., bytes]
) -> None:
    pdf = tiny_pdf(f"Copper smiths work elsewhere.\n{SENTENCE}\nSilver is not mentioned.")
    picture = draw(pdf, number="1", text=SENTENCE)
    shown = pixels(base64.b64decode(picture.png))
    near = [
        any(is_marked(shown[y + dy][x + dx]) for dx in range(-2, 3) for dy in range(-2, 3))
        for x, y in centres(pdf, SENTENCE)
    ]
    assert all(near)
    for other in ("Copper smiths", "Silver is not"):
        assert not any(is_marked(shown[y][x - 1]) for x, y in centres(pdf, other))
    (box,) = picture.marks
    assert all(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in centres(pdf, SENTENCE))


def test_a_passage_printed_over_two_lines_with_a_broken_word_is_marked_on_both(
    tiny_pdf: Callable[..., bytes],
) -> None:
    pdf = tiny_pdf("Local firms learn tech-\nnology from abroad.")
    assert len(draw(pdf, number="1", text="Local firms learn technology from abroad.").marks) == 2


def test_of_a_text_that_stands_twice_the_right_one_is_marked(tiny_pdf: Callable[..., bytes]) -> None:
    pdf = tiny_pdf("Same words.\nBetween.\nSame words.")
    first, second = (draw(pdf, number="1", text="Same words.", before=n).marks[0] for n in ("0", "1"))
    assert first[1] < second[1]


def test_a_passage_with_something_printed_between_its_words_is_marked_in_parts(
    tiny_pdf: Callable[..., bytes],
) -> None:
    pdf = tiny_pdf("The first half of it\nRunning header\nand the second half of it.")
    marks = draw(pdf, number="1", text="The first half of it and the second half of it.").marks
    assert len(marks) == 2


def test_text_that_is_not_on_the_page_marks_nothing(tiny_pdf: Callable[..., bytes]) -> None:
    assert draw(tiny_pdf(SENTENCE), number="1", text="Nothing like this at all.").marks == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nothing", b"\0" * 1000])
def test_what_is_no_pdf_is_an_extraction_error(data: bytes) -> None:
    with pytest.raises(ExtractionError):
        draw(data, number="1")


def test_a_page_that_does_not_exist_is_an_extraction_error(tiny_pdf: Callable[..., bytes]) -> None:
    with pytest.raises(ExtractionError):
        draw(tiny_pdf("One page."), number="2")


def test_a_huge_page_is_drawn_with_few_pixels(tiny_pdf: Callable[..., bytes]) -> None:
    pdf = tiny_pdf("Long.").replace(b"[0 0 595 842]", b"[0 0 9 9999]")
    picture = draw(pdf, number="1")
    assert isinstance(picture, PagePicture)
    assert picture.width * picture.height < 3_000_000


def test_letters_are_the_same_however_a_text_is_set() -> None:
    assert letters("Eﬃcient  “Tech­nology” – 32⁴") == letters("efficient technology 324")


def test_the_reading_page_of_a_pdf_shows_the_page_as_printed(
    workplace: Any, serve: Serve, tiny_pdf: Callable[..., bytes]
) -> None:
    client, href = served(workplace, serve, tiny_pdf("An introduction.", SENTENCE))
    passage = client.get("/v1/search", params={"q": "zinc foundry"}).json()["results"][0]["passage"]
    page = client.get(f"{href}?passage={passage['id']}").text
    source = f"{href}/pages/2.png?passage={passage['id']}"
    assert f'src="{source}"' in page
    picture = client.get(source)
    assert picture.status_code == 200, picture.text
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"].startswith("private")
    assert any(is_marked(pixel) for row in pixels(picture.content) for pixel in row)
    plain = client.get(f"{href}/pages/1.png?passage={passage['id']}")
    assert not any(is_marked(pixel) for row in pixels(plain.content) for pixel in row)
    assert client.get(f"{href}/pages/3.png").status_code == 404


def test_documents_other_than_pdf_have_no_picture(workplace: Any, serve: Serve) -> None:
    path = workplace.write("a.txt", "Zebu cattle plough the terraces.")
    workplace.ingest()
    client, href = serve(workplace.data), f"/documents/{document_id(path.as_uri())}"
    assert ".png" not in client.get(href).text
    assert client.get(f"{href}/pages/1.png").status_code == 404
