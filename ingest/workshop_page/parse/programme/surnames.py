"""Lists whose items end in the surnames of those who speak: "Effects on clay (Holzer, Cramer)"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.programme.common_words import COMMON_WORDS
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.programme.vocabulary import BREAK, is_link_label
from ingest.workshop_page.read.lines import PageLines, squash

SURNAMES = "surnames"
"""The label of a piece that is surnames alone."""

_SURNAME = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e[lrn]?|[Dd]i|[Dd]a|[Dd]os|[Ll]a|[Ll]e|[Ee]l|[Aa]l)[ -]){0,2}"
    r"[^\W\d_a-z][^\W\d_A-Z]+(?:[-'’][^\W\d_]+)*"
)
_JOINT = r"\s*(?:,|;|/|&|\band\b)\s*"
_SURNAMES = re.compile(rf"{_SURNAME}(?:{_JOINT}{_SURNAME}){{0,9}}")
_BRACKET = re.compile(r"\((?P<names>[^()\n]{2,120})\)\s*$")
_LONGEST = 400
_LEAST, _LEAST_NAMES = 6, 5
_MOST, _FEW = 0.6, 0.2
_A_PERSON = 0.65


def surnames_of(text: str) -> list[str]:
    """The surnames that ``text`` lists, [] where it holds anything else."""
    if not _SURNAMES.fullmatch(text) or is_link_label(text):
        return []
    names = re.split(_JOINT, text)
    common = any(name.casefold() in COMMON_WORDS or is_country(name) for name in names)
    return [] if common else names


def with_surnames(page: PageLines, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, the items of lists cut before their surnames where most that end in brackets end in such."""
    items: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if page.lines[piece.line].marker and piece.row < 0 and not piece.level:
            items[piece.line].append(piece)
    cut: dict[int, tuple[Piece, ...]] = {}
    names: set[str] = set()
    bracketed = persons = 0
    for at, members in items.items():
        line = page.lines[at]
        match = _BRACKET.search(page.text, line.body, line.end) if line.end - line.body < _LONGEST else None
        if match is None or match.start() == line.body:
            continue
        bracketed += 1
        title = squash(page.text[line.body : match.start()])
        if not (found := surnames_of(squash(match["names"]))) or BREAK.fullmatch(title):
            continue
        persons += read_people(title).score >= _A_PERSON
        names.update(found)
        cut[at] = _halves(members, title, line.body, match)
    if len(cut) < _LEAST or len(names) < _LEAST_NAMES or len(cut) < _MOST * bracketed or persons > _FEW * len(cut):
        return list(pieces)
    out: list[Piece] = []
    for piece in pieces:
        if piece.line not in cut:
            out.append(piece)
        elif piece is items[piece.line][0]:
            out.extend(cut[piece.line])
    return out


def _halves(members: Sequence[Piece], title: str, start: int, match: re.Match[str]) -> tuple[Piece, ...]:
    first = members[0]
    links = [link for piece in members for link in piece.links]
    before = tuple(link for link in links if link.start < match.start())
    behind = tuple(link for link in links if link.start >= match.start())
    begins, ends = match.span("names")
    head = replace(first, start=start, end=match.start(), text=title, label="title", links=before, linked=False)
    slot = f"{first.slot}/{SURNAMES}"
    tail = replace(
        first,
        start=begins,
        end=ends,
        text=squash(match["names"]),
        slot=slot,
        part=1,
        label=SURNAMES,
        links=behind,
        timed=False,
        gap=False,
    )
    return head, tail
