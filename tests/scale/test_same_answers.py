"""The contract of stores: the same questions under the same filters have the same answers on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from search.analysis.analyzer import Term
from search.engine import Engine
from search.features.related.related import related
from search.query import Query

Engines = Callable[[str], Engine]

TOLERANCE = 1e-3
"""By how much a score may differ between stores; passages nearer to each other than that may change places."""
GRAPH_TOLERANCE = 0.02
"""The same where a graph is searched: of two hundred candidates it may miss one or two of the last, and fused
scores are measured against all of them."""
QUESTIONS = (
    "credit for women's farms",
    "solar solar solar water",
    "How are patents taxed?",
    '"small enterprises needs water"',
    "number7 village3",
    "crdit for shcools",
    "nothing of the kind zebra",
    "Who spoke about science parks?",
)
FILTERS: tuple[dict[str, list[str]], ...] = (
    {},
    {"year": ["2003"]},
    {"year": ["2001", "2002"], "kind": ["paper"]},
    {"year": ["1999"]},
    {"workshop": ["workshop-china-seminar"]},
    {"session": ["Technical Session II", "Technical Session III"]},
    {"speaker": ["Wang Jici"]},
    {"country": ["China", "India"], "kind": ["talk", "session"]},
    {"addressee": ["Private sector"]},
    {"addressee": ["private  SECTOR", "APCTT"], "country": ["China"], "workshop": ["workshop-china-seminar"]},
)


@pytest.fixture(params=["faiss", "lite", "server", "faiss-graph", "lite-graph", "server-graph"])
def engine(request: pytest.FixtureRequest, engines: Engines) -> Engine:
    return engines(request.param)


@pytest.fixture
def reference(engines: Engines) -> Engine:
    return engines("memory")


def tolerance(engine: Engine) -> float:
    return GRAPH_TOLERANCE if engine.snapshot.manifest.vector_index.get("breadth") else TOLERANCE


def scored(results: Iterable[Any]) -> list[tuple[str, float]]:
    return [(result.passage.id, result.score) for result in results]


def same(found: list[tuple[str, float]], expected: list[tuple[str, float]], within: float) -> None:
    """Equal scores place by place; equal ids but for ties."""
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=within, rtol=within)
    for (one, score), (other, _) in zip(found, expected, strict=True):
        if one != other:
            tied = [i for i, s in expected if abs(s - score) <= within * max(1.0, abs(score))]
            assert one in tied or abs(score - expected[-1][1]) <= within * max(1.0, abs(score))


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("text", QUESTIONS)
def test_the_top_ten_are_the_same(engine: Engine, reference: Engine, text: str, filters: Any, mode: Any) -> None:
    asked = Query.parse(text, limit=10, mode=mode, filters=filters)
    found, expected = engine.search(asked), reference.search(asked)
    within = tolerance(engine)
    same(
        [(r.passage.id, r.score) for r in found.hits],
        [(r.passage.id, r.score) for r in expected.hits],
        within,
    )
    assert found.answerable == expected.answerable
    assert found.confidence == pytest.approx(expected.confidence, abs=within)


def test_scores_by_words_are_those_of_the_embedded_index(engines: Engines, engine: Engine) -> None:
    terms = [Term("credit", 2.0), Term("water"), Term("villag", 0.6)]
    rows, scores = engine.snapshot.lexical.search(terms, 50)
    _, expected = engines("faiss").snapshot.lexical.search(terms, 50)
    np.testing.assert_allclose(scores, expected, rtol=1e-4)
    assert len(set(rows.tolist())) == len(rows)


def test_vectors_come_back_bit_for_bit_in_the_order_asked(engine: Engine, reference: Engine) -> None:
    rows = np.array([17, 3, 199, 3])
    np.testing.assert_array_equal(engine.snapshot.vectors.vectors(rows), reference.snapshot.vectors.vectors(rows))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_k_results_come_back_whenever_k_exist(engine: Engine, filters: Any) -> None:
    row_filter = engine.snapshot.row_filter({name: tuple(values) for name, values in filters.items()})
    there = np.flatnonzero(row_filter.mask)
    question = engine.encoder.encode_query("credit")
    for k in (0, 1, 10, 200, 5000):
        rows, _ = engine.snapshot.vectors.search(question, k, row_filter)
        assert len(set(rows.tolist())) == len(rows) == min(k, len(there)), k
        assert set(rows.tolist()) <= set(there.tolist())


def test_every_filter_lets_something_pass_but_the_one_that_should_not(reference: Engine) -> None:
    nobody = [
        f for f in FILTERS if not reference.snapshot.row_filter({n: tuple(v) for n, v in f.items()}).mask.any()
    ]
    assert nobody == [{"year": ["1999"]}]


def test_the_graph_is_asked_and_not_every_vector(engines: Engines) -> None:
    for store in ("lite-graph", "server-graph"):
        told = engines(store).snapshot.manifest.vector_index
        assert 0 < told["breadth"] < engines(store).snapshot.manifest.passages
        assert told["recall_at_10"] >= 0.98
    assert engines("faiss-graph").snapshot.manifest.vector_index["kind"] == "shortlist"


def test_words_are_on_milvus_where_it_can_hold_them_and_in_the_snapshot_elsewhere(engines: Engines) -> None:
    held = {store: engines(store).snapshot.manifest.vector_index["words"] for store in ("lite", "server")}
    assert held == {"lite": True, "server": False}


@pytest.mark.parametrize("across", [False, True])
def test_related_passages_are_the_same(engine: Engine, reference: Engine, across: bool) -> None:
    subject = reference.snapshot.store.passages([42])[0].id
    found, expected = related(engine, subject, 10, across=across), related(reference, subject, 10, across=across)
    same(scored(found), scored(expected), tolerance(engine))
    assert sorted(r.mutual for r in found) == sorted(r.mutual for r in expected)


def test_terms_and_their_frequencies_are_the_same(engine: Engine, reference: Engine) -> None:
    mine, theirs = engine.snapshot.lexical, reference.snapshot.lexical
    assert dict(mine.vocabulary("vill")) == dict(theirs.vocabulary("vill"))
    assert mine.document_frequency("water") == theirs.document_frequency("water")
    assert mine.document_frequency("zebra") == 0
