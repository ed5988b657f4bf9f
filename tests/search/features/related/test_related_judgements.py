"""Relations held to what a reader judged before anything was ranked, with the real model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli.search import open_engine
from api.settings import Settings
from search.engine import Engine
from search.features.recommendations.view import in_workshop
from search.features.related.evidence import evidence
from search.features.related.related import related

JUDGEMENTS = Path(__file__).parents[3] / "relations"


@pytest.fixture(scope="module")
def engine(real: Any, command: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    data = real.copy(tmp_path_factory.mktemp("relations") / "data")
    run = command.in_process("ingest", JUDGEMENTS / "workshops", "--data", data)
    assert run.returncode == 0, run.stderr
    with open_engine(Settings.load(data=data)) as engine:
        yield engine


@pytest.fixture(scope="module")
def ids(engine: Engine) -> dict[str, str]:
    """Ids of all recommendations by workshop, group and position."""
    found = {}
    for workshop in engine.snapshot.store.workshops():
        headings = [group.heading for group in workshop.groups]
        for placed in in_workshop(engine, workshop):
            letter = "abc"[headings.index(placed.group)]
            found[f"{workshop.slug.split('-')[1]}/{letter}{placed.position}"] = placed.passage.id
    return found


def judged(name: str) -> list[list[str]]:
    lines = (JUDGEMENTS / name).read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_of_the_first_five_at_least_three_belong_beside_it(engine: Engine, ids: dict[str, str]) -> None:
    share = []
    for subject, belonging in judged("related.tsv"):
        wanted = {ids[name] for name in belonging.split()}
        items = related(engine, ids[subject], 5, {"kind": ("recommendation",)})
        share.append(sum(item.passage.id in wanted for item in items) / 5)
    assert len(share) == 20
    assert sum(share) / 20 >= 0.6


def test_near_identical_ones_are_labelled_so_and_no_other(engine: Engine, ids: dict[str, str]) -> None:
    wanted = {frozenset((ids[a], ids[b])) for a, b, label in judged("labelled.tsv") if label == "near-identical"}
    found = {
        frozenset((identifier, item.passage.id))
        for identifier in ids.values()
        for item in related(engine, identifier, 5, {"kind": ("recommendation",)})
        if item.relation == "near-identical"
    }
    assert found == wanted


def test_of_five_narrower_ones_four_are_labelled_so(engine: Engine, ids: dict[str, str]) -> None:
    labelled = 0
    for subject, other, label in judged("labelled.tsv"):
        items = {
            i.passage.id: i for i in related(engine, ids[subject], 10, {"kind": ("recommendation",)}, across=True)
        }
        if label == "narrower":
            labelled += items[ids[other]].relation == "narrower"
    assert labelled >= 4


def test_none_lists_itself(engine: Engine, ids: dict[str, str]) -> None:
    for identifier in ids.values():
        assert identifier not in [
            i.passage.id for i in related(engine, identifier, 100, {"kind": ("recommendation",)})
        ]


def test_other_workshops_come_first_when_asked(engine: Engine, ids: dict[str, str]) -> None:
    items = related(engine, ids["china/a18"], 100, {"kind": ("recommendation",)}, across=True)
    own = [item.passage.workshop == "workshop-china-seminar" for item in items]
    assert own == sorted(own)
    assert {True, False} == set(own)
    assert items[0].passage.id == ids["surabaya/a1"]
    assert items[0].mutual
    assert "licensing" in items[0].shared


def test_evidence_says_that_no_paper_is_at_hand(engine: Engine, ids: dict[str, str]) -> None:
    found = evidence(engine, ids["china/a18"], 5)
    assert (found.items, found.reason) == ((), "no-papers-at-hand")
    assert found.coverage["missing"] == 14
