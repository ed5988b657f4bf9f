"""Lists whose items are cut alike: "Name, Title" under sessions, "Names. Title" of accepted papers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.workshop_page.parse.people import ROLE
from ingest.workshop_page.parse.programme.affiliations import affiliation_score
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.reading import Reading
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.read.lines import squash

LONGEST_SPLIT = 600
SURELY, FEW, MOST = 0.65, 2, 0.6
_FIRST_COMMA = re.compile(r",\s+")
# Words in small letters, or an article or preposition that begins a title.
_NO_BODY = re.compile(
    r"^(?:The|An?|On|Beyond|Towards?|From|How|Why|What|Is)\s|\s(?!and|of|for|the|in|de|la)[a-z]{4,}"
)
_LEAST_LISTED = 5
_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[^\W_a-z\"“‘])")
_LEAST_STOPS = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a piece falls apart; ``first`` says that the speakers stand first."""

    kind: str
    left: tuple[int, int]
    right: tuple[int, int]
    first: bool
    score: float


def listed_by_name(readings: Sequence[Reading], text: str) -> dict[int, Cut]:
    """Where sessions list "Name, Title" line by line, as tables of contents do, each line cut at its first comma.

    What stands behind the names could be where they are from; words that no body's name has show that it is not.
    """
    found: dict[int, Cut] = {}
    titles: list[str] = []
    in_session = False
    for reading in readings:
        piece = reading.piece
        in_session = (in_session or reading.role == "session") and not piece.level
        if not in_session or reading.role != "none" or piece.part or piece.cell >= 0:
            continue
        comma = _FIRST_COMMA.search(text, piece.start, piece.end)
        if comma is None or reading.named < SURELY:
            continue
        names = read_people(squash(text[piece.start : comma.start()]))
        title = squash(text[comma.end() : piece.end])
        if names.score < SURELY or names.affiliated:
            continue
        if affiliation_score(title) >= 0.5 or ROLE.search(title):
            return {}
        titles.append(title)
        cut = Cut("comma", (piece.start, comma.start()), (comma.end(), piece.end), True, names.score)
        found[id(reading)] = cut
    plain = sum(_NO_BODY.search(title) is not None for title in titles)
    return found if len(titles) >= _LEAST_LISTED and plain >= max(FEW, len(titles) // 4) else {}


def listed_by_stop(readings: Sequence[Reading], text: str) -> dict[int, Cut]:
    """Where most pieces set alike are "Names. Title", as accepted papers are listed, each cut behind its names."""
    slots: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role in ("none", "prose") and not reading.piece.label and not reading.piece.part:
            slots[reading.piece.slot].append(reading)
    found: dict[int, Cut] = {}
    for group in slots.values():
        cuts = {id(reading): cut for reading in group if (cut := _behind_names(reading.piece, text))}
        if len(cuts) >= _LEAST_STOPS and len(cuts) >= MOST * len(group):
            found.update(cuts)
    return found


def _behind_names(piece: Piece, text: str) -> Cut | None:
    stop = _STOP.search(text, piece.start, min(piece.end, piece.start + LONGEST_SPLIT))
    if stop is None:
        return None
    names = read_people(squash(text[piece.start : stop.start()]))
    told = any(who.affiliation or who.role for who in names.speakers)
    if names.score < SURELY or told or " " not in text[stop.end() : piece.end].strip():
        return None
    return Cut("stop", (piece.start, stop.start()), (stop.end(), piece.end), True, names.score)
