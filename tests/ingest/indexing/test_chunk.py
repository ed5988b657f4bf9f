"""Provenance is numbers: whatever a page holds and whatever its spans say, passages are slices of it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import ExtractionError
from corpus.model import Document, Page, Passage, Span
from ingest.indexing import chunk
from ingest.indexing.chunk import Chunker
from search.encoder.memory import HashingEncoder

ENCODER = HashingEncoder()
WORDS = st.sampled_from(
    ["credit", "village.", "Fund", "the", "SME?", "中文。", "•", "\n", "\n\n", "é̂", "😀", "3.5", "(a)"]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.text(st.characters(codec="utf-8"), max_size=80)


@st.composite
def pages_with_spans(draw: st.DrawFn) -> list[Page]:
    """Pages whose spans may nest and overlap, as an extractor of doubtful quality would give them."""
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        text = draw(TEXTS)
        spans = []
        for _ in range(draw(st.integers(0, 5))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            role = draw(
                st.sampled_from(
                    ["heading", "furniture", "contents", "references", "boilerplate", "table", "struck"]
                )
            )
            spans.append(Span(start, end, role, draw(st.integers(1, 6))))
        pages.append(Page(number, text, None, tuple(sorted(spans, key=lambda span: span.start))))
    return pages


def document(title: str = "A title") -> Document:
    return Document("d1", "file:///d", title, None, "text/plain", "h", workshop="w", speaker="s", year=2006)


def chunked(pages: Sequence[Page], budget: int = 12, title: str = "A title") -> list[Passage]:
    return Chunker(ENCODER, budget).passages(document(title), pages)


def tokens(text: str) -> int:
    return len(ENCODER.token_offsets([text])[0])


def furniture(page: Page) -> list[bool]:
    within = [False] * len(page.text)
    for span in page.spans:
        if span.role == "furniture":
            within[span.start : span.end] = [True] * (span.end - span.start)
    return within


@given(pages_with_spans())
def test_the_text_of_a_passage_is_a_slice_of_its_page(pages: list[Page]) -> None:
    for passage in chunked(pages):
        assert passage.text == pages[passage.page - 1].text[passage.start : passage.end]
        assert passage.text.strip()


@given(pages_with_spans())
def test_every_character_is_in_just_one_passage_or_is_blank_or_furniture(pages: list[Page]) -> None:
    passages = chunked(pages)
    for page in pages:
        times = [0] * len(page.text)
        for passage in passages:
            if passage.page == page.number:
                for at in range(passage.start, passage.end):
                    times[at] += 1
        for at, (count, left_out) in enumerate(zip(times, furniture(page), strict=True)):
            if left_out:
                assert count == 0, (at, page)
            elif not page.text[at].isspace():
                assert count == 1, (at, page)


@given(pages_with_spans(), st.integers(4, 40), TEXTS)
def test_context_and_passage_together_are_read_whole_by_the_encoder(
    pages: list[Page], budget: int, title: str
) -> None:
    for passage in chunked(pages, budget, title):
        assert tokens(passage.embedded_text) <= budget
        assert tokens(passage.context) <= budget // 4


@given(pages_with_spans())
def test_the_same_pages_give_the_same_passages(pages: list[Page]) -> None:
    assert chunked(pages) == Chunker(HashingEncoder(), 12).passages(document(), pages)


@given(pages_with_spans())
def test_ids_are_unique_and_ordinals_count_from_nothing_in_page_order(pages: list[Page]) -> None:
    passages = chunked(pages)
    assert len({passage.id for passage in passages}) == len(passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert [(p.page, p.start) for p in passages] == sorted((p.page, p.start) for p in passages)


@given(st.lists(st.sampled_from(["Fund credit. ", "Build schools now. "]), min_size=1, max_size=40).map("".join))
@settings(max_examples=40)
def test_sentences_are_not_cut_where_they_fit(text: str) -> None:
    for passage in chunked([Page(1, text)], budget=16):
        assert passage.text[0].isupper()
        assert passage.text.endswith(".")


def test_a_long_text_is_cut_into_passages_of_about_equal_size() -> None:
    text = " ".join(f"Sentence number {n} has words." for n in range(60))
    sizes = [tokens(passage.text) for passage in chunked([Page(1, text)], budget=100)]
    assert len(sizes) == -(-sum(sizes) // (100 - tokens("A title")))
    assert max(sizes) - min(sizes) <= 2 * tokens("Sentence number 1 has words.")


def test_a_sentence_longer_than_the_budget_is_cut_between_words() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    passages = chunked([Page(1, text)], budget=20)
    assert [word for passage in passages for word in passage.text.split()] == text.split()


class Pieces:
    """A tokenizer whose words are several tokens, as those of real models are."""

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        return [
            np.array([m.span() for m in re.finditer(r"\w{1,3}", text)], np.int32).reshape(-1, 2) for text in texts
        ]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=60), st.integers(6, 30))
def test_a_word_of_several_tokens_is_not_cut(lengths: list[int], budget: int) -> None:
    text = " ".join("w" * length for length in lengths)
    pieces = Chunker(Pieces(), budget).split(text, 0, len(text))
    if budget // 2 > 4:
        assert [word for a, b in pieces for word in text[a:b].split()] == text.split()
    assert "".join(text[a:b] for a, b in pieces).replace(" ", "") == text.replace(" ", "")


def test_a_word_longer_than_the_budget_is_cut_all_the_same() -> None:
    pieces = Chunker(Pieces(), 10).split("x" * 100, 0, 100)
    assert [a for a, _ in pieces] == [0, 21, 42, 63, 84]


ROWS = st.lists(
    st.lists(st.sampled_from(["Fund.", "3.5", "SME?", "12. May", "village", "No. 4"]), min_size=1, max_size=4).map(
        "\t".join
    ),
    min_size=1,
    max_size=8,
)


@given(
    before=st.sampled_from(["", "It is said. Again it is.\n"]), rows=ROWS, after=st.sampled_from(["", "\nEnd."])
)
def test_a_row_of_a_table_that_fits_is_never_cut(before: str, rows: list[str], after: str) -> None:
    table = "\n".join(rows)
    page = Page(1, before + table + after, None, (Span(len(before), len(before) + len(table), "table"),))
    found = chunked([page], title="")
    at = len(before)
    for row in rows:
        assert any(passage.start <= at and at + len(row) <= passage.end for passage in found)
        at += len(row) + 1


def test_a_row_longer_than_the_budget_is_cut_between_its_cells() -> None:
    row = "Place: one two three | Held: four five six | Cost: seven eight nine"
    found = chunked([Page(1, row, None, (Span(0, len(row), "table"),))], budget=10, title="")
    assert len(found) > 1
    assert all(any(cell in passage.text for passage in found) for cell in row.split(" | "))


def headed(text: str, *headings: tuple[str, int]) -> Page:
    spans = [
        Span(m.start(), m.end(), "heading", level) for h, level in headings for m in [re.search(h, text)] if m
    ]
    return Page(1, text, None, tuple(spans))


def test_a_heading_stands_at_the_head_of_what_follows_and_in_its_path() -> None:
    page = headed(
        "Intro.\nFinance\nFund it.\nLoans\nLend it.\nSchools\nBuild.", ("Finance", 1), ("Loans", 2), ("Schools", 1)
    )
    assert [(p.text, p.heading_path) for p in chunked([page], 60)] == [
        ("Intro.", ("A title",)),
        ("Finance\nFund it.", ("A title", "Finance")),
        ("Loans\nLend it.", ("A title", "Finance", "Loans")),
        ("Schools\nBuild.", ("A title", "Schools")),
    ]


def test_headings_that_follow_one_another_share_a_passage() -> None:
    page = headed("Finance\nLoans\nLend it.", ("Finance", 1), ("Loans", 2))
    assert [p.text for p in chunked([page], 60)] == ["Finance\nLoans\nLend it."]


def test_a_heading_holds_over_the_page_break_until_the_next() -> None:
    pages = [headed("Finance\nFund it.", ("Finance", 1)), Page(2, "Still of finance.")]
    first, second = chunked(pages, 60)
    assert (first.page, second.page) == (1, 2)
    assert second.heading_path == ("A title", "Finance")
    assert second.text == "Still of finance."


def test_a_title_that_opens_the_document_is_not_said_twice() -> None:
    page = headed("A TITLE\nText.", ("A TITLE", 1))
    assert [p.heading_path for p in chunked([page], 60)] == [("A TITLE",)]


@pytest.mark.parametrize("role", ["contents", "references", "boilerplate", "struck", "hidden"])
def test_labelled_stretches_are_passages_of_their_own_that_carry_the_label(role: str) -> None:
    text = "Before it. Listed here. After it."
    page = Page(1, text, None, (Span(11, 23, role),))  # type: ignore[arg-type]
    assert [(p.text, p.label) for p in chunked([page], 60)] == [
        ("Before it.", None),
        ("Listed here.", role),
        ("After it.", None),
    ]


def test_a_context_too_long_loses_its_highest_parts_first() -> None:
    page = headed("Deep heading\nText.", ("Deep heading", 1))
    (passage,) = chunked([page], 24, "A very long title of many words indeed")
    assert passage.context == "Deep heading"
    assert passage.heading_path == ("A very long title of many words indeed", "Deep heading")


def test_a_passage_carries_what_its_document_belongs_to() -> None:
    (passage,) = chunked([Page(1, "Text.", "iv")])
    assert (passage.workshop, passage.speaker, passage.year, passage.page_label) == ("w", "s", 2006, "iv")


def test_repeated_text_has_ids_of_its_own_that_count() -> None:
    page = Page(
        1, "Same\nText here.\nSAME\nText here.", None, (Span(0, 4, "heading", 1), Span(16, 20, "heading", 1))
    )
    first, second = chunked([page], 60)
    assert second.id == f"{first.id}-2"


def test_pages_without_text_give_nothing() -> None:
    assert chunked([Page(1, ""), Page(2, " \n\t")]) == []


@given(TEXTS, st.data())
def test_split_gives_spans_in_order_that_hold_all_that_is_not_blank(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = Chunker(ENCODER, 12).split(text, start, end)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text[start:end].split())
    assert all(start <= a < b <= end and tokens(text[a:b]) <= 9 for a, b in spans)


@pytest.mark.parametrize(
    "spans",
    [
        (),
        tuple(Span(4 * at, 4 * at + 1, "heading", 1 + at % 9) for at in range(20_000)),
        (Span(0, 9, "references"),) * 9_000,
    ],
    ids=["plain", "headings", "labels"],
)
def test_a_hundred_thousand_paragraphs_are_cut_in_linear_time(spans: tuple[Span, ...]) -> None:
    page = Page(1, "\n".join(["a"] * 100_000), spans=spans)
    began = time.process_time()
    assert chunked([page], budget=250)
    assert time.process_time() - began < 15


def test_more_passages_than_a_file_may_make_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk, "MOST_PASSAGES", 5)
    page = Page(1, "A sentence of some words. " * 40)
    with pytest.raises(ExtractionError, match="more than 5 passages") as refused:
        chunked([page])
    assert refused.value.code == "too-large"


def test_cutting_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk, "MOST_SECONDS", -1.0)
    with pytest.raises(ExtractionError) as refused:
        chunked([Page(1, "A sentence.")])
    assert refused.value.code == "time-limit"
