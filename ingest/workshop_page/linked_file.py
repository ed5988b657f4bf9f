"""A file or page that a page links to, with what its place says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.workshop_page.read.lines import squash

_WORD = re.compile(r"[^\W\d_]{2,}")
_LABEL_WORDS = frozenset(
    (
        "a abstract abstracts and article as available bio by bytes click deck doc document documents docx"
        " download downloads en english es file files for fr french from full handout handouts here html in kb"
        " key link links material materials mb microsoft more ms of office on open page pages paper papers pdf"
        " point poster powerpoint ppt pptx presentation presentations read recording report see session short"
        " size slide slides spanish talk text the this to type untitled version video view watch web white"
        " whitepaper word zip"
    ).split()
)
_FILE_NAME = re.compile(r"\S+\.[A-Za-z]{2,5}|https?://\S+")


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A link of a page: its absolute address, its text or what its picture says, and what stands around it.

    ``title`` is what its place calls it: the title of the block it stands in, else its own text where that is
    more than a label ("View Presentation"), else None. ``around`` is the text of the block, on one line.
    ``position`` is where it stands in the page's text.
    """

    href: str
    label: str
    title: str | None
    around: str
    position: int = 0


def tells(text: str) -> bool:
    """Whether a text says what something is: it has words that are no labels, and is no file's name."""
    plain = squash(text)
    if not plain or _FILE_NAME.fullmatch(plain):
        return False
    return any(word.casefold() not in _LABEL_WORDS for word in _WORD.findall(_FILE_NAME.sub(" ", plain)))
