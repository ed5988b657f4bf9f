"""A page as it was understood. Imports none of the rules by which it is: those are for the worker processes."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Page, Workshop
from ingest.workshop_page.parse.parts import Part

NO_STRUCTURE = "No workshop structure was found; headings, paragraphs and lists were taken in as they stand."


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page and what was made of it.

    ``workshop`` is None where the page shows no workshop. ``parts`` cover all of its readable text, in page order;
    ``page`` carries the headings and the site's frame as spans. ``notes`` are sentences for the report. ``titled``
    says that the page itself gives the title. ``own`` is a second page of what was declared and stands nowhere on
    the first. ``told_title`` says that the page calls itself otherwise, so that every passage is told the title.
    """

    page: Page
    title: str
    workshop: Workshop | None
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    titled: bool = True
    own: Page | None = None
    told_title: bool = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that the parts stand on."""
        return (self.page, self.own) if self.own else (self.page,)
