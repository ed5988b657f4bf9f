"""What became of the passages of a document that changed: reworded, or gone with something near it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from corpus.ids import normalise
from corpus.model import Kind, Passage
from ingest.indexing.report import Rewording

REWORDED = 0.6
"""Share of words that both have in order (2 × those ÷ all) from which a passage counts as an old one reworded."""
_MOST = 400
"""Passages compared at most on either side: beyond that a document was replaced rather than reworded."""


@dataclass(frozen=True, slots=True)
class Former:
    """An id that is no more: ``now`` the id of the same passage reworded, or the ``nearest`` that remains."""

    id: str
    now: str | None = None
    nearest: str | None = None


def former_ids(before: Sequence[Passage], after: Sequence[Passage]) -> list[Former]:
    """For each passage of ``before`` whose id is not in ``after``: what it is now, or what is nearest to it.

    Pairs are taken best first, each passage once, and only within a kind.
    """
    kept = {passage.id for passage in after}
    lost = [passage for passage in before if passage.id not in kept][:_MOST]
    known = {passage.id for passage in before}
    fresh = [passage for passage in after if passage.id not in known][:_MOST]
    words = {passage.id: _words(passage) for passage in (*lost, *after[:_MOST], *fresh)}
    ratios = {
        (old.id, new.id): ratio
        for old in lost
        for new in fresh
        if old.kind == new.kind and (ratio := _likeness(words[old.id], words[new.id])) > 0.0
    }
    now: dict[str, str] = {}
    taken: set[str] = set()
    for (old, new), ratio in sorted(ratios.items(), key=lambda item: -item[1]):
        if ratio >= REWORDED and old not in now and new not in taken:
            now[old] = new
            taken.add(new)
    remaining = [(passage.id, passage.kind, set(words[passage.id])) for passage in after[:_MOST]]
    return [
        Former(old.id, now[old.id])
        if old.id in now
        else Former(old.id, nearest=_nearest(old.kind, set(words[old.id]), remaining))
        for old in lost
    ]


def rewordings(before: Sequence[Passage], after: Sequence[Passage], formers: Sequence[Former]) -> list[Rewording]:
    """What became of the recommendations of a page, by the matches of :func:`former_ids`. In the page's order."""
    old = {passage.id: passage for passage in before if passage.kind == "recommendation"}
    new = {passage.id: passage for passage in after if passage.kind == "recommendation"}
    matched = {former.now: former.id for former in formers if former.now is not None}
    found = []
    for identifier, passage in new.items():
        if identifier in matched:
            was = old[matched[identifier]]
            found.append(Rewording("reworded", passage.workshop, was.id, was.text, identifier, passage.text))
        elif identifier not in old:
            found.append(Rewording("added", passage.workshop, now_id=identifier, now_text=passage.text))
    gone = [old[former.id] for former in formers if former.now is None and former.id in old]
    return found + [Rewording("removed", passage.workshop, passage.id, passage.text) for passage in gone]


def _words(passage: Passage) -> list[str]:
    return normalise(passage.text).split()


def _likeness(old: Sequence[str], new: Sequence[str]) -> float:
    return float(Indel.normalized_similarity(old, new, score_cutoff=REWORDED / 2))


def _nearest(kind: Kind, words: set[str], remaining: Sequence[tuple[str, Kind, set[str]]]) -> str | None:
    shared = [(len(words & theirs), identifier) for identifier, other, theirs in remaining if other == kind]
    most, identifier = max(shared, default=(0, ""))
    return identifier if most else None
