"""Where in its document a passage stands, in words for people: "page iv", "slide 7", a section's heading."""

from __future__ import annotations

from typing import Literal

from corpus.ids import path_within
from corpus.model import Document, Passage

Unit = Literal["page", "slide", "section"]


def unit_of(document: Document) -> Unit:
    """What the pages of a document are to its reader."""
    if document.media_type == "application/pdf":
        return "page"
    if "presentation" in document.media_type or "powerpoint" in document.media_type:
        return "slide"
    return "section"


def page_number(passage: Passage, document: Document) -> str | None:
    """The number or label of the passage's page or slide alone; None in a document of sections."""
    unit = unit_of(document)
    if unit == "page":
        return passage.page_label or str(passage.page)
    return str(passage.page) if unit == "slide" else None


def location(passage: Passage, document: Document, page: str = "page") -> str | None:
    """The passage's page, slide or section; ``page`` is the word for a page ("p." in citations).

    Of a file inside another its path stands before: "papers.zip › day 2/b.pdf, page 4". None in a document of
    sections, by itself, if the passage's section has no heading.
    """
    unit = unit_of(document)
    place = passage.page_label
    if unit != "section":
        place = f"{page if unit == 'page' else unit} {page_number(passage, document)}"
    path = " › ".join(path_within(document.source))
    return ", ".join(part for part in (path, place) if part) or None
