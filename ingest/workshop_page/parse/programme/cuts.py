"""Pieces that hold a title and its speakers, cut where most of their likes fall apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.programme.affiliations import affiliation_score
from ingest.workshop_page.parse.programme.listed_cuts import (
    FEW,
    LONGEST_SPLIT,
    MOST,
    SURELY,
    Cut,
    listed_by_name,
    listed_by_stop,
)
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.reading import Reading, open_readings
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.programme.times import without_note
from ingest.workshop_page.parse.programme.vocabulary import BREAK, LABEL_WITHIN, is_talk_kind
from ingest.workshop_page.read.lines import squash

_LONGEST_PLACE = 6
# "Session 1 (room 2); Chair"
_LEADS = re.compile(
    r"(?:^|[\s;,(–-])(?:(?:session )?(?:co-)?(?:chair(?:person|man|woman)?s?|chaired by|moderat(?:ors?|ed by))"
    r"|(?:lead )?(?P<beside>discussants?|respondents?|rapporteurs?|commentators?))$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s+[-–—]\s+")
_SEPARATORS: dict[str, re.Pattern[str]] = {
    "colon": re.compile(r"\s*[:：](?!//|\d)\s*"),
    "underscore": re.compile(r"(?<=[^\W_])_(?=[^\W\d_a-z][^\W\d_]+[ _])"),
    "dash": re.compile(r"\s+[-–—]+\s+|\s*[–—]\s*|\s+-(?=[^\W\d_a-z])|(?<=[a-z)])-\s+"),
    "by": re.compile(r"(?:,\s*|\s+)(?:\(?(?:presented |given )?by|von|par|por)\s+(?=[^\W\d_a-z])"),
    "quote": re.compile(r"(?<=[\"”»」』])\s*[,;.:–—-]*\s*|\s*[,;.:–—-]*\s*(?=[\"“«「『])"),
    "comma": re.compile(r"\s*[,，]\s+|(?<=[^\W\d_]{3})[.]\s+(?=[^\W\d_a-z])"),
}
# Surname and initials, as references have it: "Sample A, Muster B. Title."
_REFERENCE = re.compile(r"[^\W\d_][\w'’-]+,? [A-Z]{1,3}\b\.?(?:,|$| and| &)")
# "Ana Sample and Bo Muster (Suva): Mills"
_BEHIND_PLACE = re.compile(r"\)\s*[:：]\s+\S")
_QUOTED = re.compile(r"[\"“«「『][^\"”»」』]{6,}[\"”»」』]")


def cut_in_two(readings: Sequence[Reading], text: str) -> list[Reading]:
    _read_places(readings)
    attended = _attended(readings)
    chosen: dict[int, Cut] = {}
    agreed: Counter[tuple[str, bool]] = Counter()
    undecided: list[Reading] = []
    for slot, group in open_readings(readings).items():
        cuts = {} if slot in attended else _cuts_of(group, text)
        chosen.update(cuts)
        agreed.update((cut.kind, cut.first) for cut in cuts.values())
        undecided.extend(() if cuts or slot in attended else group)
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
    chosen.update(listed_by_name(readings, text))
    chosen.update(listed_by_stop(readings, text))
    out: list[Reading] = []
    for reading in readings:
        cut = chosen.get(id(reading))
        out.extend(_halves(reading, cut, text) if cut else (reading,))
    return out


def _attended(readings: Sequence[Reading]) -> set[str]:
    """The slots whose pieces have their speakers beside them: "Mills: A Short History" is a title there."""
    members: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for before, reading, behind in zip((None, *readings), readings, (*readings[1:], None), strict=False):
        if reading.role != "none" or not reading.piece.text:
            continue
        slot = reading.piece.slot
        members[slot] += 1
        beside[slot] += any(other is not None and _speaks_at(other, reading) for other in (before, behind))
    return {slot for slot, count in members.items() if count >= FEW and beside[slot] >= MOST * count}


def _speaks_at(other: Reading, reading: Reading) -> bool:
    """Whether ``other`` is surely a list of persons set otherwise right beside a piece."""
    one, two = other.piece, reading.piece
    near = (one.row == two.row >= 0 or one.block == two.block) and abs(one.line - two.line) <= 1
    return near and one.slot != two.slot and other.named >= SURELY and reading.named < other.named


def _read_places(readings: Sequence[Reading]) -> None:
    """Read "Name - Place" as a person and where they are from, where pieces set alike show that it is meant so."""
    columns: dict[str, list[Reading]] = defaultdict(list)
    for slot, group in open_readings(readings).items():
        columns[slot.split("|", 1)[-1]].extend(group)
    for group in columns.values():
        shown = sum(
            r.named >= SURELY and r.people.affiliated and _DASHED.search(r.piece.text) is not None for r in group
        )
        if shown < FEW or len(group) < 2 * FEW:
            continue
        for reading in group:
            name, dash, place = _last_dash(reading.piece.text)
            people = read_people(name) if dash else None
            told = reading.people.affiliated and people and len(people.speakers) <= len(reading.people.speakers)
            if (
                people
                and not told
                and people.score >= SURELY
                and place.count(" ") < _LONGEST_PLACE
                and not people.affiliated
            ):
                who = tuple(replace(speaker, affiliation=place) for speaker in people.speakers)
                reading.people = replace(people, speakers=who, affiliated=True, second=None)


def _last_dash(text: str) -> tuple[str, str, str]:
    *_, match = [None, *_DASHED.finditer(text)]
    return (text[: match.start()], match.group(), text[match.end() :]) if match else (text, "", "")


def _cuts_of(group: Sequence[Reading], text: str) -> dict[int, Cut]:
    found: dict[int, list[Cut]] = {}
    whole = [r for r in group if _may_fall_apart(r)]
    for reading in whole:
        if cuts := [cut for cut in _possible(reading.piece, text) if reading.named < 0.5 or _is_whole(cut, text)]:
            found[id(reading)] = cuts
    votes: dict[tuple[str, bool], list[Cut]] = defaultdict(list)
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
    out: dict[int, Cut] = {}
    for reading_id, cuts in found.items():
        alike = [cut for cut in cuts if (cut.kind, cut.first) == best and cut.score >= 0.15]
        other = [cut for cut in cuts if cut.score >= 0.75]
        if alike or other:
            out[reading_id] = max(alike or other, key=_preference)
    return out


def _preference(cut: Cut) -> tuple[float, int]:
    """The surest cut, and of commas the one that leaves most persons together: "Mills, A. Ox, B. Elk"."""
    people = cut.left if cut.first else cut.right
    return (round(cut.score, 1), people[1] - people[0] if cut.kind == "comma" and cut.first else 0)


def _may_fall_apart(reading: Reading) -> bool:
    text = reading.piece.text
    open_ended = (
        reading.named < 0.5
        or _QUOTED.search(text) is not None
        or _SEPARATORS["dash"].search(text) is not None
        or _BEHIND_PLACE.search(text) is not None
    )
    return open_ended and len(text) <= LONGEST_SPLIT and (" " in text or "：" in text)


def _is_whole(cut: Cut, text: str) -> bool:
    """Whether a piece that reads as a list of persons ends in a title all the same."""
    start, end = cut.right if cut.first else cut.left
    title = " ".join(text[start:end].split())
    return cut.kind == "quote" or (
        (cut.kind == "dash" or (cut.kind == "colon" and text[cut.left[1] - 1] == ")"))
        and cut.first
        and title.count(" ") > 1
        and affiliation_score(title) < 0.5
    )


def _possible(piece: Piece, text: str) -> list[Cut]:
    if labelled := list(_labelled(piece, text)):
        return labelled
    cuts: list[Cut] = []
    for kind, pattern in _SEPARATORS.items():
        for count, match in enumerate(pattern.finditer(text, piece.start, piece.end)):
            if count > 7:
                break
            left, right = (piece.start, match.start()), (match.end(), piece.end)
            if kind == "quote" and not _QUOTED.search(
                text, *(left if match.start() and text[match.start() - 1] in '"”»」』' else right)
            ):
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


def _labelled(piece: Piece, text: str) -> Iterator[Cut]:
    """The cuts at a label such as "Speaker:" within a piece, perhaps in brackets."""
    for match in LABEL_WITHIN.finditer(text, piece.start, piece.end):
        opened = match.group().strip()[:1] in ("(", "[") and text[piece.end - 1] in ")]"
        end = piece.end - opened
        said = read_people(squash(text[match.end() : end]))
        if match.start() > piece.start and said.score >= 0.15:
            yield Cut("label", (piece.start, match.start()), (match.end(), end), False, max(said.score, 0.95))


def _scored(kind: str, left: tuple[int, int], right: tuple[int, int], text: str, *, both: bool) -> list[Cut]:
    said = [" ".join(text[start:end].split()).strip(" \"“”'‘’«»") for start, end in (left, right)]
    if min(map(len, said)) < 2 or (kind == "comma" and _REFERENCE.match(said[0])):
        return []
    scores = [read_people(part).score for part in said]
    if min(scores) < 0.15 and any(is_country(part) for part in said):
        return []  # a country is no title
    cuts = []
    if both and scores[0] > scores[1] and scores[0] >= 0.15:
        cuts.append(Cut(kind, left, right, True, scores[0]))
    if scores[1] > scores[0] and scores[1] >= 0.15:
        cuts.append(Cut(kind, left, right, False, scores[1]))
    return cuts


def _halves(reading: Reading, cut: Cut, text: str) -> tuple[Reading, ...]:
    piece = reading.piece
    halves = []
    for at, (start, end) in enumerate((cut.left, cut.right)):
        people = (at == 0) == cut.first
        said = " ".join(text[start:end].split()).strip(" ,;:|")
        said = said if people else without_note(said)
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
        elif not people and is_talk_kind(said):
            made.role = "void"
        halves.append(made)
    title, persons = halves if not cut.first else halves[::-1]
    if title.role == "none" and (led := _LEADS.search(title.piece.text)):
        title.role, persons.role = ("session", "void") if led["beside"] else ("session", "chair")
    return tuple(halves)
