"""What a piece of a page is taken for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.speakers import People

Role = Literal[
    "title", "people", "body", "affiliation", "link", "break", "session", "chair", "prose", "head", "void", "none"
]
"""body: an organisation in a speaker's place; head: a short line that ends in a colon."""


@dataclass(slots=True)
class Reading:
    """A piece with what it is taken for. ``people`` is what it says of persons."""

    piece: Piece
    role: Role = "none"
    people: People = field(default_factory=People)
    affiliation: float = 0.0

    @property
    def named(self) -> float:
        """How surely it lists persons."""
        return self.people.score


def open_readings(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    slots: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role == "none" and reading.piece.text:
            slots[reading.piece.slot].append(reading)
    return slots
