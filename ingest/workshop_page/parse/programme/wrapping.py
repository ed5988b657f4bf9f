"""Pieces of saved or preformatted text put together again where a line's end broke them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.workshop_page.parse.labels import session_of
from ingest.workshop_page.parse.people import starts_with_honorific
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.programme.vocabulary import BREAK, DAY, is_link_label
from ingest.workshop_page.read.lines import PageLines, squash

_OPEN_END = re.compile(
    r"(?:[,&(–—-]|\b(?:and|or|of|the|for|a|an|in|on|to|by|with|from|at|into|between|under|as|its|their|de|del|la|y"
    r"|en|et|des?|du|le|les|und|der|die|das|f[üu]r|e|da|do|в|и|на|по))\s*$",
    re.IGNORECASE,
)
_OPEN_WORD = re.compile(
    r"\s(?:and|or|of|the|for|a|an|in|to|with|from|into|between|as|its|their|de|del|la|y|et|des?|und|der|die)$"
)
_LIST_OPEN = re.compile(r"(?:[,;&]|\b(?:and|y|et|und|e|и))\s*$", re.IGNORECASE)
_LONGEST_WIDTH = 130
_LEAST_WIDTH = 50
_FULL_LINES = 3
_RAGGED = 15
_NO_WIDTH = 10_000
_TAB = 8


def unwrapped(page: PageLines, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a line's end within a title or a list of speakers undone.

    Lines as typed go on at the width of their text; elsewhere paragraphs run free, and only an open end tells that
    a line break stands within a title.
    """
    width = _width(page)
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        alone = at + 1 == len(pieces) or pieces[at + 1].line != piece.line
        if out and ((alone and _goes_on(page, out[-1], piece, width)) or _broken(page, out[-1], piece)):
            before = out[-1]
            text = squash(page.text[before.start : piece.end])
            links = (*before.links, *piece.links)
            out[-1] = replace(before, end=piece.end, text=text, last=piece.line, links=links)
        else:
            out.append(piece)
    return out


def _broken(page: PageLines, before: Piece, piece: Piece) -> bool:
    """Whether a line break within a box cuts a title in two: within a link, behind a colon, behind "of the"."""
    follows = piece.line == before.until + 1 and piece.part == 0 and piece.block == before.block
    plain = not (piece.gap or piece.timed or piece.label or before.label or piece.level)
    if not follows or not plain or _typed(page, piece) or before.slot.removesuffix("/t") != piece.slot:
        return False
    if before.links and piece.links:
        one = before.links[-1].href == piece.links[0].href is not None
        return one and not (_names(before.text) and _names(piece.text))
    printed = page.text[before.start : page.lines[before.until].end].rstrip()
    open_end = _OPEN_WORD.search(printed) or (printed[-1:] in ":：" and " " in before.text)
    if not open_end or session_of(before.text) or DAY.fullmatch(before.text):
        return False
    return not _names(before.text) and not _names(piece.text) and not is_link_label(piece.text)


def _typed(page: PageLines, piece: Piece) -> bool:
    """Whether the lines around a piece are as they were typed."""
    line = page.lines[piece.line]
    return not line.runs or page.blocks.nearest(line.block, "preformatted") is not None


def _width(page: PageLines) -> int:
    """The column at which the text was broken, or a large number where its lines run free."""
    ends = sorted(line.indent + line.end - line.start for line in page.lines if line.role is None)
    if not ends or not _LEAST_WIDTH <= ends[-1] <= _LONGEST_WIDTH:
        return _NO_WIDTH
    full = sum(end > ends[-1] - _RAGGED for end in ends)
    return ends[-1] if full >= max(_FULL_LINES, len(ends) // 10) else _NO_WIDTH


def _column(page: PageLines, place: int) -> int:
    begins = page.text.rfind("\n", 0, place) + 1
    return len(page.text[begins:place].expandtabs(_TAB))


def _below(page: PageLines, before: Piece, piece: Piece) -> bool:
    """Whether a piece begins below the one before it, or below the text behind its number."""
    above, line = page.lines[before.line], page.lines[piece.line]
    if not above.runs:
        return _column(page, before.start) == _column(page, piece.start)
    if above.marker and before.until == before.line:
        return line.indent > above.indent
    return line.indent == (above.indent if before.until == before.line else page.lines[before.until].indent)


def _goes_on(page: PageLines, before: Piece, piece: Piece, width: int) -> bool:
    line = page.lines[piece.line]
    follows = piece.line == before.until + 1 and piece.part == 0 and not (piece.gap or piece.timed or piece.label)
    if not follows or line.marker or line.level or not before.text or not piece.text or not _typed(page, piece):
        return False
    if not _below(page, before, piece) or is_link_label(piece.text):
        return False
    if BREAK.fullmatch(piece.text) or BREAK.fullmatch(before.text) or is_link_label(before.text):
        return False
    printed = page.text[before.start : page.lines[before.until].end]
    if starts_with_honorific(piece.text):
        return _LIST_OPEN.search(printed) is not None and _names(before.text)
    if piece.text[:1].islower() or _OPEN_END.search(printed):
        return True
    if printed.rstrip()[-1:] in ')].!?"”»’' or piece.text[:1] in '"“«([':
        return False  # complete, or begun anew
    first = piece.text.split(None, 1)[0]
    last = page.lines[before.until]
    edge = last.indent + last.end - last.start
    return edge + 1 + len(first) > width and (_names(before.text) or not _names(piece.text))


def _names(text: str) -> bool:
    """Whether the text begins with a person."""
    return starts_with_honorific(text) or read_people(text).score >= 0.5
