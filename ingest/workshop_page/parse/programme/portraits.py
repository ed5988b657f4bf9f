"""Captions of pictures: those of portraits say who speaks and where they are from, others say nothing of talks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.speakers import read_people

CAPTION = "/figcaption"
"""What the slot of a piece holds that stands in a caption."""

_NAMED = 0.65


def with_portraits(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, labelled where they are the captions of portraits: a name, and set apart where one is from."""
    portraits = {
        first.line
        for first, second in pairwise(pieces)
        if CAPTION in first.slot
        and not first.part
        and second.line == first.line
        and read_people(first.text).score >= _NAMED
    }
    for piece in pieces:
        captioned = CAPTION in piece.slot and piece.line in portraits and not piece.label
        yield replace(piece, label="affiliation" if piece.part else "people") if captioned else piece
