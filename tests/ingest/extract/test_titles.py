"""A document's title is its own, and none that a program filled in."""

from __future__ import annotations

import pytest

from corpus.model import Page, Span
from ingest.extract.titles import document_title, first_heading, sensible_title

OF_PROGRAMS = [
    "PowerPoint Presentation", "Présentation PowerPoint", "PowerPoint-Präsentation", "Presentación de PowerPoint",
    "Template", "untitled", "Untitled Document", "(anonymous)", "Slide 1", "Slide 1 of 7", "No Slide Title",
    "Microsoft Word - x.doc", "Microsoft PowerPoint - ferries_final.ppt", "Document1", "Dokument1", "Normal.dot",
    "tmp3f2a91.tmp", "~WRL0001.tmp", "00463065.tif", "8f14e45fceea167a", "C:\\Users\\ana\\ferries.doc",
    "http://ferries.test/", "Acrobat PDFMaker 7.0 for Word", "LaTeX with hyperref package",
    "PScript5.dll Version 5.2",
    "Print", "New Page 1", "无标题", "2004", "", "  ", "—",
]  # fmt: skip

OF_DOCUMENTS = [
    "Presentation of the ferry guild", "Template for reports on peat", "Untitled lands: who owns the delta",
    "Printing presses of the delta", "Model laws for ferries", "Page layout in old books", "Quartz mining",
    "COVID-19", "Book trade in 1900", "Document management", "Word of mouth", "Apple growers", "促进科学技术创新",
]  # fmt: skip


@pytest.mark.parametrize("title", OF_PROGRAMS)
def test_what_programs_fill_in_is_no_title(title: str) -> None:
    assert sensible_title(title) is None


@pytest.mark.parametrize("title", OF_DOCUMENTS)
def test_a_title_with_words_of_programs_in_it_stays(title: str) -> None:
    assert sensible_title(title) == title


def page(*headings: tuple[str, int], number: int = 1) -> Page:
    text, spans = "", []
    for heading, level in headings:
        spans.append(Span(len(text), len(text) + len(heading), "heading", level))
        text += f"{heading}\nFerrymen formed a guild at the delta.\n"
    return Page(number, text or "Ferrymen formed a guild.", None, tuple(spans))


def test_the_title_a_file_states_is_its_title() -> None:
    assert document_title("Ferries of the delta", [page(("Report on district C", 1))]) == "Ferries of the delta"


def test_the_largest_heading_stands_in_for_a_program_s_title() -> None:
    pages = [page(("Institute of Ferries", 2), ("Report on district C", 1))]
    assert document_title("PowerPoint Presentation", pages) == "Report on district C"


def test_a_cover_without_headings_is_passed() -> None:
    assert first_heading([page(), page(("Report on district C", 2), number=2)]) == "Report on district C"


@pytest.mark.parametrize(
    "heading", ["1. Introduction", "Contents", "Abstract", "Chapter 3", "Tel.: 123 456", "with:"]
)
def test_a_heading_of_a_part_is_not_the_title_of_the_whole(heading: str) -> None:
    assert first_heading([page((heading, 1))]) is None


def test_a_running_header_is_not_the_title() -> None:
    framed = page(("Journal of Ferries", 1), ("Report on district C", 2))
    furniture = Span(0, len("Journal of Ferries"), "furniture")
    assert first_heading([Page(1, framed.text, None, (furniture, *framed.spans))]) == "Report on district C"


def test_a_heading_says_more_than_a_file_s_name_stated_as_title() -> None:
    assert document_title("ferries_v2", [page(("Report on district C", 1))]) == "Report on district C"
    assert document_title("ferries_v2", [page()]) == "ferries_v2"
