"""What most pieces set alike are decides what the doubtful ones are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ingest.workshop_page.parse.programme.reading import Reading, Role, open_readings
from ingest.workshop_page.parse.programme.speakers import read_people

_PARTED = re.compile(r"[,;]|\band\b|&")


def agree(readings: Sequence[Reading]) -> None:
    slots = open_readings(readings)
    places: dict[str, list[Reading]] = defaultdict(list)
    near: dict[str, list[Reading]] = defaultdict(list)
    anywhere: dict[str, list[Reading]] = defaultdict(list)  # in any column
    for slot, group in slots.items():
        near[_without_link(slot)].extend(group)
        anywhere[slot.split("|", 1)[-1]].extend(group)
        for reading in group:
            places[reading.piece.place].append(reading)
    sections = _sections(readings)
    for group in places.values():
        slot = group[0].piece.slot
        wider = (group, slots[slot], near[_without_link(slot)], anywhere[slot.split("|", 1)[-1]])
        peers = next((peers for peers in wider if len(peers) >= 3), wider[-2])
        _read_parts(peers, sections)
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
        sizes = [
            sum(r.piece.text.count(" ") + 1 for r in by_place[place]) / len(by_place[place]) for place in pair
        ]
        if max(likes) < 0.25 or likes[0] == likes[1]:
            continue
        at = 0 if likes[0] > likes[1] else 1
        if _share(by_place[pair[at]], _tells_both) >= 0.6:
            continue
        if sizes[at] <= sizes[1 - at] + 3:
            for reading in by_place[pair[at]]:
                free = reading.piece.label != "title by" and reading.named < 0.95
                if free and reading.role in ("title", "people", "body"):
                    reading.role = "affiliation"


def _tells_both(reading: Reading) -> bool:
    """Whether a piece names a person and where they are from."""
    return reading.named >= 0.7 and any(speaker.affiliation for speaker in reading.people.speakers)


def _without_link(slot: str) -> str:
    return re.sub(r"\|(b?i?)a( |\|)", r"|\1\2", slot, count=1)


def _sections(readings: Sequence[Reading]) -> dict[int, int]:
    """For each reading, by its identity, how many headings stand above it."""
    count = 0
    found = {}
    for reading in readings:
        count += bool(reading.piece.level) or reading.role == "session"
        found[id(reading)] = count
    return found


def _read_parts(peers: Sequence[Reading], sections: Mapping[int, int]) -> None:
    """Read "Name, Green Partners" as most of the section are: as a name with its organisation, or as two names."""
    named = [
        reading
        for reading in peers
        if reading.named >= 0.5 and reading.people.second is not None and not _lists_names(reading)
    ]
    everywhere = _Counted()
    by_section: dict[int, _Counted] = defaultdict(_Counted)
    by_part: dict[int, _Counted] = defaultdict(_Counted)
    for reading in named:
        for counted in (everywhere, by_section[sections[id(reading)]], by_part[reading.piece.part]):
            counted.add(reading)
    for reading in named:
        here, alike = by_section[sections[id(reading)]], by_part[reading.piece.part]
        told = here if here.count >= 2 else everywhere
        count, apart = told.count, told.apart
        if apart < count and alike.paired:
            count = apart = alike.count
        if reading.people.second and count >= 2 and apart >= 0.6 * count:
            reading.people = read_people(reading.piece.text, parts=True)
            for counted in (everywhere, here, alike):
                counted.apart += not reading.people.second


def _lists_names(reading: Reading) -> bool:
    """Whether a piece is surely three names or more and nothing else: no organisation stands among them."""
    who = reading.people.speakers
    return len(who) > 2 and reading.named >= 0.9 and not any(speaker.affiliation for speaker in who)


@dataclass(slots=True)
class _Counted:
    """How many readings there are; in how many what follows the name is none, and whether each has one comma."""

    count: int = 0
    apart: int = 0
    pairs: bool = True

    def add(self, reading: Reading) -> None:
        self.count += 1
        self.apart += not reading.people.second
        self.pairs = self.pairs and len(_PARTED.split(reading.piece.text)) == 2

    @property
    def paired(self) -> bool:
        """Whether all name one thing behind one comma, and in many of them it cannot be a person."""
        return self.pairs and self.count > 2 and self.apart >= 0.4 * self.count


def _settle(group: Sequence[Reading], peers: Sequence[Reading]) -> None:
    named = _share(peers, lambda r: r.named >= 0.5)
    placed = _share(peers, lambda r: r.affiliation >= 0.5 and r.named < 0.9)
    for reading in group:
        reading.role = _role(reading, named, placed, len(peers))


def _settle_brackets(readings: Sequence[Reading]) -> None:
    """Brackets right behind a name hold where the person is from."""
    for before, reading in pairwise(readings):
        beside = before.piece.line == reading.piece.line and before.piece.cell == reading.piece.cell
        text = reading.piece.text
        bracketed = text[:1] == "(" and text[-1:] == ")" and reading.named < 0.5
        if beside and bracketed and before.role == "people" and reading.role in ("title", "body"):
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
        told = reading.piece.text[:1] in '"“«「' or reading.piece.text.endswith("?")
        return "body" if len(reading.piece.text) < 80 and not told else "title"
    if placed >= 0.5 and a > 0 and named < 0.5:
        return "affiliation"
    if placed >= 0.6:
        return "affiliation" if len(reading.piece.text) < 120 else "title"
    if p >= (0.9 if named < 0.25 else 0.7 if named < 0.4 else 0.5):
        return "people"
    if a >= 0.75 and (placed >= 0.2 or a >= 0.95 or (count < 3 and reading.piece.text.count(" ") < 8)):
        return "affiliation"
    return "title"
