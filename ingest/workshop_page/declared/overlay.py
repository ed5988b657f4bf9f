"""A declaration being laid over a page: what stands so far, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.model import Extent, Workshop
from ingest.workshop_page.declared.model import CORRECTIONS, FILE_NAME, CorrectionLine, Declared
from ingest.workshop_page.declared.placing import Finder, OwnPage
from ingest.workshop_page.parse.parsed_page import ParsedPage
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
        corrects = isinstance(line, CorrectionLine)
        if self.declared.page is not None or corrects:
            self.mentions.append(f"{CORRECTIONS if corrects else FILE_NAME}, line {line:d}: {sentence}")

    def text(self, extent: Extent) -> str:
        """What stands at an extent of the page, or of the page of what stands nowhere on it."""
        page = self.parsed.page if extent.page == 1 and self.parsed.page.text else self.own.page(FILE_NAME)
        return page.text[extent.start : extent.end] if page else ""
