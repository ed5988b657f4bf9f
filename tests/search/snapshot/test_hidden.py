"""A snapshot opened without some documents answers as if they were not in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from corpus.errors import GoneError
from search.engine import Engine
from search.features.recommendations.view import recommendations
from search.query import MODES, Query
from search.snapshot.facets import facet_key
from search.snapshot.hidden import HiddenStore
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from search.snapshot.store import Store

TEXTS = [f"Solar pumps number {number} for farms. Wind mills number {number}." for number in range(12)]


@pytest.fixture
def filled(workplace: Any) -> Any:
    """The tracked workshop and twelve files that are much alike."""
    shutil.copytree(Path(corpus.__file__).parent / "workshops", workplace.files / "workshops")
    for number, text in enumerate(TEXTS):
        workplace.write(f"note-{number}.txt", text)
    workplace.ingest()
    return workplace


def _opened(workplace: Any, deleted: list[str]) -> Engine:
    layout = Layout(workplace.data)
    return Engine(Snapshot.open(layout.path(layout.current_id()), deleted=deleted), workplace.encoder)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 11), max_size=11), mode=st.sampled_from(MODES), limit=st.integers(1, 12))
def test_no_answer_holds_a_hidden_document_and_as_many_results_come_back_as_there_are(
    filled: Any, chosen: set[int], mode: Any, limit: int
) -> None:
    hidden = [filled.document(filled.files / f"note-{number}.txt").id for number in chosen]
    engine = _opened(filled, hidden)
    asked = Query("solar pumps for farms", limit=limit, mode=mode, filters={"kind": ("paper",)}, dedupe=False)
    answer = engine.search(asked)
    assert not {result.document.id for result in answer.hits} & set(hidden)
    assert len(answer.hits) == min(limit, 12 - len(chosen))
    engine.snapshot.close()


def test_nothing_of_a_hidden_document_can_be_had_by_its_ids(filled: Any) -> None:
    whole = _opened(filled, [])
    document = filled.document(filled.files / "note-3.txt")
    (row,) = whole.snapshot.store.rows_of_document(document.id)
    passage = whole.snapshot.store.passages([row])[0]
    engine = _opened(filled, [document.id])
    store = engine.snapshot.store
    for read in (lambda: engine.document(document.id), lambda: engine.passage(passage.id)):
        with pytest.raises(GoneError):
            read()
    assert store.rows_of_document(document.id) == []
    assert store.pages(document.id) == []
    assert store.page(document.id, 1) is None
    assert store.page_text(document.id, 1) is None
    assert store.places(document.id) == []
    assert document.id not in store.facet_values("document")
    assert not store.has_facet(facet_key("document", document.id))
    assert row not in store.rows_holding("number 3", 100)
    assert row not in store.facet_rows(facet_key("kind", "paper"))
    assert all(row not in rows for _, _, rows in store.facets(["kind", "document"]))
    assert store.facet_counts.of(np.array([row])) == []
    assert engine.snapshot.mask({"kind": ("paper",)})[row] == np.False_


def test_every_way_to_read_a_store_leaves_out_what_is_hidden() -> None:
    of_rows_or_other_methods = {
        "passages",
        "document_ids",
        "facet_counts",
        "require_passage",
        "require_document",
        "missing",
        "close",
    }
    of_the_whole_snapshot = {"former_ids", "documents_of", "kept_by", "content_hashes", "document_numbers"}
    ways = {name for name in vars(Store) if not name.startswith("_")}
    assert ways - of_rows_or_other_methods - of_the_whole_snapshot <= set(vars(HiddenStore))


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_lists_of_documents_are_paged_without_the_hidden(filled: Any, limit: int) -> None:
    hidden = [filled.document(filled.files / f"note-{number}.txt").id for number in (0, 1, 2, 7, 11)]
    store = _opened(filled, hidden).snapshot.store
    listed, after = [], ("", "")
    while True:
        found, total = store.documents(limit, after)
        assert total == 13 - len(hidden)
        if not found:
            break
        listed += found
        after = (found[-1].title, found[-1].id)
    assert len(listed) == total
    assert not {document.id for document in listed} & set(hidden)


def test_a_hidden_workshop_page_takes_its_recommendations_along(filled: Any) -> None:
    whole = _opened(filled, [])
    (workshop,) = whole.snapshot.store.workshops()
    assert recommendations(whole, {})
    engine = _opened(filled, [workshop.document_id])
    assert engine.snapshot.store.workshops() == []
    assert engine.snapshot.store.workshop(workshop.slug) is None
    assert recommendations(engine, {}) == []


def test_what_was_deleted_before_the_snapshot_was_built_costs_nothing(filled: Any) -> None:
    engine = _opened(filled, ["d0123456789abcdef"])
    assert type(engine.snapshot.store).__name__ == "Store"
