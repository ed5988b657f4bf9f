"""Where a passage stands, in words for people."""

import pytest

from corpus.model import Document, Passage
from search.features.citation.location import location, page_number

PDF, PPT, HTML = "application/pdf", "application/vnd.ms-powerpoint", "text/html"


def passage(page: int, label: str | None) -> Passage:
    return Passage("p", "d", "paper", page, label, 0, 1, "x")


def document(media_type: str) -> Document:
    return Document("d", "file:///d", "A document", None, media_type, "hash")


@pytest.mark.parametrize(
    ("media_type", "page", "label", "expected"),
    [
        (PDF, 4, "iv", "page iv"),
        (PDF, 4, None, "page 4"),
        (PPT, 7, "Slide 7", "slide 7"),
        (HTML, 2, "Summary", "Summary"),
        (HTML, 2, None, None),
    ],
)
def test_a_page_a_slide_and_a_section_are_named_as_a_reader_counts_them(
    media_type: str, page: int, label: str | None, expected: str | None
) -> None:
    assert location(passage(page, label), document(media_type)) == expected


def test_a_citation_abbreviates_the_page() -> None:
    assert location(passage(4, "iv"), document(PDF), page="p.") == "p. iv"
    assert page_number(passage(4, "iv"), document(PDF)) == "iv"


def test_a_section_has_no_page_number() -> None:
    assert page_number(passage(2, "Summary"), document(HTML)) is None
