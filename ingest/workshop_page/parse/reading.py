"""What each piece of a page is - title, speakers, affiliation, link, break - agreed over all pieces set alike.

A piece alone may look like a name or a title by chance ("Deep Learning"). What most pieces of its slot are decides
the doubtful ones.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal

from ingest.workshop_page.parse.labels import session_of
from ingest.workshop_page.parse.pieces import Piece
from ingest.workshop_page.parse.speakers import People, affiliation_score, read_people
from ingest.workshop_page.parse.vocabulary import BREAK, CITATION, DAY, OUTSIDE, column_kind, is_link_label
from ingest.workshop_page.read.blocks import Blocks

Role = Literal[
    "title", "people", "body", "affiliation", "link", "break", "session", "chair", "prose", "head", "void", "none"
]
"""body: an organisation in a speaker's place; head: a short line that ends in a colon."""

_PROSE_WORDS = 45
_LONGEST_SPLIT = 600
_SEPARATORS: dict[str, re.Pattern[str]] = {
    "colon": re.compile(r"\s*[:：](?!//|\d)\s*"),
    "dash": re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*|\s+-(?=[^\W\d_a-z])|(?<=[a-z)])-\s+"),
    "by": re.compile(r",?\s+(?:\(?(?:presented |given )?by|von|par)\s+(?=[^\W\d_a-z])"),
    "quote": re.compile(r"(?<=[\"”»」』])\s*[,;.:–—-]*\s*|\s*[,;.:–—-]*\s*(?=[\"“«「『])"),
    "comma": re.compile(r"\s*[,，]\s+|(?<=[^\W\d_]{3})[.]\s+(?=[^\W\d_a-z])"),
}
# Surname and initials, as references have it: "Sample A, Muster B. Title."
_REFERENCE = re.compile(r"[^\W\d_][\w'’-]+,? [A-Z]{1,3}\b\.?(?:,|$| and| &)")
_QUOTED = re.compile(r"[\"“«「『][^\"”»」』]{6,}[\"”»」』]")


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


def read_pieces(pieces: Sequence[Piece], text: str, blocks: Blocks) -> list[Reading]:
    """The pieces with their roles, those that hold a title and its speakers cut in two."""
    pieces = _under_columns(_under_heads(pieces), blocks)
    readings = [_first_reading(piece) for piece in pieces]
    _mark_heads(readings)
    _mark_sentences(readings)
    readings = _split(readings, text)
    _agree(readings)
    return readings


def _under_heads(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, what follows a head of its own ("Speaker", then the name) labelled by it."""
    out: list[Piece] = []
    head, last, beside = "", -2, False
    for piece in pieces:
        if piece.label.endswith(" head"):
            head, last, beside = piece.label.removesuffix(" head"), piece.line, False
            continue
        follows = piece.line == last or (piece.line == last + 1 and not beside)
        if head and follows and not piece.label and not (piece.links and is_link_label(piece.text)):
            listed = piece.line > last and head != "abstract" and "/li" in piece.slot + ("/li" if "m" in piece.slot.rsplit("|", 1)[-1] else "")
            out.append(piece if listed else replace(piece, label=head))
            beside = beside or piece.line == last
            if head != "abstract":
                head = ""
            continue
        if piece.line != last:
            head = ""
        out.append(piece)
    return out


def _under_columns(pieces: Sequence[Piece], blocks: Blocks) -> list[Piece]:
    """The pieces, those in tables labelled by the heads of their columns."""
    rows: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.cell >= 0:
            rows[piece.row].append(piece)
    kinds: dict[int, dict[int, str]] = {}
    heads: set[int] = set()
    tables = {row: blocks.nearest(row, "table") for row in rows if row >= 0}
    for row, cells in rows.items():
        table = tables.get(row)
        if table is None or table in kinds:
            continue
        found = {cell.column: kind for cell in cells if (kind := column_kind(cell.text))}
        if len(found) >= 2 and {"title", "people"} & set(found.values()) and 2 * len(found) > len(cells):
            kinds[table] = found
            heads.add(row)
    out = []
    for piece in pieces:
        table = tables.get(piece.row)
        if piece.row in heads:
            out.append(replace(piece, label="other"))
        elif table in kinds and not piece.label and piece.cell >= 0:
            out.append(replace(piece, label=_column_label(piece, kinds[table])))
        else:
            out.append(piece)
    return out


def _column_label(piece: Piece, kinds: Mapping[int, str]) -> str:
    kind = kinds.get(piece.column, "")
    if kind == "title" and "people" not in kinds.values():
        return ""
    if kind == "link":
        return kind if piece.links else ""
    return "" if kind == "time" else kind


def _first_reading(piece: Piece) -> Reading:
    reading = Reading(piece)
    text = piece.text
    words = text.count(" ") + 1
    label = piece.label
    if label in ("chair", "other", "abstract"):
        reading.role = "chair" if label == "chair" else "prose"
        reading.people = read_people(text) if label == "chair" else People()
    elif not text or is_link_label(text) and (piece.links or text[-1] in ":]" or text[0] == "["):
        reading.role = "link" if piece.links or text else "none"
    elif label == "link":
        reading.role = "link"
    elif _is_prose(piece):
        reading.role = "prose"
    elif len(text) < 160 and BREAK.fullmatch(text):
        reading.role = "break"
    elif len(text) < 160 and (session_of(text) or DAY.fullmatch(text)):
        reading.role = "session"
    elif not any(char.isalpha() for char in text):
        reading.role = "void"
    elif CITATION.search(text):
        reading.role = "prose"
    elif text.endswith((":", "：")) and words < 8 and piece.part == 0 and not piece.level and not label:
        reading.role = "head"
        reading.people = read_people(text)
    else:
        reading.people = read_people(text)
        reading.affiliation = affiliation_score(text)
        if label in ("people", "title", "affiliation"):
            reading.role = (
                "people" if label == "people" and reading.named else "title" if label == "title" else "none"
            )
            if label == "affiliation":
                reading.role = "affiliation"
    return reading


def _is_prose(piece: Piece) -> bool:
    """Whether a piece is sentences rather than a title or a list of names."""
    words = piece.text.count(" ") + 1
    sentences = len(re.findall(r"[^\W\d_]{3}[.!?](?=\s+[^\W\d_a-z]|$)", piece.text))
    if words > _PROSE_WORDS or (words > 28 and sentences > 1):
        return read_people(piece.text).score < 0.5
    told = piece.text.endswith(".") and not (piece.bold or piece.linked) and read_people(piece.text).score < 0.5
    return told and (sentences > 2 or (sentences == 2 and words > 11))


def _mark_heads(readings: Sequence[Reading]) -> None:
    """A line that ends in a colon heads what follows, unless it names who speaks or goes on."""
    for at, reading in enumerate(readings):
        if reading.role == "head":
            behind = readings[at + 1] if at + 1 < len(readings) else None
            alone = behind is None or behind.piece.line != reading.piece.line
            words = reading.piece.text.count(" ") + 1
            reading.role = "none" if reading.named >= 0.5 else "session" if alone else "void" if words < 4 else "none"


def _mark_sentences(readings: Sequence[Reading]) -> None:
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
    for before, reading in zip(readings, readings[1:], strict=False):
        same = before.piece.line == reading.piece.line and before.piece.cell == reading.piece.cell
        if same and reading.role in ("none", "session", "break") and not reading.piece.label:
            if before.role == "prose" and not before.piece.label:
                reading.role = "prose"
            elif before.role == "chair" and not reading.named:
                reading.role = "prose"  # where the chair is from


def _open_readings(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    slots: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role == "none" and reading.piece.text:
            slots[reading.piece.slot].append(reading)
    return slots


# ---- a title and its speakers in one piece ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a piece falls apart; ``first`` says that the speakers stand first."""

    kind: str
    left: tuple[int, int]
    right: tuple[int, int]
    first: bool
    score: float


def _split(readings: Sequence[Reading], text: str) -> list[Reading]:
    chosen: dict[int, _Cut] = {}
    agreed: Counter[tuple[str, bool]] = Counter()
    undecided: list[Reading] = []
    for group in _open_readings(readings).values():
        cuts = _cuts_of(group, text)
        chosen.update(cuts)
        agreed.update((cut.kind, cut.first) for cut in cuts.values())
        undecided.extend(() if cuts else group)
    if agreed:
        best, count = agreed.most_common(1)[0]
        for reading in undecided if count >= 3 else ():
            if _may_fall_apart(reading):
                alike = [
                    cut
                    for cut in _possible(reading.piece, text)
                    if (cut.kind, cut.first) == best and (reading.named < 0.5 or _is_whole(cut, text))
                ]
                surest = max(alike, key=lambda cut: cut.score, default=None)
                if surest and surest.score >= 0.5:
                    chosen[id(reading)] = surest
    out: list[Reading] = []
    for reading in readings:
        cut = chosen.get(id(reading))
        out.extend(_halves(reading, cut, text) if cut else (reading,))
    return out


def _cuts_of(group: Sequence[Reading], text: str) -> dict[int, _Cut]:
    found: dict[int, list[_Cut]] = {}
    whole = [r for r in group if _may_fall_apart(r)]
    for reading in whole:
        if cuts := [cut for cut in _possible(reading.piece, text) if reading.named < 0.5 or _is_whole(cut, text)]:
            found[id(reading)] = cuts
    votes: dict[tuple[str, bool], list[_Cut]] = defaultdict(list)
    for cuts in found.values():
        for key in {(cut.kind, cut.first) for cut in cuts if cut.score >= 0.5}:
            votes[key].append(max((c for c in cuts if (c.kind, c.first) == key), key=lambda c: c.score))
    if not votes:
        return {}
    best = max(votes, key=lambda key: (sum(cut.score for cut in votes[key]), key))
    able = sum(any(cut.kind == best[0] for cut in cuts) for cuts in found.values())
    agreed = len(votes[best])
    sure = any(cut.score >= 0.9 for cut in votes[best])
    if agreed < 0.5 * able or (agreed < 2 and not sure) or agreed < 0.15 * len(group):
        return {}
    out: dict[int, _Cut] = {}
    for reading_id, cuts in found.items():
        alike = [cut for cut in cuts if (cut.kind, cut.first) == best and cut.score >= 0.15]
        other = [cut for cut in cuts if cut.score >= 0.75]
        if alike or other:
            out[reading_id] = max(alike or other, key=lambda cut: cut.score)
    return out


def _may_fall_apart(reading: Reading) -> bool:
    text = reading.piece.text
    open_ended = reading.named < 0.5 or _QUOTED.search(text) is not None or _SEPARATORS["dash"].search(text) is not None
    return open_ended and len(text) <= _LONGEST_SPLIT and (" " in text or "：" in text)


def _is_whole(cut: _Cut, text: str) -> bool:
    """Whether a piece that reads as a list of persons ends in a title all the same."""
    start, end = cut.right if cut.first else cut.left
    title = " ".join(text[start:end].split())
    return cut.kind == "quote" or (
        cut.kind == "dash" and cut.first and title.count(" ") > 1 and affiliation_score(title) < 0.5
    )


def _possible(piece: Piece, text: str) -> list[_Cut]:
    cuts: list[_Cut] = []
    for kind, pattern in _SEPARATORS.items():
        for count, match in enumerate(pattern.finditer(text, piece.start, piece.end)):
            if count > 7:
                break
            left, right = (piece.start, match.start()), (match.end(), piece.end)
            if kind == "quote" and not _QUOTED.search(text, *(left if match.start() and text[match.start() - 1] in "\"”»」』" else right)):
                continue
            cuts.extend(_scored(kind, left, right, text, both=kind != "by"))
            if kind == "colon" and count > 1:
                break
    if (
        text[piece.end - 1 : piece.end] == ")"
        and (opened := text.rfind("(", piece.start, piece.end)) > piece.start
    ):
        cuts.extend(_scored("bracket", (piece.start, opened), (opened + 1, piece.end - 1), text, both=False))
    return cuts


def _scored(kind: str, left: tuple[int, int], right: tuple[int, int], text: str, *, both: bool) -> list[_Cut]:
    said = [" ".join(text[start:end].split()).strip(" \"“”'‘’«»") for start, end in (left, right)]
    if min(map(len, said)) < 2 or (kind == "comma" and _REFERENCE.match(said[0])):
        return []
    scores = [read_people(part).score for part in said]
    cuts = []
    if both and scores[0] > scores[1] and scores[0] >= 0.15:
        cuts.append(_Cut(kind, left, right, True, scores[0]))
    if scores[1] > scores[0] and scores[1] >= 0.15:
        cuts.append(_Cut(kind, left, right, False, scores[1]))
    return cuts


def _halves(reading: Reading, cut: _Cut, text: str) -> tuple[Reading, ...]:
    piece = reading.piece
    halves = []
    for at, (start, end) in enumerate((cut.left, cut.right)):
        people = (at == 0) == cut.first
        said = " ".join(text[start:end].split()).strip(" ,;:|")
        half = replace(
            piece,
            start=start,
            end=end,
            text=said,
            slot=f"{piece.slot}/{'people' if people else 'title'}",
            place=f"{piece.slot}/{'people' if people else 'title'}",
            timed=piece.timed and at == 0,
            gap=piece.gap and at == 0,
            links=tuple(link for link in piece.links if start <= link.start < end or (at and link.start >= end)),
        )
        made = Reading(half, "none")
        made.people = read_people(said)
        if not people and BREAK.fullmatch(said):
            made.role = "break"
        halves.append(made)
    return tuple(halves)


# ---- agreement -------------------------------------------------------------------------------


def _agree(readings: Sequence[Reading]) -> None:
    slots = _open_readings(readings)
    places: dict[str, list[Reading]] = defaultdict(list)
    near: dict[str, list[Reading]] = defaultdict(list)
    for slot, group in slots.items():
        near[_without_link(slot)].extend(group)
        for reading in group:
            places[reading.piece.place].append(reading)
    for group in places.values():
        slot = group[0].piece.slot
        peers = next((peers for peers in (group, slots[slot]) if len(peers) >= 3), near[_without_link(slot)])
        _settle(group, peers)
    _settle_affiliations(readings)
    _settle_brackets(readings)


def _settle_affiliations(readings: Sequence[Reading]) -> None:
    """Where two lines go with every name, the one more like an organisation is the affiliation."""
    named = Counter(reading.piece.place for reading in readings if reading.role == "people")
    if not named or named.most_common(1)[0][1] < 2:
        return
    anchor = named.most_common(1)[0][0]
    between: list[set[str]] = []
    here: set[str] | None = None
    for reading in readings:
        if reading.piece.place == anchor or reading.role in ("session", "break"):
            between.extend([here] if here else [])
            here = set() if reading.piece.place == anchor else None
        elif reading.role in ("title", "people", "body", "affiliation") and here is not None:
            here.add(reading.piece.place)
    between.extend([here] if here else [])
    pairs = Counter(pair for slots in between for pair in combinations(sorted(slots), 2))
    by_place: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_place[reading.piece.place].append(reading)
    for pair, count in pairs.most_common(3):
        if count < 2 or count < 0.6 * len(between):
            continue
        likes = [_share(by_place[place], lambda r: r.affiliation >= 0.5) for place in pair]
        sizes = [sum(r.piece.text.count(" ") + 1 for r in by_place[place]) / len(by_place[place]) for place in pair]
        if max(likes) < 0.25 or likes[0] == likes[1]:
            continue
        at = 0 if likes[0] > likes[1] else 1
        if sizes[at] <= sizes[1 - at] + 3:
            for reading in by_place[pair[at]]:
                if reading.role in ("title", "people", "body"):
                    reading.role = "affiliation"


def _without_link(slot: str) -> str:
    return re.sub(r"\|(b?i?)a( |\|)", r"|\1\2", slot, count=1)


def _settle(group: Sequence[Reading], peers: Sequence[Reading]) -> None:
    named = _share(peers, lambda r: r.named >= 0.5)
    placed = _share(peers, lambda r: r.affiliation >= 0.5 and r.named < 0.9)
    seconds = [r.people.second for r in peers if r.people.second is not None and r.named >= 0.5]
    parts = len(seconds) >= 2 and sum(not second for second in seconds) >= 0.6 * len(seconds)
    for reading in group:
        if reading.named >= 0.5 and parts and reading.people.second:
            reading.people = read_people(reading.piece.text, parts=True)
        reading.role = _role(reading, named, placed, len(peers))


def _settle_brackets(readings: Sequence[Reading]) -> None:
    """Brackets right behind a name hold where the person is from."""
    for before, reading in zip(readings, readings[1:], strict=False):
        beside = before.piece.line == reading.piece.line and before.piece.cell == reading.piece.cell
        text = reading.piece.text
        if beside and before.role == "people" and text[:1] == "(" and text[-1:] == ")" and reading.named < 0.5:
            if reading.role in ("title", "body"):
                reading.role = "affiliation"


def _share(group: Sequence[Reading], test: Callable[[Reading], bool]) -> float:
    return sum(map(test, group)) / len(group)


def _role(reading: Reading, named: float, placed: float, count: int) -> Role:
    p, a = reading.named, reading.affiliation
    if count < 3:
        named = placed = 0.5 if count < 2 else (named + 0.5) / 2
        placed = min(placed, 0.5)
    if named >= 0.6:
        if p >= 0.15:
            return "people"
        return "body" if len(reading.piece.text) < 80 else "title"
    if placed >= 0.5 and a > 0 and named < 0.5:
        return "affiliation"
    if placed >= 0.6:
        return "affiliation" if len(reading.piece.text) < 120 else "title"
    if p >= (0.9 if named < 0.25 else 0.7 if named < 0.4 else 0.5):
        return "people"
    if a >= 0.75 and (placed >= 0.2 or a >= 0.95 or (count < 3 and reading.piece.text.count(" ") < 8)):
        return "affiliation"
    return "title"


def is_outside(text: str) -> bool:
    """Whether a heading stands over what is no programme: committees, registration, earlier events."""
    return len(text) < 80 and text.count(" ") < 7 and OUTSIDE.fullmatch(text.strip(" :.")) is not None
