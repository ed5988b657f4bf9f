"""The links under a talk: which papers they lead to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from corpus.model import LinkedPaper, PaperRole
from ingest.workshop_page.read.lines import Link, squash

_LABEL = (
    r"(?:(?:click here to )?(?:view|download|read|see|open)\s+(?:the\s+|full\s+)?)"
    r"(?:power\s?point\s+)?(?:presentations?|white\s?-?papers?|papers?|slides?|abstract|full\s?text|full\s+paper|ppt|pdf)"
    r"|(?:presentations?|white\s?-?papers?|full\s+papers?|slides)"
)
_SEPARATOR = r"\s*(?:[|/;,•·]|\band\b|&)?\s*"
LINK_WORDS = re.compile(
    rf"[\[(]?(?:{_LABEL})[\])]?(?:{_SEPARATOR}[\[(]?(?:{_LABEL})[\])]?)*\s*[|.]?", re.IGNORECASE
)
"""A whole line of link labels."""

_ONE_LABEL = re.compile(_LABEL, re.IGNORECASE)
_VIEW_LABEL = (
    r"(?:(?:view|download|read|open)\s+(?:the\s+|full\s+)?)(?:presentations?|white\s?-?papers?|papers?|slides?)"
)
_AT_LINE_END = re.compile(rf"[\s|(\[]*{_VIEW_LABEL}(?:{_SEPARATOR}{_VIEW_LABEL})*[\s|.)\]]*$", re.IGNORECASE)
_SLIDES = (".ppt", ".pptx", ".pps", ".ppsx", ".odp")
_PAPERS = (".pdf", ".doc", ".docx", ".rtf", ".odt")
NO_TARGET = "The saved page did not keep the link's target."
NOT_FETCHED = "The file behind the link has not been fetched."


def is_link_line(text: str) -> bool:
    """Whether a line holds link labels alone: "View Presentation | View White Paper"."""
    return len(text) < 200 and bool(LINK_WORDS.fullmatch(text.strip()))


def split_trailing_labels(text: str) -> int:
    """Where the link labels at the end of a talk's own line begin; the length of ``text`` where there are none."""
    tail = max(0, len(text) - 200)
    match = _AT_LINE_END.search(text, tail)
    return match.start() if match else len(text)


def papers_at(
    text: str, start: int, end: int, links: Sequence[Link], *, printed: bool = True
) -> tuple[LinkedPaper, ...]:
    """The papers that ``text[start:end]``, a line of link labels, announces; ``links`` are those within it.

    With ``printed`` false the labels are not looked for in the text, only in the links.
    """
    found: dict[int, LinkedPaper] = {}
    for link in links:
        label = squash(text[link.start : link.end])
        if (role := paper_role(label, link.href)) and label:
            found[link.start] = _paper(role, label, link.href)
    for match in _ONE_LABEL.finditer(text, start, end) if printed else ():
        if not any(link.start <= match.start() < link.end for link in links):
            role = paper_role(match.group(), None)
            if role:
                found[match.start()] = _paper(role, squash(match.group()), None)
    return tuple(found[place] for place in sorted(found))


def paper_of(link: Link, label: str) -> LinkedPaper | None:
    """The paper that a talk's link leads to, or None where it leads to no presentation or paper.

    ``label`` is the link's text or what its picture says.
    """
    role = paper_role(f"{label} {link.alt}", link.href)
    return _paper(role, label or (link.href or "").rsplit("/", 1)[-1], link.href) if role else None


def _paper(role: PaperRole, label: str, href: str | None) -> LinkedPaper:
    return LinkedPaper(role, label, href, reason=NOT_FETCHED if href else NO_TARGET)


def paper_role(label: str, href: str | None) -> PaperRole | None:
    """What a link leads to by its text, else by the ending of its address; None where neither tells."""
    words = label.casefold()
    if "presentation" in words or "slide" in words or "point" in words:
        return "presentation"
    if "paper" in words:
        return "white paper"
    path = urlsplit(href).path.casefold() if href else ""
    if path.endswith(_SLIDES):
        return "presentation"
    return "white paper" if path.endswith(_PAPERS) else None
