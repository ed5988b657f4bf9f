"""What is asked for comes first: talks, what somebody is asked to do, facts; and never the line above a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api.encoders import encoder_opener
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot


@pytest.fixture(scope="module")
def engine(real: Any) -> Iterator[Engine]:
    layout = Layout(real.data)
    snapshot = Snapshot.open_current(layout)
    yield Engine(snapshot, encoder_opener(layout.models, None, "openvino")(snapshot.manifest.encoder_id))
    snapshot.close()


@pytest.mark.parametrize(
    ("question", "addressee"),
    [
        ("What should UNESCAP do?", "UNESCAP"),
        ("What is APCTT asked to do?", "APCTT"),
        ("What should the Government of China do about SMEs?", "Government of China"),
        ("Recommendations to governments", "Government"),
    ],
)
def test_what_somebody_should_do_is_answered_by_what_is_recommended_to_them(
    engine: Engine, question: str, addressee: str
) -> None:
    first = engine.search(Query(question)).hits[0].passage
    assert first.kind == "recommendation"
    assert any(addressee in name for name in first.addressees)


@pytest.mark.parametrize("question", ["Who spoke about clusters?", "Which talks came from India?"])
def test_who_spoke_is_answered_by_talks(engine: Engine, question: str) -> None:
    assert [hit.passage.kind for hit in engine.search(Query(question)).hits[:2]] == ["talk", "talk"]


def test_the_line_above_a_list_is_not_above_the_best_of_the_list(engine: Engine) -> None:
    for question in ("What may the Government of China consider?", "UNESCAP, APCTT and APCAEM networks"):
        hits = [hit.passage for hit in engine.search(Query(question, limit=50)).hits]
        for at, passage in enumerate(hits):
            if "the following aspects" in passage.text:
                listed = [one.text for one in hits[:at] if one.kind == "recommendation"]
                assert listed, passage.text


def test_the_line_above_a_list_tells_who_is_addressed(engine: Engine) -> None:
    first = engine.search(Query("Which UN bodies are addressed by the recommendations?")).hits[0].passage
    assert first.text.endswith("may consider the following aspects")
