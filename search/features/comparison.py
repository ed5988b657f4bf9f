"""Recommendations side by side: to two or more addressees, of workshops in several countries, or of workshops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from corpus.errors import InputError
from corpus.model import Passage
from search.engine import Engine
from search.features.recommendations.actions import ActionType, actions
from search.features.recommendations.view import recommendations
from search.features.related.label import NEAR_IDENTICAL_COSINE, relation
from search.features.related.similarity import Comparer
from search.runtime import check_deadline

Side = Literal["addressee", "country", "workshop"]
SIDES: tuple[Side, ...] = get_args(Side)
MOST = 4
"""Columns of one comparison."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A recommendation, or several that say the same in nearly the same words, and the ``columns`` it is in.

    ``passages`` holds each wording once, in the order of workshops and pages. ``actions`` are those of the first.
    """

    passages: tuple[Passage, ...]
    columns: tuple[str, ...]
    actions: tuple[ActionType, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``shared`` are the rows of two or more columns, ``own`` those of each column alone, in the order of pages.

    ``totals`` counts the recommendations of each column.
    """

    side: Side
    shared: tuple[ComparedRow, ...]
    own: Mapping[str, tuple[ComparedRow, ...]]
    totals: Mapping[str, int]


def choices(engine: Engine, side: Side) -> dict[str, int]:
    """What can be compared, with its number of recommendations, the most first."""
    countries = _countries(engine)
    counts: dict[str, int] = {}
    for view in recommendations(engine, {}):
        for name in _columns(view.passage, side, countries):
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold())))


def compare(engine: Engine, side: Side, names: Sequence[str]) -> Comparison:
    """The recommendations of ``names`` side by side.

    Raises InputError unless there are two to ``MOST`` different names, OverdueError after the deadline. A name
    without recommendations has an empty column.
    """
    if not 2 <= len(set(names)) <= MOST:
        raise InputError(f"Choose from 2 to {MOST} to compare.")
    countries = _countries(engine)
    within: dict[str, list[str]] = {}
    passages: list[Passage] = []
    for view in recommendations(engine, {}):
        found = _columns(view.passage, side, countries)
        if columns := [name for name in names if name in found]:
            within[view.passage.id] = columns
            passages.append(view.passage)
    rows = [_row(group, within, names) for group in _joined(engine, passages)]
    return Comparison(
        side,
        tuple(row for row in rows if len(row.columns) > 1),
        {name: tuple(row for row in rows if row.columns == (name,)) for name in names},
        {name: sum(name in columns for columns in within.values()) for name in names},
    )


def _countries(engine: Engine) -> dict[str, str]:
    """The country of each workshop that has one."""
    return {w.slug: w.country for w in engine.snapshot.store.workshops() if w.country}


def _columns(passage: Passage, side: Side, countries: Mapping[str, str]) -> tuple[str, ...]:
    if side == "addressee":
        return passage.addressees
    slug = passage.workshop or ""
    found = slug if side == "workshop" else countries.get(slug)
    return (found,) if found else ()


def _row(group: Sequence[Passage], within: Mapping[str, list[str]], names: Sequence[str]) -> ComparedRow:
    columns = {name for passage in group for name in within[passage.id]}
    return ComparedRow(
        tuple(group),
        tuple(name for name in names if name in columns),
        tuple(action.type for action in actions(group[0].text)),
    )


def _joined(engine: Engine, passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages in groups that say the same in nearly the same words as the first of the group."""
    if not passages:
        return
    store, lexical = engine.snapshot.store, engine.snapshot.lexical
    rows = np.array([store.row_of(passage.id) for passage in passages])
    vectors = engine.snapshot.vectors.vectors(rows)
    taken: set[int] = set()
    for at, passage in enumerate(passages):
        check_deadline()
        if at in taken:
            continue
        group = [passage]
        cosines = vectors[at + 1 :] @ vectors[at]
        near = [n for n in (np.flatnonzero(cosines >= NEAR_IDENTICAL_COSINE) + at + 1).tolist() if n not in taken]
        comparer = Comparer(lexical, engine.snapshot.manifest.passages, passage.text) if near else None
        for other in near:
            similarity = comparer.compare(passages[other].text) if comparer else None
            if similarity and relation(similarity, float(cosines[other - at - 1])) == "near-identical":
                group.append(passages[other])
                taken.add(other)
        yield group
