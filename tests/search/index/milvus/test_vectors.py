"""Nearest passages from a collection: all that were asked for, whatever a graph may miss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from corpus.errors import StoreError
from search.index.milvus.collection import Collection, has_sparse
from search.index.milvus.connection import Address, Milvus
from search.index.milvus.vectors import MilvusVectors
from search.index.row_filter import RowFilter
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

Publish = Callable[..., Any]


@pytest.fixture
def graph(library: Any, layout: Layout, publish: Publish) -> Any:
    """A snapshot with a graph of 80 passages."""
    for number in range(80):
        library.add(f"d{number}", f"Credit number{number} for farms.", year=2000 + number % 4)
    publish(encode=library.encoder.encode_query, exact_up_to=10)
    snapshot = Snapshot.open_current(layout)
    yield snapshot
    snapshot.close()


def question(library: Any) -> Any:
    return library.encoder.encode_query("credit for farms")


def test_beyond_the_threshold_a_graph_is_made_and_its_recall_told(graph: Any, server: Any) -> None:
    (held,) = server.collections.values()
    assert held.index["vector"]["index_type"] == "HNSW"
    assert graph.manifest.vector_index["recall_at_10"] == 1.0


def test_under_filters_as_many_come_back_as_exist_though_the_graph_meets_fewer(
    graph: Any, library: Any, server: Any
) -> None:
    row_filter = graph.row_filter({"year": ("2001",)})
    whole = graph.vectors.search(question(library), 15, row_filter)
    server.met = 3
    rows, scores = graph.vectors.search(question(library), 15, row_filter)
    assert row_filter.mask[rows].all()
    np.testing.assert_allclose(scores, whole[1], rtol=1e-5)
    assert len(graph.vectors.search(question(library), 50, row_filter)[0]) == 20
    assert len(graph.vectors.search(question(library), 50)[0]) == 50


def test_where_no_more_pass_nothing_is_asked_again(graph: Any, library: Any, server: Any) -> None:
    row_filter = graph.row_filter({"year": ("2001",)})
    server.calls.clear()
    assert len(graph.vectors.search(question(library), 50, row_filter)[0]) == 20
    assert server.calls == ["search"]


@pytest.mark.parametrize("k", [1, 200, 16_384, 1_000_000])
def test_a_graph_is_never_asked_for_more_than_milvus_allows(graph: Any, library: Any, server: Any, k: int) -> None:
    server.asked.clear()
    graph.vectors.search(question(library), k)
    asked = server.asked[0]
    assert asked["limit"] == min(k, 16_384)
    assert asked["limit"] <= asked["search_params"]["params"]["ef"] <= 32_768


def test_a_graph_that_finds_too_little_is_not_published(
    library: Any, layout: Layout, publish: Publish, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        library.add(f"d{number}", f"Credit number{number} for farms.")
    before = publish()
    monkeypatch.setattr(MilvusVectors, "search", lambda *_: (np.array([0]), np.array([1.0])))
    with pytest.raises(StoreError, match="nothing was published"):
        publish(encode=library.encoder.encode_query, exact_up_to=10)
    assert layout.current_id() == before.id
    assert len(server.collections) == 1


def test_vectors_come_back_in_the_order_asked_repeats_included(graph: Any) -> None:
    rows = np.array([17, 3, 79, 3])
    found = graph.vectors.vectors(rows)
    np.testing.assert_array_equal(found[1], found[3])
    assert found.shape == (4, graph.manifest.dimension)
    assert graph.vectors.vectors(np.array([], np.int64)).shape == (0, graph.manifest.dimension)


def test_a_question_of_another_dimension_is_no_question(graph: Any) -> None:
    with pytest.raises(ValueError, match="dimensions"):
        graph.vectors.search(np.zeros(3, np.float32), 5)


@pytest.mark.parametrize(
    ("uri", "version", "words"),
    [
        ("http://milvus.test:19530", "2.3.5", False),
        ("http://milvus.test:19530", "v2.4.0", True),
        ("http://milvus.test:19530", "v2.6.11-dev", True),
        ("/tmp/library.db", "milvus_lite-3.2.1", False),
        ("/tmp/library.db", "milvus_lite-3.2.2", True),
        ("/tmp/library.db", "2.5.1-lite", False),
    ],
)
def test_words_go_only_where_they_are_scored_rightly(servers: Any, uri: str, version: str, words: bool) -> None:
    from dataclasses import replace

    servers[uri] = replace(next(iter(servers.values())), version=version)
    assert has_sparse(Milvus(Address(uri))) == words


def test_where_words_are_not_held_the_embedded_index_stays(
    library: Any, layout: Layout, publish: Publish, server: Any
) -> None:
    server.version = "2.3.5"
    library.add("a", "Credit for farms.")
    manifest = publish()
    assert manifest.vector_index["words"] is False
    assert (layout.path(manifest.id) / "lexical").is_dir()
    (held,) = server.collections.values()
    assert set(held.rows[0]) == {"id", "vector", "facets"}


def test_a_collection_released_meanwhile_is_loaded_by_the_next_question(
    graph: Any, library: Any, server: Any
) -> None:
    (held,) = server.collections.values()
    held.loaded = False
    assert len(graph.vectors.search(question(library), 5)[0]) == 5
    assert held.loaded


def test_shards_and_replicas_are_as_they_are_set(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    milvus = Milvus(Address("http://milvus.test:19530", shards=4, replicas=2))
    monkeypatch.setattr(milvus, "_connect", lambda: _Telling(told))
    Collection(milvus, "a").create(3, words=False)
    Collection(milvus, "a").finish({"index_type": "FLAT", "params": {}}, words=False)
    assert (told["num_shards"], told["replica_number"]) == (4, 2)


class _Telling:
    """Takes every call and keeps what it was given."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def has_collection(self, *_: Any, **__: Any) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **given: self._told.update(given) or self


def test_no_passage_passes_and_nothing_comes_back(graph: Any, library: Any) -> None:
    nobody = RowFilter(80, graph.store.facet_rows, restrict_to=np.array([], np.int64))
    assert len(graph.vectors.search(question(library), 5, nobody)[0]) == 0
