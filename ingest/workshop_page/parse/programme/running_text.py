"""Sentences of which names, links or emphasis are a part: they read like titles beside speakers and are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ingest.workshop_page.parse.programme.reading import Reading

# Between a name and what goes on behind it: a title is set apart by more than this.
_RUNS_ON = re.compile(r"[\s,.;]*")
_FEW, _MUCH = 2, 0.25
_SENTENCE_WORDS = 11
_ABOUT = re.compile(r"(?:on|about|über|sobre|sur)\s", re.IGNORECASE)
_QUOTED = ('"', "“", "«", "„", "「", "『", "'", "‘")


def prose_slots(readings: Sequence[Reading]) -> frozenset[str]:
    """The slots of which a good part are paragraphs of running text."""
    lines: Counter[str] = Counter()
    prose: Counter[str] = Counter()
    for reading in readings:
        if not reading.piece.part:
            lines[reading.piece.slot] += 1
            prose[reading.piece.slot] += reading.role == "prose" and not reading.piece.label
    return frozenset(slot for slot, count in prose.items() if count >= max(_FEW, _MUCH * lines[slot]))


def mark_sentences_among(readings: Sequence[Reading], prose: Collection[str]) -> None:
    """Take long sentences that stand alone in slots of running text for more of it: they end no talk."""
    beside = Counter(reading.piece.line for reading in readings)
    for reading in readings:
        piece = reading.piece
        plain = not (piece.timed or piece.label or piece.links or piece.level or piece.bold)
        sentence = piece.text.endswith(".") and piece.text.count(" ") >= _SENTENCE_WORDS
        if reading.role == "title" and plain and sentence and piece.slot in prose and beside[piece.line] == 1:
            reading.role = "prose"


def mark_running_text(readings: Sequence[Reading], text: str) -> None:
    """Take no title and no speakers from a line whose words run on from one name to the next."""
    for line in _lines(readings):
        if len(line) > 1 and not any(reading.piece.label for reading in line) and _runs_on(line, text):
            for reading in line:
                if reading.role in ("title", "people", "body", "affiliation"):
                    reading.role = "prose" if reading.role == "title" else "void"


def _lines(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """The readings of each line of each cell."""
    here: list[Reading] = []
    for reading in readings:
        if here and (here[-1].piece.line, here[-1].piece.cell) != (reading.piece.line, reading.piece.cell):
            yield here
            here = []
        here.append(reading)
    if here:
        yield here


def _runs_on(line: Sequence[Reading], text: str) -> bool:
    """Whether words in small letters follow a name without a mark between them, as only a sentence has them."""
    for before, reading in pairwise(line):
        said = reading.piece.text
        small = said[:1].islower() and not said.startswith(_QUOTED) and not _ABOUT.match(said)
        between = text[before.piece.end : reading.piece.start]
        if before.role in ("people", "body") and reading.role == "title" and small and _RUNS_ON.fullmatch(between):
            return True
    return False
