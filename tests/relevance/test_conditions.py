"""The tracked page, asked with one condition changed; ``conditions.jsonl`` has questions and their near misses."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.encoders import encoder_opener
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

PAIRS = [json.loads(line) for line in Path(__file__).with_name("conditions.jsonl").read_text("utf-8").splitlines()]
NOTICED, EACH_KIND, FLAGGED = 0.92, 0.85, 0.04


@pytest.fixture(scope="module")
def engine(real: Any) -> Iterator[Engine]:
    layout = Layout(real.data)
    snapshot = Snapshot.open_current(layout)
    yield Engine(snapshot, encoder_opener(layout.models, None, "openvino")(snapshot.manifest.encoder_id))
    snapshot.close()


def test_a_changed_condition_is_noticed(engine: Engine) -> None:
    noticed: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in PAIRS:
        for kind, text in pair["changed"]:
            noticed[kind].append(not engine.search(Query(text)).answerable)
    every = [one for found in noticed.values() for one in found]
    assert sum(every) / len(every) >= NOTICED
    assert {kind for kind, found in noticed.items() if sum(found) / len(found) < EACH_KIND} == set()


def test_an_unchanged_question_is_seldom_flagged(engine: Engine) -> None:
    flagged = [pair["text"] for pair in PAIRS if not engine.search(Query(pair["text"])).answerable]
    assert len(flagged) / len(PAIRS) <= FLAGGED, flagged


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("The workshop was attended by about 40 participants from government organizations.", True),
        ("The workshop was attended by about 90 participants from government organizations.", False),
        ("Some 90 people from ministries and the like were present at the meeting.", True),
    ],
)
def test_only_a_passage_in_the_words_of_a_statement_contradicts_it(
    engine: Engine, statement: str, holds: bool
) -> None:
    assert (engine.search(Query(statement)).reason != "conditions-not-met") is holds
