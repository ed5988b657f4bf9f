from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentences

TEXTS = st.text(
    alphabet=st.sampled_from("abA1.!?…。”)\"' \n\t•-–é中") | st.characters(codec="utf-8"), max_size=200
)


@given(TEXTS)
def test_together_the_sentences_hold_every_character_that_is_not_blank(text: str) -> None:
    held = "".join(text[a:b] for a, b in sentences(text))
    assert "".join(held.split()) == "".join(text.split())


@given(TEXTS, st.data())
def test_sentences_are_in_order_apart_and_within_what_was_asked(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    last = start
    for a, b in sentences(text, start, end):
        assert last <= a < b <= end
        assert text[a:b] == text[a:b].strip()
        last = b


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ends. Two begins.", ["One ends.", "Two begins."]),
        ("Is it? Yes! It is.", ["Is it?", "Yes!", "It is."]),
        (
            "Mr. Yim of the U.S. Bureau spoke, e.g. About SMEs.",
            ["Mr. Yim of the U.S. Bureau spoke, e.g. About SMEs."],
        ),
        ("It grew by 3.5 per cent.", ["It grew by 3.5 per cent."]),
        ("1. Fund it.\n2. Build it.", ["1. Fund it.", "2. Build it."]),
        ("A title\n\nA paragraph", ["A title", "A paragraph"]),
        ("Steps:\n• fund\n• build", ["Steps:", "• fund", "• build"]),
        ("他说。然后走了。", ["他说。", "然后走了。"]),
        ("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("See S.P. Agarwal. He knows.", ["See S.P. Agarwal.", "He knows."]),
    ],
)
def test_sentences_end_where_a_reader_sees_an_end(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_a_megabyte_without_an_end_is_read_in_linear_time() -> None:
    text = "word " * 200_000
    assert list(sentences(text)) == [(0, len(text) - 1)]


def test_a_megabyte_of_stops_is_read_in_linear_time() -> None:
    assert sum(1 for _ in sentences(". " * 200_000)) <= 200_000


@pytest.mark.parametrize(
    "text", ["." * 300_000, ".'" * 100_000, "\n " * 100_000 + "x", "No. " * 100_000, "1. " * 100_000]
)
def test_stops_in_a_row_are_passed_in_linear_time(text: str) -> None:
    began = time.process_time()
    list(sentences(text))
    assert time.process_time() - began < 5
