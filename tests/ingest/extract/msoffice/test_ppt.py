"""Binary presentations: slide numbers, order, what belongs to a slide, and what cannot be read."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ppt import reader as ppt


def numbered(make: Any, count: int, **more: Any) -> list[Any]:
    return [
        make.slide(f"Title of slide {n}", f"This is slide {n} of {count}.", **more) for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("in_outline", [False, True])
def test_each_slide_is_the_page_of_its_own_number_whatever_the_order_in_the_file(
    make: Any, in_outline: bool
) -> None:
    result = ppt.extract(make.powerpoint(numbered(make, 12, in_outline=in_outline)))
    assert [page.number for page in result.pages] == list(range(1, 13))
    assert [page.label for page in result.pages] == [f"Slide {n}" for n in range(1, 13)]
    for page in result.pages:
        assert f"This is slide {page.number} of 12." in page.text
        assert page.text.count("This is slide") == 1


def test_the_title_comes_first_and_is_a_heading_of_level_one(make: Any) -> None:
    page = ppt.extract(make.powerpoint([make.slide("The title", "Body first in the file")])).pages[0]
    span = page.spans[0]
    assert (page.text[span.start : span.end], span.role, span.level) == ("The title", "heading", 1)
    assert page.text.startswith("The title")


def test_only_the_newest_version_of_a_slide_is_read(make: Any) -> None:
    old = make.slide("Old title", "Old text")
    result = ppt.extract(make.powerpoint([make.slide("New title", "New text")], superseded=old))
    assert "New text" in result.pages[0].text
    assert "Old" not in result.pages[0].text


def test_speaker_notes_stand_at_the_end_of_their_own_slide(make: Any) -> None:
    slides = [
        make.slide("One", "first"),
        make.slide("Two", "second", notes="Say this\nthen that"),
        make.slide("Three"),
    ]
    pages = ppt.extract(make.powerpoint(slides)).pages
    assert pages[1].text.endswith("Say this\nthen that")
    assert [pages[1].text[s.start : s.end] for s in pages[1].spans if s.role == "notes"] == ["Say this\nthen that"]
    assert "Say this" not in pages[0].text + pages[2].text


def test_rows_of_tables_come_in_the_order_of_the_slide(make: Any) -> None:
    rows = (("Country", "Cars"), ("China", "40"), ("India", "31"))
    page = ppt.extract(make.powerpoint([make.slide("T", table=rows)])).pages[0]
    (span,) = [span for span in page.spans if span.role == "table"]
    assert page.text[span.start : span.end].split("\n") == [
        "Country\tCars",
        "China\t40",
        "Country: China | Cars: 40",
        "India\t31",
        "Country: India | Cars: 31",
    ]


def test_text_in_groups_is_read(make: Any) -> None:
    assert (
        "inside a group" in ppt.extract(make.powerpoint([make.slide("T", grouped="inside a group")])).pages[0].text
    )


def test_a_broken_directory_still_gives_every_slide_and_says_so(make: Any) -> None:
    data = make.powerpoint(numbered(make, 3), reverse_file_order=False)
    broken = data.replace(b"\x00\x00\x72\x17", b"\x00\x00\x73\x17")
    assert broken != data
    result = ppt.extract(broken)
    assert [f"This is slide {n} of 3." in page.text for n, page in enumerate(result.pages, 1)] == [True] * 3
    assert any("directory" in note for note in result.notes)


def test_an_encrypted_presentation_is_named_so(make: Any) -> None:
    data = make.powerpoint(numbered(make, 1)).replace(b"\x5f\xc0\x91\xe3", b"\xdf\xc4\xd1\xf3")
    with pytest.raises(ExtractionError) as caught:
        ppt.extract(data)
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"not a compound file", "damaged")])
def test_what_is_no_presentation_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        ppt.extract(data)
    assert caught.value.code == code


def test_a_compound_file_of_another_program_is_unsupported(make: Any) -> None:
    with pytest.raises(ExtractionError) as caught:
        ppt.extract(make.compound_file({"Workbook": b"x"}))
    assert caught.value.code == "unsupported"


@given(data=st.data())
@settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_raises_nothing_but_an_extraction_error(make: Any, data: Any) -> None:
    slide = make.slide("T", "b", notes="n", table=(("A", "B"), ("1", "2")), grouped="g")
    content = bytearray(make.powerpoint([slide, make.slide("U", "c", in_outline=True)], superseded=slide))
    # The streams begin after the header, the allocation table and the directory.
    place = st.integers(512, min(len(content) - 1, 9000))
    for at in data.draw(st.lists(place, max_size=25)):
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    with contextlib.suppress(ExtractionError):
        ppt.extract(bytes(content[:cut]))
