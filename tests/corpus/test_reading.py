"""Lines that a layout broke are joined for reading, and nothing else."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Document, Page, Passage, Span, SpanRole
from corpus.reading import joined_lines, line_joints, passage_text, with_joints


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


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("They met for co-\noperation and development.", "They met for cooperation and development."),
        ("Policy-makers met. The policy-\nmakers agreed.", "Policy-makers met. The policy-makers agreed."),
        (
            "The development was slow, and develop-\nment is dear.",
            "The development was slow, and development is dear.",
        ),
        ("Sharing of information: information-\nsharing.", "Sharing of information: information-sharing."),
        ("Ferries of the Asia-\nPacific region.", "Ferries of the Asia-Pacific region."),
        ("The years 2004-\n2006 were dry.", "The years 2004-2006 were dry."),
        ("Aims of short-\nand long-term credit.", "Aims of short- and long-term credit."),
        ("Agricul\xad\nture was slow.", "Agriculture was slow."),
        ("It was dear -\nand late.", "It was dear - and late."),
    ],
)
def test_a_hyphen_at_a_line_s_end_is_judged_by_the_page_s_own_words(text: str, read: str) -> None:
    assert joined_lines(Page(1, text)) == read


@given(st.text("ab A.\n•1\t|国-\xad", max_size=80), st.data())
def test_only_white_space_and_hyphens_are_changed(text: str, data: st.DataObject) -> None:
    def bare(part: str) -> str:
        return re.sub(r"[\s\xad-]", "", part)

    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert bare(joined_lines(Page(1, text), start, end)) == bare(text[start:end])


@given(st.text("ab A.\n•1\t|国-", max_size=60), st.data())
def test_a_part_of_a_text_is_read_as_it_is_in_the_whole(text: str, data: st.DataObject) -> None:
    joints = line_joints(Page(1, text))
    at = data.draw(st.integers(0, len(text)))
    assert with_joints(text, joints, 0, at) + with_joints(text, joints, at) == with_joints(text, joints)
    assert all(a.end <= b.start for a, b in itertools.pairwise(joints))


def passage(text: str, path: tuple[str, ...] = (), label: SpanRole | None = None) -> Passage:
    return Passage("d-1", "d", "paper", 1, None, 0, len(text), text, path, label=label)


def document(media_type: str) -> Document:
    return Document("d", "file:///a", "A", None, media_type, "")


TEXT = "Aims of the regional centres of innovation\nCentres should support the systems\nof innovation."


def test_a_passage_keeps_the_heading_it_begins_with() -> None:
    path = ("Report", "Aims of the regional centres of innovation")
    assert passage_text(passage(TEXT, path), document("application/pdf")) == (
        "Aims of the regional centres of innovation\nCentres should support the systems of innovation."
    )


@pytest.mark.parametrize("media_type", ["text/html", "application/msword"])
def test_lines_that_the_document_itself_has_stay(media_type: str) -> None:
    assert passage_text(passage(TEXT), document(media_type)) == TEXT


def test_a_table_of_contents_stays_as_it_is() -> None:
    assert passage_text(passage(TEXT, label="contents"), document("application/pdf")) == TEXT
