"""The talks of a page: its pieces put together, title with speakers, as most of the page's blocks show them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.model import Speaker
from ingest.workshop_page.parse.labels import session_of
from ingest.workshop_page.parse.people import parse_speaker
from ingest.workshop_page.parse.pieces import Piece, pieces_of
from ingest.workshop_page.parse.reading import Reading, is_outside, read_pieces
from ingest.workshop_page.parse.speakers import affiliation_score
from ingest.workshop_page.parse.vocabulary import DAY, SESSION, before_run_on, is_link_label
from ingest.workshop_page.read.blocks import Blocks
from ingest.workshop_page.read.lines import Link, PageLines

_DOCUMENT = re.compile(r"\.(?:pdf|pptx?|ppsx?|odp|docx?|odt|rtf|key|zip|mp4|ps)(?:$|[?#])", re.IGNORECASE)
_SAME_TITLE = 0.9
_FAR = 9.0
_MOST_COMPARED = 20


@dataclass(slots=True)
class Record:
    """A talk being put together, from its pieces in page order."""

    titles: list[Piece] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    open_from: int = 0
    body: bool = False
    ended: bool = False
    sure: float = 0.0

    @property
    def title(self) -> str:
        """Its title on one line."""
        return tidy_title(" ".join(piece.text for piece in self.titles))

    @property
    def timed(self) -> bool:
        """Whether a time stands before any of it."""
        return any(piece.timed for piece in self.pieces)

    @property
    def slot(self) -> str:
        """How its title is set."""
        return self.titles[0].slot if self.titles else ""


@dataclass(slots=True)
class Chapter:
    """Talks under one heading, with the lines that head them."""

    heads: list[Piece] = field(default_factory=list)
    chairs: list[Speaker] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def find_talks(page: PageLines) -> list[Chapter]:
    """The chapters of a page's programme that hold talks, in page order; [] where it shows none."""
    readings = read_pieces(pieces_of(page), page.text, page.blocks)
    _take_headings(readings)
    _leave_out(readings, page.blocks)
    chapters = _Assembler(page, readings).chapters()
    _drop_doubtful(chapters)
    _name_sessions(chapters)
    return _merged([chapter for chapter in chapters if chapter.records])


def tidy_title(text: str) -> str:
    """A title without the quotation marks around it and what runs on behind it."""
    text = text[: before_run_on(text)].strip(" ,;:|–—")
    while len(text) > 2 and (text[0], text[-1]) in (
        ('"', '"'),
        ("“", "”"),
        ("«", "»"),
        ("‘", "’"),
        ("'", "'"),
        ("「", "」"),
        ("『", "』"),
        ("“", '"'),
        ('"', "”"),
    ):
        text = text[1:-1].strip(" ,;:")
    return text.strip()


# ---- what is no talk -------------------------------------------------------------------------


def _take_headings(readings: Sequence[Reading]) -> None:
    """Headings are sessions, unless most of those set alike stand over speakers: then they are titles."""
    slots: dict[str, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        if reading.piece.level and reading.role not in ("break", "chair", "link"):
            slots[reading.piece.slot].append(at)
    for places in slots.values():
        titles = [at for at in places if _stands_over_speaker(readings, at)]
        names = [at for at in places if readings[at].role == "people"]
        if len(names) >= 2 and 2 * len(names) > len(places):
            continue
        if len(titles) >= 2 and 2 * len(titles) >= len(places):
            for at in places:
                if readings[at].role not in ("session",) or at in titles:
                    readings[at].role = "title"
            continue
        for at in places:
            readings[at].role = "session"


def _stands_over_speaker(readings: Sequence[Reading], at: int) -> bool:
    text = readings[at].piece.text
    if session_of(text) or DAY.fullmatch(text) or is_outside(text):
        return False
    following = next((r for r in readings[at + 1 : at + 4] if r.role not in ("link", "none")), None)
    return following is not None and following.role == "people" and not following.piece.level


def _leave_out(readings: Sequence[Reading], blocks: Blocks) -> None:
    """What stands under "Committee", "Registration" and the like is no programme, up to the next heading."""
    outside = False
    level, box = 0, 0
    crowded = {reading.piece.line for reading in readings if reading.piece.part}
    for reading in readings:
        piece = reading.piece
        is_head = bool(piece.level) or (
            piece.part == 0
            and piece.text.count(" ") < (6 if piece.bold or piece.text.endswith(":") else 3)
            and piece.line not in crowded
            and reading.role not in ("people", "affiliation")
        )
        if is_head and is_outside(piece.text) and not _programme(piece.text):
            outside, level, box = True, piece.level, blocks.all[piece.block].parent
            reading.role = "session"
            continue
        if outside and (
            (piece.level and (not level or piece.level <= level))
            or (is_head and _programme(piece.text))
            or piece.start >= blocks.all[max(box, 0)].end
        ):
            outside = False
        if outside:
            reading.role = "prose"


def _programme(text: str) -> bool:
    return bool(session_of(text) or DAY.fullmatch(text) or SESSION.fullmatch(text))


# ---- putting together ------------------------------------------------------------------------


class _Assembler:
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
        self._limit = _FAR
        self._rows: dict[int, set[str]] = defaultdict(set)
        for reading in readings:
            self._rows[reading.piece.row].add(reading.role)

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
        for reading in readings:
            if reading.role in ("session", "break"):
                last = None
                continue
            if reading.role not in ("title", "people"):
                continue
            if last is None:
                first[reading.role] += 1
            elif last.role != reading.role:
                inside[last.role == "title"].append(min(self._apart(last.piece, reading.piece), 5.0))
            last = reading
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
        found = sorted(
            self._apart(a.piece, b.piece)
            for a, b in zip(shown, shown[1:], strict=False)
            if (a.role, b.role) == order
        )
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
        wide = any(self._lines[at].wide for at in range(a.line + 1, min(b.line, a.line + 8) + 1))
        return 1.0 + steps + (0.5 if b.gap else 0.0) + wide + 0.2 * min(b.line - a.line - 1, 5)

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
            if 0 <= piece.row != record.pieces[-1].row >= 0 and (whole or full_row):
                self._close()
            elif piece.timed and piece.line != record.pieces[-1].line and (whole or not record.titles):
                self._close()
        if role == "session":
            self._close()
            self._chapters.append(Chapter([piece]))
        elif role == "break":
            self._close()
        elif role == "chair":
            self._chapters[-1].chairs.extend(reading.people.speakers)
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

    def _take_title(self, piece: Piece) -> None:
        record = self._record
        if record and record.titles and self._continues(record, piece):
            record.titles.append(piece)
            self._add(piece)
            return
        if record and not record.titles and (record.speakers or record.body) and not self._cut_off(record, piece):
            record.titles.append(piece)
            self._add(piece)
            return
        self._close()
        self._record = Record([piece])
        self._add(piece)

    def _continues(self, record: Record, piece: Piece) -> bool:
        last = record.pieces[-1]
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
            and last.line + 1 >= piece.line
        )

    def _cut_off(self, record: Record, piece: Piece) -> bool:
        apart = self._apart(record.pieces[-1], piece)
        return apart > 1 if self._title_first else apart > self._limit

    def _take_people(self, reading: Reading) -> None:
        piece, record = reading.piece, self._record
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
        if record and record.pieces and self._apart(record.pieces[-1], piece) > self._limit:
            self._close()
            record = None
        if record is None:
            self._record = record = Record()
        known = {speaker.name.casefold() for speaker in record.speakers}
        record.open_from = len(record.speakers)
        record.speakers.extend(s for s in reading.people.speakers if s.name.casefold() not in known)
        record.sure = max(record.sure, reading.named)
        self._add(piece)

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
        if not record or not record.speakers or record.ended:
            return
        self._add(piece)
        open_ones = [
            at for at in range(record.open_from, len(record.speakers)) if not record.speakers[at].affiliation
        ]
        said_of = piece.text[1:-1] if piece.text[:1] == "(" and piece.text[-1:] == ")" else piece.text
        places = [part for part in re.split(r"\s*;\s*", said_of) if part]
        said = [parse_speaker(f"X, {place}") for place in places]
        if len(said) > 1 and len(said) != len(open_ones):
            return
        for index, at in enumerate(open_ones):
            who, place = record.speakers[at], said[index if len(said) > 1 else 0]
            record.speakers[at] = Speaker(
                who.name, who.honorific, who.role or place.role, place.affiliation, who.country or place.country
            )

    def _take_links(self, piece: Piece) -> None:
        record = self._record
        if record and record.titles:
            record.links.extend(piece.links)
            if not record.ended:
                self._add(piece)

    def _add(self, piece: Piece) -> None:
        assert self._record is not None  # noqa: S101 - for the type checker
        self._record.pieces.append(piece)
        self._last = piece

    def _close(self) -> None:
        if self._record and self._record.titles:
            self._chapters[-1].records.append(self._record)
        self._record = None


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


# ---- what stays ------------------------------------------------------------------------------


def _drop_doubtful(chapters: Sequence[Chapter]) -> None:
    """Keep the talks that most of their likes speak for; the titles of others may head what follows them."""
    likes = _Likes([record for chapter in chapters for record in chapter.records])
    for chapter in chapters:
        kept = [record for record in chapter.records if likes.support(record)]
        for record in chapter.records:
            if record not in kept and (not record.speakers or likes.is_theme(record)):
                chapter.heads.extend(record.titles)
        chapter.records = kept


class _Likes:
    """The records of a page by the way their titles are set."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._every: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self._every[record.slot].append(record)
        self._repeated = Counter((record.slot, record.title.casefold()) for record in records)
        self._good = sum(bool(record.speakers) for record in records)

    def is_theme(self, record: Record) -> bool:
        """Whether the title comes again and again: it names what several talks are about."""
        return self._repeated[record.slot, record.title.casefold()] > 2

    def support(self, record: Record) -> bool:
        """Whether the record is a talk."""
        if self.is_theme(record) or not _may_be_title(record.title) or (self._good < 2 and record.sure < 0.9):
            return False
        filled = [like for like in self._every[record.slot] if like.speakers]
        if record.speakers:
            alone = len(filled) == 1 and self._good > 5
            return not alone or record.timed or record.sure >= 0.9 or bool(all_links(record))
        share = len(filled) / len(self._every[record.slot])
        return len(filled) >= 2 and share >= 0.5 and not record.titles[0].part and self._shaped_alike(record, filled)

    def _shaped_alike(self, record: Record, filled: Sequence[Record]) -> bool:
        """Whether a talk without speakers shows what talks set alike show: a time, links, a row of its own."""
        first = record.titles[0]
        for shows in (lambda r: r.timed, lambda r: bool(all_links(r))):
            if sum(map(shows, filled)) >= 0.8 * len(filled):
                return bool(shows(record))
        return first.row >= 0 or "|b" in first.slot or "|i" in first.slot


def _may_be_title(title: str) -> bool:
    letters = sum(char.isalpha() for char in title)
    return letters >= 3 and len(title) <= 400 and not is_link_label(title) and not affiliation_score(title) >= 0.95


def _name_sessions(chapters: list[Chapter]) -> None:
    """A line over talks that is no talk itself is their session's name."""
    for chapter in chapters:
        first = chapter.records[0].pieces[0].start if chapter.records else 0
        chapter.heads = sorted(
            {head.start: head for head in chapter.heads if head.start < first or not first}.values(),
            key=lambda head: head.start,
        )[:2]


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _merged(chapters: list[Chapter]) -> list[Chapter]:
    """Each talk once: what a second mention of its title adds goes to the first."""
    words = {id(record): _words(record.title) for chapter in chapters for record in chapter.records}
    common = Counter(word for mine in words.values() for word in mine)
    by_word: dict[str, list[Record]] = defaultdict(list)
    for chapter in chapters:
        kept = []
        for record in chapter.records:
            mine = words[id(record)]
            rare = sorted(mine, key=lambda word: (common[word], word))[:2]
            others = [other for word in rare for other in by_word[word][-_MOST_COMPARED:]]
            known = next((other for other in others if _alike(mine, words[id(other)])), None)
            if known is None or not _same_people(known, record):
                kept.append(record)
                for word in mine:
                    by_word[word].append(record)
            else:
                _add_to(known, record)
        chapter.records = kept
    return [chapter for chapter in chapters if chapter.records]


def _alike(a: Counter[str], b: Counter[str]) -> bool:
    total = sum(a.values()) + sum(b.values())
    return bool(total) and 2 * sum((a & b).values()) / total >= _SAME_TITLE


def _same_people(a: Record, b: Record) -> bool:
    if not a.speakers or not b.speakers:
        return True
    names = [{_key(speaker.name) for speaker in record.speakers} for record in (a, b)]
    return bool(names[0] & names[1])


def _key(name: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", name.casefold())))


def _add_to(known: Record, again: Record) -> None:
    seen = {(link.href, link.anchor) for link in known.links}
    known.links.extend(link for link in all_links(again) if (link.href, link.anchor) not in seen)
    if not known.speakers:
        known.speakers = again.speakers
        return
    told = {_key(speaker.name): speaker for speaker in again.speakers}
    known.speakers = [
        told[key]
        if not speaker.affiliation and (key := _key(speaker.name)) in told and told[key].affiliation
        else speaker
        for speaker in known.speakers
    ]


def all_links(record: Record) -> list[Link]:
    """What a talk links to: its title, its link labels, and files behind its speakers' names."""
    found: list[Link] = []
    for piece in record.titles:
        found.extend(piece.links)
    for piece in record.pieces:
        if piece not in record.titles:
            found.extend(
                link for link in piece.links if link in record.links or (link.href and _DOCUMENT.search(link.href))
            )
    found.extend(link for link in record.links if link not in found)
    out: dict[str, Link] = {}
    for link in found:
        if link.href:
            out.setdefault(link.href, link)
    return sorted(out.values(), key=lambda link: link.start)
