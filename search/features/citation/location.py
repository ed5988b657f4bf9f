"""Where in its document a passage stands, in words for people: "page iv", "slide 7", a section's heading."""

from __future__ import annotations

from typing import Literal

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

    None in a document of sections if the passage's section has no heading.
    """
    unit = unit_of(document)
    if unit == "section":
        return passage.page_label
    return f"{page if unit == 'page' else unit} {page_number(passage, document)}"
