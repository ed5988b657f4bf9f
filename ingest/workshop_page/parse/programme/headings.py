"""Which headings are sessions, which are titles, and which stand over what is no programme."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.workshop_page.parse.labels import session_of
from ingest.workshop_page.parse.programme.reading import Reading
from ingest.workshop_page.parse.programme.records import leads_to_document
from ingest.workshop_page.parse.programme.vocabulary import DAY, OUTSIDE, SESSION
from ingest.workshop_page.read.blocks import Blocks

_LEAST_ABSTRACTS = 3
_LEAST_PAPERS, _WITHIN = 3, 60
_EARLIER = re.compile(
    r"\b(?:previous|past|earlier|last|related|upcoming|future|other (?:events?|meetings?|workshops?"
    r"|conferences?))\b",
    re.IGNORECASE,
)
_PROGRAMME = re.compile(
    r"(?:(?:draft|final|preliminary|tentative|provisional|workshop|conference|meeting) )*(?:program(?:me)?"
    r"|agenda|schedule|timetable)\W*",
    re.IGNORECASE,
)
_SURELY = 0.75


def take_headings(readings: Sequence[Reading]) -> None:
    """Headings are sessions, unless most of those set alike stand over speakers: then they are titles."""
    slots: dict[str, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        if reading.piece.level and reading.role not in ("break", "chair", "link"):
            slots[reading.piece.slot].append(at)
    for places in slots.values():
        if _take_abstracts(readings, places):
            continue
        titles = [at for at in places if _stands_by_speaker(readings, at)]
        titles = sorted({*titles, *(at for at in places if _timed_over_speakers(readings, at))})
        names = [at for at in places if readings[at].role == "people" and not _heads_talk(readings, at)]
        if len(names) >= 2 and 2 * len(names) > len(places):
            continue
        if len(titles) >= 2 and 2 * len(titles) >= len(places):
            for at in places:
                if readings[at].role not in ("session",) or at in titles:
                    readings[at].role = "title"
            continue
        for at in places:
            if readings[at].piece.label != "people" or readings[at].named < _SURELY:
                readings[at].role = "session"


def _take_abstracts(readings: Sequence[Reading], places: Sequence[int]) -> bool:
    """Take headings for titles where most stand over an abstract and a paragraph that begins with a name."""
    speakers = {at: found for at in places if (found := _behind_abstract(readings, at))}
    if len(speakers) < _LEAST_ABSTRACTS or len(speakers) < 0.7 * len(places):
        return False
    for at in places:
        if at not in speakers:
            readings[at].role = "title" if _timed_over_speakers(readings, at) else "session"
            continue
        readings[at].role = "title"
        speaker = readings[speakers[at]]
        speaker.role, speaker.piece = "people", replace(speaker.piece, label="people")
        for other in readings[speakers[at] + 1 :]:
            if other.piece.line != speaker.piece.line:
                break
            other.role = "affiliation" if other.piece.label == "affiliation" else "prose"
    return True


def _behind_abstract(readings: Sequence[Reading], at: int) -> int:
    """The index of the only name in bold behind a heading's abstract; 0 where there is none, or more than one."""
    if session_of(readings[at].piece.text) or is_outside(readings[at].piece.text):
        return 0
    found = prose = 0
    for index in range(at + 1, len(readings)):
        reading = readings[index]
        if reading.piece.level:
            break
        if reading.role == "people" and reading.piece.bold and not reading.piece.part and reading.named >= 0.5:
            if found or not prose:
                return 0
            found = index
        prose += reading.role == "prose"
    return found


def _heads_talk(readings: Sequence[Reading], at: int) -> bool:
    """Whether a line that begins with a title and goes on with its speakers stands right under a heading."""
    title, people = (*readings[at + 1 : at + 3], None, None)[:2]
    if title is None or people is None:
        return False
    return (title.role, people.role) == ("title", "people") and title.piece.line == people.piece.line


def _stands_by_speaker(readings: Sequence[Reading], at: int) -> bool:
    """Whether a heading stands right over a line of speakers, or right under one that is a heading itself."""
    piece = readings[at].piece
    if session_of(piece.text) or DAY.fullmatch(piece.text) or is_outside(piece.text):
        return False
    following = next((r for r in readings[at + 1 : at + 4] if r.role not in ("link", "none", "void")), None)
    if following is not None and following.role == "people":
        beside = following.piece.line == piece.line and following.named >= _SURELY
        if beside or not following.piece.level:
            return True
    above = [r for r in readings[max(at - 2, 0) : at] if piece.line - r.piece.line <= 2]
    return any(r.role == "people" and 0 < r.piece.level < piece.level for r in above)


def _timed_over_speakers(readings: Sequence[Reading], at: int) -> bool:
    """Whether a heading with a time stands over text and then speakers that are labelled as such."""
    if not readings[at].piece.timed or session_of(readings[at].piece.text):
        return False
    for reading in readings[at + 1 : at + _WITHIN]:
        if reading.piece.level:
            return False
        if reading.role == "people" and reading.piece.label == "people":
            return True
    return False


def leave_out(readings: Sequence[Reading], blocks: Blocks) -> None:
    """What stands under "Committee", "Registration" and the like is no programme, up to the next heading."""
    outside = False
    level, box = 0, 0
    crowded = {reading.piece.line for reading in readings if reading.piece.part}
    for at, reading in enumerate(readings):
        piece = reading.piece
        is_head = bool(piece.level) or (
            piece.part == 0
            and not piece.slot.endswith("/title")
            and not piece.timed
            and piece.text.count(" ") < (6 if piece.bold or piece.text.endswith(":") else 3)
            and piece.line not in crowded
            and reading.role not in ("people", "affiliation")
            and (reading.role != "break" or piece.bold or piece.text.endswith(":"))
        )
        outside_head = is_head and not piece.timed and is_outside(piece.text) and not _programme(piece.text)
        if outside_head and not _lists_papers(readings, at):
            outside, level, box = True, piece.level, blocks.all[piece.block].parent
            reading.role = "session"
            continue
        if outside and (
            (piece.level and (not level or piece.level <= level))
            or (is_head and _programme(piece.text))
            or (piece.timed and reading.role == "break")
            or (not piece.part and _PROGRAMME.fullmatch(piece.text))
            or piece.start >= blocks.all[max(box, 0)].end
        ):
            outside = False
        if outside:
            reading.role = "prose"


def _lists_papers(readings: Sequence[Reading], at: int) -> bool:
    """Whether names with documents stand below a heading such as "Submissions": the papers of the programme."""
    if _EARLIER.search(readings[at].piece.text):
        return False
    named: set[int] = set()
    filed: set[int] = set()
    for reading in readings[at + 1 : at + _WITHIN]:
        if reading.piece.level or len(filed & named) >= _LEAST_PAPERS:
            break
        if reading.named >= _SURELY:
            named.add(reading.piece.line)
        if any(leads_to_document(link) for link in reading.piece.links):
            filed.add(reading.piece.line)
    return len(filed & named) >= _LEAST_PAPERS


def _programme(text: str) -> bool:
    return bool(session_of(text) or DAY.fullmatch(text) or SESSION.fullmatch(text))


def is_outside(text: str) -> bool:
    """Whether a heading stands over what is no programme: committees, registration, earlier events."""
    behind = text.rpartition(": ")[2]
    said = behind if "ommittee" in behind else text  # "Mills 2011: Organizing Committee"
    return len(text) < 80 and text.count(" ") < 7 and OUTSIDE.fullmatch(said.strip(" :.")) is not None
