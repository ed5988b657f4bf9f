"""A talk being put together, and the talks under one heading."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.model import Speaker
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.vocabulary import before_run_on, without_remark
from ingest.workshop_page.read.lines import Link

_DOCUMENT = re.compile(r"\.(?:pdf|pptx?|ppsx?|odp|docx?|odt|rtf|key|zip|mp4|ps)(?:$|[?#])", re.IGNORECASE)
_MARKS = '"“”„«»'
"""Marks that open a quotation in one language and close it in another."""
_PAIRS = (("‘", "’"), ("'", "'"), ("「", "」"), ("『", "』"))
# "Mills and Us (*)"
_MARK = re.compile(r"\s*[(\[][^\w\s()\[\]]{1,3}[)\]]$")
# The number of a link, as browsers without pictures print it: "Mills [7]".
_FOOTNOTE = re.compile(r"\s*\[\d{1,3}\]$")
# "Ana Sample on Mills"
_ABOUT = re.compile(r"^(?:on|about|über|sobre)\s+(?=\S)")


@dataclass(slots=True)
class Record:
    """A talk being put together, from its pieces in page order."""

    titles: list[Piece] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)
    moderators: list[Speaker] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    open_from: int = 0
    said: str = ""
    body: bool = False
    ended: bool = False
    sure: float = 0.0
    listed: bool = False

    @property
    def title(self) -> str:
        """Its title on one line."""
        return tidy_title(" ".join(piece.text for piece in self.titles))

    @property
    def timed(self) -> bool:
        """Whether a time stands before any of it."""
        return any(piece.timed for piece in self.pieces)

    @property
    def slot(self) -> str:
        """How its title is set."""
        return self.titles[0].slot if self.titles else ""


@dataclass(slots=True)
class Chapter:
    """Talks under one heading, with the lines that head them."""

    heads: list[Piece] = field(default_factory=list)
    chairs: list[Speaker] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def tidy_title(text: str) -> str:
    """A title without the quotation marks around it and what runs on behind it."""
    text = without_remark(text)
    text = _FOOTNOTE.sub("", text)
    text = _MARK.sub("", _ABOUT.sub("", text[: before_run_on(text)].strip(" ,;:|–—")))
    while len(text) > 2 and _is_quoted(text):
        text = text[1:-1].strip(" ,;:")
    return text.strip()


def _is_quoted(text: str) -> bool:
    """Whether quotation marks stand around a text, as one mark opens and one closes it."""
    if (text[0], text[-1]) in _PAIRS:
        return True
    return text[0] in _MARKS and text[-1] in _MARKS and not any(mark in text[1:-1] for mark in _MARKS)


def leads_to_document(link: Link) -> bool:
    """Whether a link's address is that of a document or recording."""
    return bool(link.href and _DOCUMENT.search(link.href))


def all_links(record: Record) -> list[Link]:
    """What a talk links to: its title, its link labels, and files behind its speakers' names."""
    found: list[Link] = []
    for piece in record.titles:
        found.extend(piece.links)
    for piece in record.pieces:
        if piece not in record.titles:
            found.extend(link for link in piece.links if link in record.links or leads_to_document(link))
    found.extend(link for link in record.links if link not in found)
    out: dict[str, Link] = {}
    for link in found:
        if link.href:
            out.setdefault(link.href, link)
    return sorted(out.values(), key=lambda link: link.start)


def is_same_person(name: str, other: str) -> bool:
    """Whether two names are one person's, the first name perhaps an initial in one of them: "H. Sample"."""
    mine, theirs = (re.findall(r"\w+", _without_accents(text)) for text in (name, other))
    if not mine or not theirs or mine == theirs:
        return mine == theirs
    alike = mine[-1] == theirs[-1] and len(mine) > 1 and len(theirs) > 1
    return alike and (
        mine[0] == theirs[0] or (mine[0][0] == theirs[0][0] and min(len(mine[0]), len(theirs[0])) == 1)
    )


def _without_accents(text: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char)
    )
