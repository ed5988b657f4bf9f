"""Presentations of 2007 and later: slide numbers, order, everything that carries text, and what cannot be read."""

from __future__ import annotations

import contextlib
import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ooxml import pptx
from ingest.extract.msoffice.ooxml.drawingml import chart_lines
from ingest.extract.msoffice.pages import Collector


def saved(presentation: Any) -> bytes:
    target = io.BytesIO()
    presentation.save(target)
    return target.getvalue()


def deck(count: int) -> Any:
    presentation = Presentation()
    for number in range(1, count + 1):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = f"Title {number}"
        slide.placeholders[1].text = f"This is slide {number} of {count}."
    return presentation


def one_slide() -> tuple[Any, Any]:
    presentation = Presentation()
    return presentation, presentation.slides.add_slide(presentation.slide_layouts[5])


def spans(page: Any, role: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == role]


def rewritten(data: bytes, change: Any) -> bytes:
    """The package with every part passed through ``change(name, content)``; None drops the part."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


def test_each_slide_is_the_page_of_its_own_number() -> None:
    result = pptx.extract(saved(deck(12)))
    assert [page.label for page in result.pages] == [f"Slide {n}" for n in range(1, 13)]
    for page in result.pages:
        assert page.text == f"Title {page.number}\n\nThis is slide {page.number} of 12."


def test_slides_follow_the_order_of_the_show_not_of_the_part_names() -> None:
    presentation = deck(3)
    slides = presentation.slides._sldIdLst
    slides.insert(0, slides[2])
    assert [page.text.split("\n")[0] for page in pptx.extract(saved(presentation)).pages] == [
        "Title 3",
        "Title 1",
        "Title 2",
    ]


def test_a_missing_slide_keeps_the_numbers_of_those_after_it_and_is_reported() -> None:
    data = rewritten(saved(deck(3)), lambda name, content: None if name == "ppt/slides/slide2.xml" else content)
    result = pptx.extract(data)
    assert [page.number for page in result.pages] == [1, 2, 3]
    assert result.pages[1].text == ""
    assert "This is slide 3" in result.pages[2].text
    assert any("Slide 2" in note for note in result.notes)


def test_groups_within_groups_are_read() -> None:
    presentation, slide = one_slide()
    outer = slide.shapes.add_group_shape()
    box = outer.shapes.add_group_shape().shapes.add_textbox(0, 0, Inches(1), Inches(1))
    box.text_frame.text = "deep inside"
    assert "deep inside" in pptx.extract(saved(presentation)).pages[0].text


def test_rows_of_tables_stand_as_printed_and_as_header_and_value() -> None:
    presentation, slide = one_slide()
    table = slide.shapes.add_table(3, 2, 0, 0, Inches(4), Inches(2)).table
    for row, texts in enumerate((("Country", "Cars"), ("China", "40"), ("India", "31"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    page = pptx.extract(saved(presentation)).pages[0]
    assert spans(page, "table") == [
        "Country\tCars\nChina\t40\nCountry: China | Cars: 40\nIndia\t31\nCountry: India | Cars: 31"
    ]


def test_a_chart_gives_its_title_and_each_value_with_its_category() -> None:
    presentation, slide = one_slide()
    data = CategoryChartData()
    data.categories = ["2004", "2005"]
    data.add_series("Patents", (12, 15.5))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Patents granted"
    text = pptx.extract(saved(presentation)).pages[0].text
    assert "Patents granted" in text
    assert "Patents | 2004: 12 | 2005: 15.5" in text


def test_speaker_notes_stand_at_the_end_of_their_own_slide() -> None:
    presentation = deck(2)
    presentation.slides[0].notes_slide.notes_text_frame.text = "Say this"
    pages = pptx.extract(saved(presentation)).pages
    assert spans(pages[0], "notes") == ["Say this"]
    assert pages[0].text.endswith("Say this")
    assert "Say this" not in pages[1].text


def test_what_the_master_shows_on_every_slide_is_boilerplate_of_the_first() -> None:
    presentation = deck(2)
    tree = presentation.slide_master.shapes._spTree
    _, slide = one_slide()
    slide.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "An institute"
    tree.append(slide.shapes[-1]._element)
    pages = pptx.extract(saved(presentation)).pages
    assert [spans(page, "boilerplate") for page in pages] == [["An institute"], []]
    assert all("Click to edit" not in page.text for page in pages)


def test_the_title_is_a_heading_and_comes_first_wherever_its_shape_stands() -> None:
    presentation, slide = one_slide()
    slide.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "in a box"
    slide.shapes.title.text = "The title"
    tree = slide.shapes._spTree
    tree.append(slide.shapes.title._element)
    page = pptx.extract(saved(presentation)).pages[0]
    assert page.text == "The title\n\nin a box"
    assert (page.spans[0].role, page.spans[0].level) == ("heading", 1)


def test_the_title_of_the_file_is_not_what_the_program_filled_in() -> None:
    presentation = deck(1)
    presentation.core_properties.title = "PowerPoint Presentation"
    assert pptx.extract(saved(presentation)).title is None
    presentation.core_properties.title = "Innovation in  Asia"
    assert pptx.extract(saved(presentation)).title == "Innovation in Asia"


def test_a_slide_that_is_but_a_picture_is_reported(tmp_path: Any) -> None:
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "p.png")
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6]).shapes.add_picture(str(tmp_path / "p.png"), 0, 0)
    assert pptx.extract(saved(presentation)).image_only == (1,)


def test_the_strict_flavour_of_the_format_is_read() -> None:
    def strict(_: str, content: bytes) -> bytes:
        for name in (b"officeDocument", b"presentationml", b"drawingml"):
            content = content.replace(
                b"http://schemas.openxmlformats.org/" + name + b"/2006/",
                b"http://purl.oclc.org/ooxml/" + name + b"/",
            )
        return content

    assert "This is slide 2" in pptx.extract(rewritten(saved(deck(2)), strict)).pages[1].text


def test_an_encrypted_package_is_named_so(make: Any) -> None:
    with pytest.raises(ExtractionError) as caught:
        pptx.extract(make.compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}))
    assert caught.value.code == "encrypted"


def test_a_part_that_inflates_without_end_is_refused_before_it_is_read() -> None:
    bomb = b"<a>" + b" " * (80 * 1024 * 1024) + b"</a>"
    data = rewritten(saved(deck(1)), lambda name, content: bomb if name == "ppt/slides/slide1.xml" else content)
    assert len(data) < 1_000_000
    with pytest.raises(ExtractionError) as caught:
        pptx.extract(data)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("share", [0.1, 0.6, 0.99])
def test_a_truncated_package_is_damaged(share: float) -> None:
    data = saved(deck(2))
    with pytest.raises(ExtractionError) as caught:
        pptx.extract(data[: int(len(data) * share)])
    assert caught.value.code == "damaged"


_FUZZED = saved(deck(2))


@given(changes=st.lists(st.tuples(st.integers(0, len(_FUZZED) - 1), st.integers(0, 255)), max_size=15))
@settings(max_examples=100, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_damage_raises_nothing_but_an_extraction_error(changes: list[tuple[int, int]]) -> None:
    content = bytearray(_FUZZED)
    for at, byte in changes:
        content[at] = byte
    with contextlib.suppress(ExtractionError):
        pptx.extract(bytes(content))


def test_a_footer_of_every_slide_is_a_passage_once_and_slide_numbers_never() -> None:
    collector = Collector()
    for number in (1, 2):
        collector.frame(["Ministry of Science", str(number)])
    roles = [(block.text, block.role) for block in collector.blocks]
    assert roles == [
        ("Ministry of Science", "boilerplate"),
        ("1", "furniture"),
        ("Ministry of Science", "furniture"),
        ("2", "furniture"),
    ]


def with_part(data: bytes, name: str, content: str, *, owner: str, kind: str) -> bytes:
    """The package with one more part, to which the part ``owner`` has a relationship of this kind."""
    folder, base = owner.rsplit("/", 1)
    link = (
        f'<Relationship Id="added{len(name)}" Target="/{name}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )

    def change(part: str, old: bytes) -> bytes:
        return old.replace(b"</Relationships>", link.encode()) if part == f"{folder}/_rels/{base}.rels" else old

    changed = io.BytesIO(rewritten(data, change))
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr(name, content)
    return changed.getvalue()


def test_a_comment_says_whose_it_is() -> None:
    space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    said = f'<p:cmLst {space}><p:cm authorId="3"><p:text>By whom?</p:text></p:cm></p:cmLst>'
    people = f'<p:cmAuthorLst {space}><p:cmAuthor id="3" name="Ann Lee"/></p:cmAuthorLst>'
    data = with_part(saved(deck(1)), "ppt/c/c1.xml", said, owner="ppt/slides/slide1.xml", kind="comments")
    data = with_part(data, "ppt/people.xml", people, owner="ppt/presentation.xml", kind="commentAuthors")
    assert spans(pptx.extract(data).pages[0], "notes") == ["Comment by Ann Lee: By whom?"]


def test_pictures_and_charts_give_their_descriptions_and_pictures_without_one_are_counted(tmp_path: Any) -> None:
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "p.png")
    presentation = deck(2)
    for slide, told in zip(presentation.slides, ("Rice yield rose to 4 t/ha", ""), strict=True):
        picture = slide.shapes.add_picture(str(tmp_path / "p.png"), 0, 0)
        picture._element.nvPicPr.cNvPr.set("descr", told)
    result = pptx.extract(saved(presentation))
    assert "Rice yield rose to 4 t/ha" in result.pages[0].text
    assert "1 picture without a description was not read (slide 2)." in result.notes


def test_a_chart_of_the_newer_kind_gives_each_value_with_its_category() -> None:
    space = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    points = '<cx:lvl ptCount="2"><cx:pt idx="0">{}</cx:pt><cx:pt idx="1">{}</cx:pt></cx:lvl>'
    chart = etree.fromstring(
        f'<cx:chartSpace xmlns:cx="{space}"><cx:chartData><cx:data id="0">'
        f'<cx:strDim type="cat">{points.format("Fiji", "Tonga")}</cx:strDim>'
        f'<cx:numDim type="val">{points.format("3.1", "4")}</cx:numDim></cx:data></cx:chartData><cx:chart>'
        '<cx:plotArea><cx:series><cx:tx><cx:txData><cx:v>t/ha</cx:v></cx:txData></cx:tx><cx:dataId val="0"/>'
        "</cx:series></cx:plotArea></cx:chart></cx:chartSpace>"
    )
    assert chart_lines(chart)[-1] == "t/ha | Fiji: 3.1 | Tonga: 4"
