"""A declaration being laid over a page: what stands so far, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.model import Workshop
from ingest.workshop_page.declared.model import FILE_NAME, Declared
from ingest.workshop_page.declared.placing import Finder, OwnPage
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.parse.parts import Part


@dataclass(slots=True)
class Overlay:
    """The page as it stands, and what is put over it.

    ``claimed`` are the parts of what was declared. ``mentions`` are sentences on what the page does not carry; a
    workshop without a page has none to disagree with.
    """

    declared: Declared
    parsed: ParsedPage
    workshop: Workshop
    finder: Finder
    own: OwnPage
    claimed: list[Part] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The event's title, first of every heading path."""
        return self.workshop.title

    def mention(self, line: int, sentence: str) -> None:
        """Name what does not fit the page, with the line of the file."""
        if self.declared.page is not None:
            self.mentions.append(f"{FILE_NAME}, line {line}: {sentence}")
