"""PDF pages come out whole, in order, under their own numbers."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract import registry
from ingest.extract.pdf.reader import extract

WritePdf = Callable[..., bytes]


def paragraph(
    lines: list[str], top: float = 700, x: float = 72, step: float = 14, size: float = 11
) -> list[tuple]:
    return [(x, top - n * step, size, line) for n, line in enumerate(lines)]


def role(page: Page, name: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == name]


def without_furniture(page: Page) -> str:
    text = page.text
    for span in sorted(page.spans, key=lambda span: -span.start):
        if span.role == "furniture":
            text = text[: span.start] + text[span.end :]
    return text


@given(count=st.integers(1, 30))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_page_that_states_its_number_keeps_it(write_pdf: WritePdf, count: int) -> None:
    pages = [
        paragraph([f"This text stands on page number {n}.", "It is of no more use."]) for n in range(1, count + 1)
    ]
    result = extract(write_pdf(pages))
    assert [page.number for page in result.pages] == list(range(1, count + 1))
    assert all(f"on page number {page.number}." in page.text for page in result.pages)


def test_empty_pages_keep_their_place(write_pdf: WritePdf) -> None:
    result = extract(write_pdf([paragraph(["First."]), [], paragraph(["Third."])]))
    assert [page.text for page in result.pages] == ["First.", "", "Third."]


def test_printed_page_labels_are_kept_beside_the_numbers(write_pdf: WritePdf) -> None:
    data = write_pdf([paragraph([str(n)]) for n in "abcd"], labels="0 << /S /r >> 2 << /S /D /St 5 >>")
    assert [(page.number, page.label) for page in extract(data).pages] == [(1, "i"), (2, "ii"), (3, "5"), (4, "6")]


def test_a_word_divided_at_a_line_end_is_whole_again(write_pdf: WritePdf) -> None:
    lines = [
        "Regional centres should support the inno-",
        "vation systems of member countries and their devel-",
        "opment.",
    ]
    assert "support the innovation systems of member countries and their development." in _one(write_pdf, lines)


def test_a_hyphen_that_belongs_to_the_word_stays(write_pdf: WritePdf) -> None:
    lines = [
        "Funds of the sector and information on it are shared.",
        "This is a matter of information-",
        "sharing alone.",
    ]
    assert "a matter of information-sharing alone." in _one(write_pdf, lines)


def _one(write_pdf: WritePdf, lines: list[str]) -> str:
    return extract(write_pdf([paragraph(lines)])).pages[0].text.replace("\n", " ")


def test_running_heads_feet_and_page_numbers_are_furniture_and_nothing_else_is(write_pdf: WritePdf) -> None:
    pages = [
        [
            (72, 800, 9, "Workshop on Innovation Systems, Beijing 2006"),
            *paragraph(
                [
                    f"Paragraph {n} tells something that no other page tells: {'abcdefgh'[n - 1] * 9}.",
                    "More of it.",
                ]
            ),
            (290, 40, 9, f"- {n} -"),
        ]
        for n in range(1, 7)
    ]
    for page in extract(write_pdf(pages)).pages:
        assert role(page, "furniture") == ["Workshop on Innovation Systems, Beijing 2006", f"- {page.number} -"]
        assert without_furniture(page).strip().startswith(f"Paragraph {page.number} tells")
        assert without_furniture(page).strip().endswith("More of it.")


def test_a_number_at_the_foot_that_counts_no_pages_is_text(write_pdf: WritePdf) -> None:
    pages = [
        [*paragraph([f"Total of table {value * 3}:"]), (72, 640, 11, str(value))] for value in (1250, 17, 804)
    ]
    assert all(not role(page, "furniture") for page in extract(write_pdf(pages)).pages)


def test_feet_drawn_first_are_read_last(write_pdf: WritePdf) -> None:
    body = paragraph([f"Sentence {n} of the body text stands here." for n in range(12)])
    page = extract(write_pdf([[(72, 40, 8, "Printed on recycled paper"), *body]])).pages[0]
    assert page.text.startswith("Sentence 0")
    assert page.text.endswith("Printed on recycled paper")


LEFT = [f"Left column line {n:02d} with words enough" for n in range(16)]
RIGHT = [f"Right column line {n:02d} with words enough" for n in range(16)]


@pytest.mark.parametrize("drawn", ["column by column", "in turns"])
def test_two_columns_are_read_one_after_the_other(write_pdf: WritePdf, drawn: str) -> None:
    left, right = paragraph(LEFT, x=60, size=10), paragraph(RIGHT, top=699, x=310, size=10)
    pieces = (
        [*left, *right]
        if drawn == "column by column"
        else [p for pair in zip(left, right, strict=True) for p in pair]
    )
    text = extract(write_pdf([pieces])).pages[0].text
    places = [text.index(line) for line in [*LEFT, *RIGHT]]
    assert places == sorted(places)


def test_larger_and_bold_lines_are_headings_ranked_by_size(write_pdf: WritePdf) -> None:
    body = [f"Running text of the report, sentence number {n}, goes on and on." for n in range(8)]
    page = extract(
        write_pdf(
            [[
                (72, 780, 20, "National Innovation Systems"),
                (72, 740, 15, "Lessons of the workshop"),
                *paragraph(body, top=710),
                (72, 580, -11, "Role of universities"),
                *paragraph(body, top=560),
            ]]
        )
    ).pages[0]  # fmt: skip
    found = [(page.text[s.start : s.end], s.level) for s in page.spans if s.role == "heading"]
    assert found == [
        ("National Innovation Systems", 1),
        ("Lessons of the workshop", 2),
        ("Role of universities", 3),
    ]


def test_a_table_of_contents_is_marked(write_pdf: WritePdf) -> None:
    lines = ["Contents", *(f"{n}. Chapter on matters {'.' * 30} {n * 7}" for n in range(1, 7))]
    page = extract(write_pdf([paragraph(lines), paragraph(["The text begins."])])).pages[0]
    assert role(page, "contents") == ["\n".join(lines)]


def test_a_list_of_references_is_marked_to_the_next_heading(write_pdf: WritePdf) -> None:
    body = [f"Running text of the report, sentence number {n}, goes on and on." for n in range(12)]
    entries = [f"Lundvall, B. ({1990 + n}). National systems of innovation, part {n}. London." for n in range(6)]
    pieces = [
        *paragraph(body, top=780),
        (72, 590, 14, "References"),
        *paragraph(entries, top=570),
        (72, 460, 14, "Annex"),
        *paragraph(body[:4], top=440),
    ]
    assert role(extract(write_pdf([pieces])).pages[0], "references") == ["\n".join(entries)]


def test_a_page_that_is_a_picture_is_reported(write_pdf: WritePdf) -> None:
    result = extract(write_pdf([paragraph(["Words."]), [], []], images=[2]))
    assert result.image_only == (2,)
    assert any("Image only" in note for note in result.notes)


def test_text_torn_into_letters_is_read_by_the_second_extractor(
    monkeypatch: pytest.MonkeyPatch, write_pdf: WritePdf
) -> None:
    from ingest.extract.pdf.second_reader import SecondReader

    whole = "Here is some formatted text that the second reader has mended well"
    monkeypatch.setattr(SecondReader, "page", lambda self, index: whole)
    result = extract(
        write_pdf(
            [paragraph(["H e re i s so me fo rma tte d te xt th at n o on e ca n re ad"]), paragraph(["Sound."])]
        )
    )
    assert [page.text for page in result.pages] == [whole, "Sound."]
    assert result.fallback_pages == (1,)
    assert "pypdf " in result.extractor


def test_the_second_extractor_is_real(write_pdf: WritePdf) -> None:
    from ingest.extract.pdf.second_reader import SecondReader

    text = SecondReader(write_pdf([paragraph(["One."]), paragraph(["Two."])])).page(1)
    assert (text or "").strip() == "Two."


@pytest.mark.parametrize(("password", "owner"), [("secret", "owner"), ("secret", None)])
def test_a_file_under_a_password_is_named_encrypted(write_pdf: WritePdf, password: str, owner: str | None) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(_encrypted(write_pdf([paragraph(["Hidden."])]), password, owner))
    assert caught.value.code == "encrypted"


def test_a_file_with_an_empty_user_password_is_read(write_pdf: WritePdf) -> None:
    assert extract(_encrypted(write_pdf([paragraph(["Hidden."])]), "", "owner")).pages[0].text == "Hidden."


def _encrypted(data: bytes, password: str, owner: str | None) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_follows_a_damaged_page_is_kept(write_pdf: WritePdf) -> None:
    data = write_pdf([paragraph([f"Page {n} speaks."]) for n in (1, 2, 3)])
    broken = data.replace(b"/Type /Page /Parent", b"/Type /Pxge /Pxrent", 2).replace(
        b"/Type /Pxge /Pxrent", b"/Type /Page /Parent", 1
    )
    result = extract(broken)
    assert len(result.pages) == 3
    assert [result.pages[n].text for n in (0, 2)] == ["Page 1 speaks.", "Page 3 speaks."]


def test_a_title_that_is_a_file_name_is_no_title(write_pdf: WritePdf) -> None:
    assert extract(write_pdf([[]], title="Microsoft Word - final2.doc")).title is None
    assert extract(write_pdf([[]], title="Innovation in Asia")).title == "Innovation in Asia"


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_to_the_bytes_only_an_extraction_error_comes_out(
    write_pdf: WritePdf, data: st.DataObject
) -> None:
    good = bytearray(write_pdf([paragraph(["Some words on a page.", "And more."])] * 2))
    for _ in range(data.draw(st.integers(1, 12))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(good[: data.draw(st.integers(1, len(good)))])
    try:
        result = registry.extract(damaged, "application/pdf")
    except ExtractionError:
        return
    assert isinstance(result, Extraction)
    _assert_sound(result)


@given(lines=st.lists(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=60), max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_lie_within_their_page_and_are_sorted(write_pdf: WritePdf, lines: list[str]) -> None:
    _assert_sound(extract(write_pdf([paragraph(lines[:20]), paragraph(lines[20:])])))


def _assert_sound(result: Extraction) -> None:
    for page in result.pages:
        assert all(0 <= span.start < span.end <= len(page.text) for span in page.spans)
        assert list(page.spans) == sorted(page.spans, key=lambda span: (span.start, -span.end))


def test_what_time_does_not_allow_is_said(monkeypatch: pytest.MonkeyPatch, write_pdf: WritePdf) -> None:

    monkeypatch.setattr("ingest.extract.pdf.reader._READING_SECONDS", -1.0)
    result = extract(write_pdf([paragraph(["One."]), paragraph(["Two."])]))
    assert [page.text for page in result.pages] == ["One."]
    assert "Only the first 1 of 2 pages were read: more did not fit the time limit." in result.notes


def test_a_document_too_long_for_layout_is_still_mended(
    monkeypatch: pytest.MonkeyPatch, write_pdf: WritePdf
) -> None:

    monkeypatch.setattr("ingest.extract.pdf.reader._MAX_PAGES_FOR_PLACES", 2)
    pages = [
        [
            (72, 800, 9, "Proceedings"),
            *paragraph([f"Chapter {n} speaks of inno-", f"vation {n} times."]),
            (72, 40, 9, str(n)),
        ]
        for n in range(1, 5)
    ]
    for page in extract(write_pdf(pages)).pages:
        assert f"Chapter {page.number} speaks of innovation {page.number} times." in page.text
        assert role(page, "furniture") == ["Proceedings", str(page.number)]


def test_raised_text_ends_no_line(write_pdf: WritePdf) -> None:
    parts = [("fell in 2019", 11.0, 0.0), ("5", 6.5, 4.0), (" on an area of 12 km", 11.0, 0.0), ("2", 6.5, 4.0)]
    result = extract(write_pdf([[(72, 700, 11, [*parts, (", as was said.", 11.0, 0.0)])]]))
    assert result.pages[0].text == "fell in 2019 [5] on an area of 12 km2, as was said."


def test_a_great_first_letter_is_joined_with_its_word(write_pdf: WritePdf) -> None:
    lines = [
        (72, 686, 33, "M"),
        (101, 700, 11, "angrove belts along the estuary"),
        (101, 686, 11, "were replanted."),
    ]
    assert "Mangrove belts along the estuary" in extract(write_pdf([lines])).pages[0].text


def test_an_accent_printed_over_a_letter_is_part_of_it(write_pdf: WritePdf) -> None:
    # The font's own code for an acute accent is that of another letter in the encoding the text is written in.
    pieces = [(72, 700, 11, "prot"), (90.95, 700, 11, "e"), (92.2, 700, 11, "Â"), (97.07, 700, 11, "ger la terre")]
    assert extract(write_pdf([pieces])).pages[0].text == "protéger la terre"


def test_a_letter_spaced_heading_is_words(write_pdf: WritePdf) -> None:
    heading = [(72 + 14 * n + (14 if n > 5 else 0), 740, 16, letter) for n, letter in enumerate("ANNUALREPORT")]
    text = extract(write_pdf([[*heading, *paragraph(["It was a good year for all."])]])).pages[0].text
    assert text.startswith("ANNUAL REPORT\n")


@pytest.mark.parametrize("heading", ["A N N U A L  R E P O R T", "R E P O R T  O F  T H E  I S L A N D"])
def test_words_of_a_heading_spaced_by_typed_blanks_stay_apart(write_pdf: WritePdf, heading: str) -> None:
    text = (
        extract(write_pdf([[(72, 740, 16, heading), *paragraph(["It was a good year for all."])]])).pages[0].text
    )
    words = " ".join(word.replace(" ", "") for word in heading.split("  "))
    assert text.startswith(f"{words}\n")


def test_text_whose_font_maps_no_characters_is_named_and_left_out() -> None:
    result = extract(_unmapped_pdf("The loans were doubled in the delta after the flood."))
    assert result.pages[0].text == ""
    assert result.image_only == (1,)
    assert any("Unreadable text on pages 1" in note for note in result.notes)


def _unmapped_pdf(text: str) -> bytes:
    """A page whose codes are numbers of glyphs, as in many a font: those of letters less 29."""
    codes = "".join(f"{ord(char) - 29:04x}" for char in text)
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(codes) + 40} >>\nstream\nBT /F1 11 Tf 72 700 Td <{codes}> Tj ET".ljust(len(codes) + 90)
        + "\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Made /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Made /FontDescriptor 7 0 R /DW 500 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /ABCDEF+Made /Flags 4 /ItalicAngle 0 /Ascent 800 /Descent -200 "
        "/CapHeight 700 /StemV 80 /FontBBox [0 -200 1000 800] >>",
    ]
    out, places = "%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


def test_text_on_a_layer_that_is_switched_off_is_labelled_hidden(write_pdf: WritePdf) -> None:
    writer = pypdf.PdfWriter(
        io.BytesIO(write_pdf([paragraph(["The fee is 300 dollars.", "The fee is 200 dollars."])]))
    )
    page = writer.pages[0]
    layer = writer._add_object(
        pypdf.generic.DictionaryObject(
            {
                pypdf.generic.NameObject("/Type"): pypdf.generic.NameObject("/OCG"),
                pypdf.generic.NameObject("/Name"): pypdf.generic.TextStringObject("Draft"),
            }
        )
    )
    page["/Resources"][pypdf.generic.NameObject("/Properties")] = pypdf.generic.DictionaryObject(
        {pypdf.generic.NameObject("/MC0"): layer}
    )
    content = page.get_contents()
    first, second = content.get_data().split(b"\n")[:2]
    content.set_data(first + b"\n/OC /MC0 BDC " + second + b" EMC")
    page.replace_contents(content)
    off = pypdf.generic.ArrayObject([layer])
    default = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/OFF"): off})
    writer.root_object[pypdf.generic.NameObject("/OCProperties")] = pypdf.generic.DictionaryObject(
        {pypdf.generic.NameObject("/OCGs"): off, pypdf.generic.NameObject("/D"): default}
    )
    target = io.BytesIO()
    writer.write(target)
    assert role(extract(target.getvalue()).pages[0], "hidden") == ["The fee is 200 dollars."]
