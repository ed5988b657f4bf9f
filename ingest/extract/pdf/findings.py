"""What is noted on the way through the pages of a PDF, and what the report says of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.extract.pdf.annotations import Beside
from ingest.extract.pdf.lines import Line
from ingest.extract.pdf.second_reader import reader_name
from ingest.extract.remarks import listed, undescribed


@dataclass(slots=True)
class Findings:
    """What is noted on the way through the pages."""

    pages: list[list[Line]] = field(default_factory=list)
    beside: list[list[Beside]] = field(default_factory=list)
    pictures: dict[int, int] = field(default_factory=dict)
    fallback: list[int] = field(default_factory=list)
    image_only: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    ciphers: list[int] = field(default_factory=list)
    blank: int = 0
    figures_unread_from: int | None = None

    def notes(self, count: int, skipped: int, spent: bool) -> list[str]:
        """What the report says of the file: what was read otherwise than usual, and what was left out."""
        notes = []
        if len(self.pages) < count:
            notes.append(
                f"Only the first {len(self.pages)} of {count} pages were read: more did not fit the time limit."
            )
        if self.fallback:
            notes.append(f"{len(self.fallback)} pages read by pypdf, their text by pdfium looking broken.")
        if self.damaged:
            notes.append(f"Damaged, unreadable pages: {listed(self.damaged)}.")
        if self.ciphers:
            notes.append(
                f"Unreadable text on pages {listed(self.ciphers)}: "
                "its fonts do not say which characters they show."
            )
        scanned = [number for number in self.image_only if number not in self.ciphers]
        if scanned:
            notes.append(f"Image only, without text: {listed(scanned)}.")
        if self.blank:
            notes.append(f"{self.blank} pages hold neither text nor images.")
        notes += undescribed(sum(self.pictures.values()), list(self.pictures))
        if self.figures_unread_from:
            notes.append(
                f"Descriptions of pictures were not read from page {self.figures_unread_from} on: "
                "more did not fit the time limit."
            )
        if skipped:
            notes.append(f"{skipped} notes or form fields were left out: one page has too many of them.")
        if spent:
            notes.append("More pages looked broken than time allowed to read twice.")
        return notes

    def readers(self) -> str:
        """The names and versions of what read the pages."""
        mine = f"pypdfium2 {pdfium.PYPDFIUM_INFO.tag.split('+')[0]}"
        return f"{mine} + {reader_name()}" if self.fallback else mine
