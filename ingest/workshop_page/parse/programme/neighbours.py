"""What a piece is taken for because of what stands right before it: a place behind a name, a label over a talk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.people import ROLE, starts_with_honorific
from ingest.workshop_page.parse.programme.names import ORGANISATION
from ingest.workshop_page.parse.programme.reading import Reading
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.read.lines import squash

_LEAST_LIKES = 3
_PLACED, _SOME_PLACED = 0.5, 0.25
_MOST = 0.6
_LONGEST_LABEL = 6
_LONGEST_BODY = 80
_LONGEST_POST = 24
_LEAST_POSITIONS = 0.4


def settle_neighbours(readings: Sequence[Reading], text: str) -> None:
    """Settle the pieces whose neighbours tell more than their likes do."""
    for reading in readings:
        if reading.piece.label == "people" and reading.role == "title" and len(reading.piece.text) < _LONGEST_BODY:
            reading.role = "body"
    for before, reading in pairwise(readings):
        under = reading.piece.cell == before.piece.cell >= 0 and before.role in ("people", "affiliation")
        if under and reading.role == "body" and reading.piece.label == before.piece.label == "people":
            reading.role = "affiliation"
    _settle_before_people(readings)
    _settle_set_off(readings)
    _settle_labels(readings)
    _settle_brackets(readings, text)
    _settle_people_columns(readings)
    _settle_behind_links(readings, text)
    _settle_countries(readings)
    _settle_positions(readings)


def _settle_before_people(readings: Sequence[Reading]) -> None:
    """What begins a line that goes on with its speakers is a title where most of those set alike are titles."""
    slots = Counter(reading.piece.slot for reading in readings)
    titles = Counter(reading.piece.slot for reading in readings if reading.role == "title")
    for reading, behind in pairwise(readings):
        piece = reading.piece
        beside = piece.line == behind.piece.line and piece.cell == behind.piece.cell and not piece.part
        speaks = beside and behind.role == "people" and behind.named >= _MOST
        if reading.role == "affiliation" and speaks and titles[piece.slot] >= _MOST * slots[piece.slot]:
            reading.role = "title"


def _settle_set_off(readings: Sequence[Reading]) -> None:
    """What is set off in a look of its own and always stands behind a name on its line says where one is from."""
    slots: dict[str, list[tuple[Reading, Reading]]] = defaultdict(list)
    for before, reading in pairwise(readings):
        slots[reading.piece.slot].append((before, reading))
    for pairs in slots.values():
        behind = [
            reading
            for before, reading in pairs
            if before.role == "people" and before.piece.line == reading.piece.line and reading.piece.part
        ]
        placed = sum(reading.affiliation >= _PLACED or _tells_post(reading) for reading in behind)
        if len(behind) < max(len(pairs), 2) or placed < _SOME_PLACED * len(behind):
            continue
        posts = sum(map(_tells_post, behind)) >= _MOST * len(behind)
        longest = _LONGEST_POST if posts else _LONGEST_LABEL
        if any(reading.piece.links or reading.piece.text.count(" ") > longest for reading in behind):
            continue
        for reading in behind:
            if reading.role in ("title", "body") and not reading.piece.label and reading.named < _MOST:
                reading.role = "affiliation"


def _tells_post(reading: Reading) -> bool:
    """Whether a piece says what one is at which body: "Team Lead, Resources and Services Administration"."""
    text = reading.piece.text
    return "," in text and ORGANISATION.search(text.partition(",")[2]) is not None and not text.endswith("?")


def _settle_labels(readings: Sequence[Reading]) -> None:
    """The same few words set alike again and again are no titles and nobody's name: "TALK", "Main Hall"."""
    slots = Counter(reading.piece.slot for reading in readings)
    texts = Counter((reading.piece.slot, reading.piece.text.casefold()) for reading in readings)
    for reading in readings:
        piece = reading.piece
        count = texts[piece.slot, piece.text.casefold()]
        often = count >= _LEAST_LIKES and count >= _MOST * slots[piece.slot]
        label = reading.role == "title" and not piece.links
        room = reading.role == "people" and piece.timed and not starts_with_honorific(piece.text)
        if often and (label or room) and piece.text.count(" ") < _LONGEST_LABEL:
            reading.role = "void"


def _settle_brackets(readings: Sequence[Reading], text: str) -> None:
    """Brackets right behind a name that differ in look, with further names behind them, are one list with it."""
    for before, reading in pairwise(readings):
        beside = (before.piece.line, before.piece.cell) == (reading.piece.line, reading.piece.cell)
        between = text[before.piece.end : reading.piece.end].lstrip()
        if not beside or before.role != "people" or between[:1] not in ("(", "[") or reading.role == "link":
            continue
        whole = read_people(squash(text[before.piece.start : reading.piece.end]))
        if whole.score >= 0.5 and len(whole.speakers) > len(before.people.speakers):
            before.people, reading.role = whole, "void"


def _settle_people_columns(readings: Sequence[Reading]) -> None:
    """In a column of speakers, what stands under a name in its cell says where the person is from."""
    cells: dict[tuple[int, int], list[Reading]] = defaultdict(list)
    rows: dict[int, set[int]] = defaultdict(set)
    for reading in readings:
        piece = reading.piece
        if piece.cell >= 0 and reading.role not in ("link", "void", "break", "session", "chair"):
            cells[piece.row, piece.cell].append(reading)
    for (row, cell), found in cells.items():
        if found[0].role == "title":  # a cell that begins with a name may hold a talk of its own
            rows[row].add(cell)
    columns: dict[tuple[str, int], list[list[Reading]]] = defaultdict(list)
    for (row, cell), found in cells.items():
        if rows[row] - {cell}:
            columns[found[0].piece.slot.removesuffix("/t"), found[0].piece.column].append(found)
    for members in columns.values():
        led = [found for found in members if found[0].role == "people"]
        if len(led) < 2 or len(led) < _MOST * len(members):
            continue
        seconds = [found[1] for found in led if len(found) > 1 and found[1].piece.line != found[0].piece.line]
        named = sum(starts_with_honorific(other.piece.text) or other.named >= 0.5 for other in seconds)
        if not seconds or named >= _MOST * len(seconds):
            continue
        for found in led:
            _settle_cell(found)


def _settle_cell(found: Sequence[Reading]) -> None:
    """Under a first name: further names, where "and" or a title says so; else their place of work."""
    for before, reading in pairwise(found):
        goes_on = before.role == "people" and before.piece.text.endswith((" and", "&", ",", ";"))
        titled = starts_with_honorific(reading.piece.text)
        if (
            reading.piece.label == "title by"
            or reading.piece.line == before.piece.line
            or reading.role not in ("title", "body", "people")
        ):
            continue
        if not titled and not (goes_on and reading.named >= 0.5):
            reading.role = "affiliation"


def _settle_behind_links(readings: Sequence[Reading], text: str) -> None:
    """Plain words behind a comma or dash after a linked name say where the person is from."""
    linked = Counter((r.piece.line, r.piece.cell) for r in readings if r.role == "people" and r.piece.linked)
    for before, reading in pairwise(readings):
        piece, name = reading.piece, before.piece
        beside = (name.line, name.cell) == (piece.line, piece.cell)
        if before.role != "people" or not name.linked or piece.linked or not beside:
            continue
        if linked[name.line, name.cell] > 1 or reading.role not in ("title", "people", "body") or piece.label:
            continue
        if (
            text[name.end : piece.start].strip(" \n\xa0")[:1] in (",", "-", "–", "—", "|", "(")
            and reading.named < 0.9
        ):
            reading.role = "affiliation"


def _settle_countries(readings: Sequence[Reading]) -> None:
    """A country alone, perhaps in brackets, right behind a person or a place of work is where they are from."""
    for before, reading in pairwise(readings):
        near = reading.piece.line - before.piece.line <= 1 and reading.piece.block == before.piece.block
        country = is_country(reading.piece.text.strip("()（）[]. "))
        if near and country and before.role in ("people", "affiliation") and reading.role in ("title", "body"):
            reading.role = "affiliation"


def _settle_positions(readings: Sequence[Reading]) -> None:
    """What always stands right behind a name in its box, and is often a position, is what the speaker is."""
    slots: dict[str, list[tuple[Reading, Reading]]] = defaultdict(list)
    for before, reading in pairwise(readings):
        slots[reading.piece.slot].append((before, reading))
    for pairs in slots.values():
        if len(pairs) < _LEAST_LIKES or any(
            before.role != "people"
            or before.piece.block != reading.piece.block
            or reading.role not in ("title", "body", "affiliation")
            or reading.piece.text.count(" ") >= _LONGEST_LABEL
            for before, reading in pairs
        ):
            continue
        if sum(map(_is_position, pairs)) >= _LEAST_POSITIONS * len(pairs):
            for pair in pairs:
                pair[1].role = "affiliation" if _is_position(pair) else "void"


def _is_position(pair: tuple[Reading, Reading]) -> bool:
    return ROLE.search(pair[1].piece.text) is not None
