"""Lines that a layout broke are joined for reading, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Page, Span
from corpus.reading import joined_lines


def test_the_lines_of_a_paragraph_are_one_line() -> None:
    text = "Centres should support the systems\nof innovation in member countries\nand their development.\n\nNext."
    assert joined_lines(Page(1, text)) == (
        "Centres should support the systems of innovation in member countries and their development.\n\nNext."
    )


@pytest.mark.parametrize(
    "text",
    [
        "They agreed on these points about the work:\n• first\n• second",
        "Country\tLoans\nChina\t40\nCountry: China | Loans: 40",
        "A short end.\nThe next paragraph begins here and goes on for a while longer.",
        "1. One of the points that were made\n2. Another of the points that were made",
    ],
)
def test_items_rows_and_paragraphs_stay_apart(text: str) -> None:
    assert joined_lines(Page(1, text)) == text


def test_a_heading_stays_on_its_line() -> None:
    page = Page(
        1,
        "The aims and the means of the work\nregional centres should support it",
        None,
        (Span(0, 34, "heading", 1),),
    )
    assert joined_lines(page) == page.text


def test_chinese_lines_are_joined_without_a_blank() -> None:
    assert joined_lines(Page(1, "促进科学\n技术创新")) == "促进科学技术创新"


@given(st.text("ab A.\n•1\t|国", max_size=80), st.data())
def test_only_white_space_is_changed(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert "".join(joined_lines(Page(1, text), start, end).split()) == "".join(text[start:end].split())
