"""Pieces put together into talks: title with speakers, in the order that the page shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.model import Speaker
from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.people import parse_speaker
from ingest.workshop_page.parse.programme.affiliations import marks_of, numbered_places
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.reading import Reading
from ingest.workshop_page.parse.programme.records import Chapter, Record, is_same_person
from ingest.workshop_page.parse.programme.vocabulary import PANEL, PAPERS, is_talk_kind
from ingest.workshop_page.read.lines import PageLines

_FAR = 9.0
_OPENS = re.compile(r"welcom|open|clos|remarks|greeting|introduct", re.IGNORECASE)


class Assembler:
    def __init__(self, page: PageLines, readings: Sequence[Reading]) -> None:
        self._text = page.text
        self._blocks = page.blocks
        self._lines = page.lines
        self._readings = readings
        self._timed = _timed_slots(readings)
        self._chapters = [Chapter()]
        self._record: Record | None = None
        self._last: Piece | None = None
        self._title_first = True
        self._break_line = -1
        self._papers: Piece | None = None
        self._papers_cell = -1
        self._limit = _FAR
        self._rows: dict[int, set[str]] = defaultdict(set)
        cells: dict[int, set[str]] = defaultdict(set)
        for reading in readings:
            self._rows[reading.piece.row].add(reading.role)
            cells[reading.piece.cell].add(reading.role)
        self._whole_cells = {cell for cell, roles in cells.items() if cell >= 0 and {"title", "people"} <= roles}
        titles = Counter(reading.piece.row for reading in readings if reading.role == "title")
        self._lone_rows = {row for row, count in titles.items() if row >= 0 and count == 1}

    def chapters(self) -> list[Chapter]:
        main = self._order(self._readings)
        for stretch in self._stretches():
            own = self._order(stretch)
            self._title_first = (own or main or 1) > 0 if abs(own) > 0.5 or not main else main > 0
            self._limit = self._typical(stretch) + 2
            for reading in stretch:
                self._take(reading)
            self._close()
        return self._chapters

    def _stretches(self) -> list[list[Reading]]:
        """The readings cut where a heading or session begins."""
        out: list[list[Reading]] = [[]]
        for reading in self._readings:
            if reading.role == "session":
                out.append([])
            out[-1].append(reading)
        return out

    def _order(self, readings: Sequence[Reading]) -> float:
        """Above 0 where titles stand before speakers, below 0 where behind them."""
        inside: dict[bool, list[float]] = {True: [], False: []}
        first: Counter[str] = Counter()
        last: Reading | None = None
        ended = opens = False
        for reading in readings:
            if reading.role in ("session", "break"):
                last, opens = None, _OPENS.search(reading.piece.text) is not None
            elif reading.role == "people" and last is None and opens:
                pass  # who opens or closes the meeting
            elif reading.role in ("link", "prose"):
                ended = True  # a talk's links and abstract stand behind its title and speakers
            elif reading.role in ("title", "people"):
                if last is None:
                    first[reading.role] += 1
                elif last.role != reading.role:
                    apart = self._apart(last.piece, reading.piece) + (ended and last.role == "people")
                    apart += reading.piece.timed and last.piece.line != reading.piece.line  # a new talk
                    inside[last.role == "title"].append(min(apart, 5.0))
                last, ended = reading, False
        title_first, people_first = inside[True], inside[False]
        if not title_first and not people_first:
            return 0.0
        if not title_first or not people_first:
            near = min(title_first or people_first)
            sign = 1.0 if title_first else -1.0
            return sign * (0.6 if near < 5 else 0.1)
        gain = sum(people_first) / len(people_first) - sum(title_first) / len(title_first)
        if abs(gain) < 0.2:
            gain = 0.3 if first["title"] >= first["people"] else -0.3
        return gain * 2

    def _typical(self, readings: Sequence[Reading]) -> float:
        """How far apart title and speakers of one talk usually stand here."""
        order = ("title", "people") if self._title_first else ("people", "title")
        shown = [reading for reading in readings if reading.role in order]
        found = sorted(self._apart(a.piece, b.piece) for a, b in pairwise(shown) if (a.role, b.role) == order)
        return found[len(found) // 2] if found else 3.0

    def _apart(self, a: Piece, b: Piece) -> float:
        """How far apart two pieces stand, from 0 on one line to more than 5 in different rows."""
        if a.line == b.line and (a.row == b.row):
            return 0.5 if a.cell != b.cell else 0.0
        if a.row >= 0 and b.row >= 0 and a.row != b.row:
            return 5.0
        if a.row == b.row and a.row >= 0 and a.cell != b.cell:
            return 0.5
        steps = self._steps(a.block, b.block)
        wide = any(self._lines[at].wide for at in range(a.until + 1, min(b.line, a.until + 8) + 1))
        return 1.0 + steps + (0.5 if b.gap else 0.0) + wide + 0.2 * min(b.line - a.until - 1, 5)

    def _steps(self, a: int, b: int) -> float:
        if a == b:
            return 0.0
        all_blocks = self._blocks.all
        depth_a, depth_b = all_blocks[a].depth, all_blocks[b].depth
        above = set(self._blocks.around(a))
        common = next((at for at in self._blocks.around(b) if at in above), 0)
        kinds = {all_blocks[at].kind for at in self._children_toward(common, a, b)}
        extra = 1.5 if kinds & {"item", "row"} and len(kinds) == 1 else 0.0
        return min(max(depth_a, depth_b) - all_blocks[common].depth, 3) * 0.5 + extra

    def _children_toward(self, common: int, *leaves: int) -> list[int]:
        out = []
        for leaf in leaves:
            at = leaf
            while at != common and self._blocks.all[at].parent != common and at > 0:
                at = self._blocks.all[at].parent
            out.append(at)
        return out

    # -- one reading at a time

    def _take(self, reading: Reading) -> None:
        piece, role = reading.piece, reading.role
        record = self._record
        if record and role in ("title", "people", "body"):
            whole = bool(record.titles and (record.speakers or record.body))
            full_row = {"title"} < self._rows[piece.row] & {"title", "people", "body"}
            if (0 <= piece.row != record.pieces[-1].row >= 0 and (whole or full_row)) or (
                piece.timed and piece.line != record.pieces[-1].line and (whole or not record.titles)
            ):
                self._close()
        beside = self._record.pieces[-1].cell if self._record else piece.cell
        begun = self._record is not None and not self._record.titles and piece.cell in self._whole_cells
        in_row = self._record is not None and self._record.pieces[0].row == piece.row in self._lone_rows
        if piece.cell != beside and not in_row and (begun or {piece.cell, beside} <= self._whole_cells):
            self._close()  # each cell holds a talk of its own
        if role == "session":
            self._close()
            self._chapters.append(Chapter([piece]))
        elif role == "break" or (role == "void" and piece.timed and is_talk_kind(piece.text)):
            self._close()
            self._break_line = piece.line if role == "break" else self._break_line
            self._papers = piece if piece.cell >= 0 and PAPERS.match(piece.text) else None
        elif role == "people" and piece.line == self._break_line and piece.row < 0:
            pass  # who opens or closes the meeting
        elif role == "chair":
            leads_panel = record and not record.speakers and record.titles and PANEL.search(record.title)
            led = record.moderators if record and leads_panel else self._chapters[-1].chairs
            led.extend(reading.people.speakers)
        elif role == "title":
            self._take_title(piece)
        elif role == "people":
            self._take_people(reading)
        elif role == "body":
            self._take_body(piece)
        elif role == "affiliation":
            self._take_affiliation(piece)
        elif role == "link":
            self._take_links(piece)
        elif role == "prose" and self._record and (not self._record.pieces or piece.row < 0):
            self._record.ended = True

    def _begin_papers(self, piece: Piece) -> None:
        """Begin a chapter for the papers listed in one cell with "Poster session 1", end it behind the cell."""
        if self._papers and piece.cell == self._papers.cell and piece.slot.endswith("m"):
            self._close()
            self._chapters.append(Chapter([self._papers]))
            self._papers, self._papers_cell = None, piece.cell
        elif self._papers_cell not in (-1, piece.cell):
            self._close()
            self._chapters.append(Chapter())
            self._papers_cell = -1

    def _take_title(self, piece: Piece) -> None:
        self._begin_papers(piece)
        record = self._record
        if record and record.titles and self._continues(record, piece):
            record.titles.append(piece)
            self._add(piece)
            return
        labelled = piece.label == "title" and record and any(p.label == "people" for p in record.pieces)
        apart = record and not labelled and self._cut_off(record, piece)
        if record and not record.titles and (record.speakers or record.body) and not apart:
            record.titles.append(piece)
            self._add(piece)
            return
        self._close()
        self._record = Record([piece])
        self._add(piece)

    def _continues(self, record: Record, piece: Piece) -> bool:
        last = record.pieces[-1]
        if last is record.titles[-1] and last.cell == piece.cell >= 0 and piece.text[:1].islower():
            return last.label == piece.label == "title" and last.until + 1 >= piece.line
        if last is not record.titles[-1] or piece.label or (record.speakers and self._title_first):
            return False
        if last.line == piece.line and last.cell == piece.cell and "/title" not in piece.slot:
            return len(record.title) + len(piece.text) < 300
        if "t" in record.titles[0].slot.rsplit("|", 1)[-1] and not piece.timed:
            bare = record.titles[0].slot.removesuffix("/t")
            return piece.slot == bare and self._timed.get(bare, 0) >= 0.6 and self._apart(last, piece) < 4
        wraps = piece.text[:1].islower() or last.text.endswith((":", ",", "-"))
        return (
            piece.slot == last.slot
            and wraps
            and piece.block == last.block
            and not piece.gap
            and last.until + 1 >= piece.line
        )

    def _cut_off(self, record: Record, piece: Piece) -> bool:
        apart = self._apart(record.pieces[-1], piece)
        return apart > 1 if self._title_first else apart > self._limit

    def _take_people(self, reading: Reading) -> None:
        piece, record = reading.piece, self._record
        if record and record.titles and self._is_its_row(record, piece):
            self._add_people(record, reading)
            return
        if record and record.titles and not record.speakers and not record.body and not self._title_first:
            beside = 0 <= piece.row == record.titles[0].row and piece.cell != record.titles[0].cell
            if not piece.label and not (beside or piece.line == record.pieces[-1].line):
                self._close()
                record = None
        if record and record.titles and (record.speakers or record.body) and not self._title_first:
            in_row = piece.row >= 0 and piece.row == record.titles[0].row and piece.cell != record.titles[0].cell
            if not in_row:
                self._close()
                record = None
        if (
            record
            and record.ended
            and not piece.label
            and not (piece.row >= 0 and piece.row == record.pieces[0].row)
        ):
            self._close()
            record = None
        heads = record and record.pieces and piece.level and not record.pieces[-1].level
        if record and record.pieces and (heads or self._apart(record.pieces[-1], piece) > self._limit):
            self._close()
            record = None
        if record is None:
            self._record = record = Record()
        self._add_people(record, reading)

    def _is_its_row(self, record: Record, piece: Piece) -> bool:
        """Whether a name stands in the row of the record's title, which is the only one of that row."""
        return piece.row in self._lone_rows and piece.row == record.titles[0].row and not record.ended

    def _add_people(self, record: Record, reading: Reading) -> None:
        known = record.speakers
        record.open_from = len(known)
        new = [who for who in reading.people.speakers if not any(is_same_person(who.name, k.name) for k in known)]
        record.speakers.extend(new)
        record.said += f" {reading.piece.text}"
        record.sure = max(record.sure, reading.named)
        self._add(reading.piece)

    def _take_body(self, piece: Piece) -> None:
        record = self._record
        if record and record.titles and (record.speakers or record.body) and not self._title_first:
            self._close()
            record = None
        if record is None:
            self._record = record = Record()
        if record.speakers:
            return
        record.body = True
        self._add(piece)

    def _take_affiliation(self, piece: Piece) -> None:
        record = self._record
        if not record or (record.ended and piece.label != "affiliation"):
            return
        if not record.speakers:
            near = record.titles and self._apart(record.pieces[-1], piece) <= 2
            record.body = record.body or bool(near)
            if near:
                self._add(piece)
            return
        self._add(piece)
        open_ones = [
            at for at in range(record.open_from, len(record.speakers)) if not record.speakers[at].affiliation
        ]
        if is_country(country := piece.text.strip("()（）[]. ")):
            for at in range(record.open_from, len(record.speakers)):
                if not record.speakers[at].country:
                    record.speakers[at] = replace(record.speakers[at], country=country)
            return
        said_of = piece.text.rstrip(" :;,")
        said_of = said_of[1:-1] if said_of[:1] == "(" and said_of[-1:] == ")" else said_of
        if numbered := numbered_places(said_of):
            self._give_numbered(record, numbered)
            return
        places = [part for part in re.split(r"\s*;\s*", said_of) if part]
        said = [parse_speaker(f"X, {place}") for place in places]
        if len(said) > 1 and len(said) != len(open_ones):
            return
        for index, at in enumerate(open_ones):
            who, place = record.speakers[at], said[index if len(said) > 1 else 0]
            record.speakers[at] = Speaker(
                who.name, who.honorific, who.role or place.role, place.affiliation, who.country or place.country
            )

    @staticmethod
    def _give_numbered(record: Record, places: Mapping[str, str]) -> None:
        for at, who in enumerate(record.speakers):
            place = next((places[mark] for mark in marks_of(who.name, record.said) if mark in places), None)
            if place and not who.affiliation:
                told = parse_speaker(f"X, {place}")
                record.speakers[at] = replace(who, affiliation=told.affiliation, country=told.country)

    def _take_links(self, piece: Piece) -> None:
        record = self._record
        if record and record.titles:
            record.links.extend(piece.links)
            record.ended = record.ended or (self._title_first and bool(record.speakers) and piece.row < 0)
            if piece.line <= record.pieces[-1].until + 1:
                self._add(piece)

    def _add(self, piece: Piece) -> None:
        assert self._record is not None  # noqa: S101 - for the type checker
        self._record.pieces.append(piece)
        self._last = piece

    def _close(self) -> None:
        record, chapter = self._record, self._chapters[-1]
        if record and not record.titles and record.speakers and not chapter.records:
            self._take_panel_title(record, chapter)
        if record and record.titles:
            chapter.records.append(record)
        self._record = None

    @staticmethod
    def _take_panel_title(record: Record, chapter: Chapter) -> None:
        """A panel that is a session of its own: its title is the heading's, the chairs lead it."""
        for head in chapter.heads:
            match = PANEL.match(head.text)
            title = head.text[match.end() :].strip() if match else ""
            if " " in title:
                record.titles = [replace(head, text=title)]
                record.moderators, chapter.chairs = chapter.chairs, []
                return


def _timed_slots(readings: Sequence[Reading]) -> dict[str, float]:
    """For each way of setting titles, the share that stands behind a time."""
    timed: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for reading in readings:
        if reading.role == "title":
            bare = reading.piece.slot.removesuffix("/t")
            every[bare] += 1
            timed[bare] += reading.piece.timed
    return {slot: timed[slot] / count for slot, count in every.items()}
