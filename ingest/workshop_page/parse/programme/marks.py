"""What a piece is by its neighbours, before all agree: links in brackets, heads, letters, sentences, chairs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.model import Speaker
from ingest.workshop_page.parse.programme.reading import Reading
from ingest.workshop_page.parse.programme.speakers import People, read_people
from ingest.workshop_page.parse.programme.surnames import surnames_of
from ingest.workshop_page.parse.programme.vocabulary import (
    DAY,
    FOOD_AS_SUBJECT,
)
from ingest.workshop_page.read.blocks import Blocks

NAMED, SURELY = 0.65, 0.75
_LABEL_WORDS = 3
_SENTENCE_WITHIN = re.compile(r"(?:[^\W\d_]{3}|\d{4})[.!?]\s+[^\W\d_a-z]")
_SENTENCE_WORDS = 11
_LETTERED = re.compile(r"[A-Z]\.\s+[^\W\d_a-z]")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mark_bracketed_links(readings: Sequence[Reading], text: str) -> None:
    """A short link in square brackets behind other words leads to a file of theirs: "[annex]"."""
    for reading in readings:
        piece = reading.piece
        within = text[piece.start - 1 : piece.start] == "[" and text[piece.end : piece.end + 1] == "]"
        if piece.part and piece.linked and within and reading.role == "none" and piece.text.count(" ") < 3:
            reading.role = "link"


def mark_links_beside(readings: Sequence[Reading]) -> None:
    """A short link of a row of files' labels is one, whatever it says: "Handbook" behind "Slides"."""
    others = Counter(reading.piece.line for reading in readings if reading.role != "link")
    for before, reading in pairwise(readings):
        piece = reading.piece
        alike = before.role == "link" and before.piece.slot == piece.slot and piece.links and piece.linked
        if alike and "/li|" in piece.slot and others[piece.line] == 1 and piece.text.count(" ") < _LABEL_WORDS:
            reading.role = "link"


def mark_rows(readings: Sequence[Reading], blocks: Blocks) -> None:
    """In a row, a day beside two other cells is when its talk is held, and food beside a name is a subject."""
    cells: dict[int, set[int]] = defaultdict(set)
    named: set[int] = set()
    for reading in readings:
        piece = reading.piece
        if piece.row >= 0 and piece.text:
            cells[piece.row].add(piece.cell)
            if reading.named >= NAMED:
                named.add(piece.row)
    for reading in readings:
        piece = reading.piece
        if reading.role == "session" and len(cells.get(piece.row, ())) > 2 and DAY.fullmatch(piece.text):
            if blocks.all[piece.cell].height == 1:
                reading.role = "void"
        elif reading.role == "break" and piece.row in named and FOOD_AS_SUBJECT.match(piece.text):
            reading.role = "none"
            reading.people = read_people(piece.text)
    for before, reading in pairwise(readings):
        beside = before.piece.block == reading.piece.block and before.named >= NAMED and not reading.piece.level
        if reading.role == "session" and beside and DAY.fullmatch(reading.piece.text):
            reading.role = "void"  # when the one named above it speaks


def mark_heads(readings: Sequence[Reading]) -> None:
    """A line that ends in a colon heads what follows, unless it names who speaks or goes on."""
    for at, reading in enumerate(readings):
        if reading.role == "head":
            behind = readings[at + 1] if at + 1 < len(readings) else None
            alone = behind is None or behind.piece.line != reading.piece.line
            words = reading.piece.text.count(" ") + 1
            reading.role = (
                "none" if reading.named >= 0.5 else "session" if alone else "void" if words < 4 else "none"
            )


def mark_lettered(readings: Sequence[Reading]) -> None:
    """Lines set alike that begin with "A.", "B.", "C." in turn are headings, and the letters no initials."""
    slots: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if not reading.piece.part and _LETTERED.match(reading.piece.text):
            slots[reading.piece.slot].append(reading)
    for lettered in slots.values():
        letters = "".join(reading.piece.text[0] for reading in lettered)
        if len(letters) > 1 and _ALPHABET.startswith(letters):
            for reading in lettered:
                reading.role, reading.people = "session", People()


def mark_titles_before_labels(readings: Sequence[Reading]) -> None:
    """What stands before "by" or "Speaker:" and a name on a line is a title, also where it reads like a name."""
    for before, reading in pairwise(readings):
        beside = (before.piece.line, before.piece.cell) == (reading.piece.line, reading.piece.cell)
        given = reading.piece.label == "people" and reading.named >= NAMED
        if beside and given and before.role == "none" and not before.piece.label and not before.piece.part:
            before.role, before.piece = "title", replace(before.piece, label="title by")


def mark_surnames(readings: Sequence[Reading]) -> None:
    """A piece that is the surname of someone whom the page names in full names that person."""
    known = {
        who.name.casefold()
        for reading in readings
        if reading.piece.text and (people := read_people(reading.piece.text)).score >= SURELY
        for who in people.speakers
    }
    surnames = {
        " ".join(words[at:]) for name in known if len(words := name.split()) > 1 for at in (1, 2) if words[at:]
    }
    for reading in readings:
        short = reading.role == "none" and not reading.piece.label and reading.piece.text.count(" ") < _LABEL_WORDS
        if short and reading.piece.text.casefold() in surnames and surnames_of(reading.piece.text):
            reading.people = People((Speaker(reading.piece.text),), SURELY)


def mark_before_chairs(readings: Sequence[Reading]) -> None:
    """What stands before the name of a chair in brackets, without a time, is a session."""
    for before, reading in pairwise(readings):
        piece = before.piece
        beside = (piece.line, piece.cell, piece.part) == (reading.piece.line, reading.piece.cell, 0)
        if beside and reading.role == "chair" and reading.piece.part == 1 and not piece.timed:
            before.role = "session" if before.role == "none" and not piece.label else before.role


def mark_sentences(readings: Sequence[Reading]) -> None:
    """Pieces that belong to a sentence with the piece before or behind them on the line are prose, as it is."""
    for at in range(len(readings) - 2, -1, -1):
        reading, behind = readings[at], readings[at + 1]
        if (
            behind.piece.line != reading.piece.line
            or behind.piece.cell != reading.piece.cell
            or behind.role != "prose"
        ):
            continue
        runs_on = behind.piece.text[:1].islower() or behind.piece.text[:1] in ".,;)"
        named = (
            reading.named >= 0.5 and reading.piece.slot != behind.piece.slot
        )  # "Ana Example" is a professor at …
        if runs_on and not named and not behind.piece.label and reading.role == "none" and not reading.piece.label:
            reading.role = "prose"
    for before, reading in pairwise(readings):
        same = before.piece.line == reading.piece.line and before.piece.cell == reading.piece.cell
        begun = before.role == "none" and not before.piece.label and _SENTENCE_WITHIN.search(before.piece.text)
        if same and begun and reading.piece.text[:1].islower() and before.piece.text.count(" ") > _SENTENCE_WORDS:
            before.role = "prose"
        if same and reading.role in ("none", "session", "break") and not reading.piece.label:
            if before.role == "prose" and not before.piece.label:
                reading.role = "prose"
            elif before.role == "chair" and not reading.named:
                reading.role = "prose"  # where the chair is from
