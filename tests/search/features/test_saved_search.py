from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from corpus.errors import InputError
from search.features.saved_search import SavedSearch, rerun
from search.query import Query


@pytest.fixture
def library(make_library: Callable[[], Any]) -> Any:
    library = make_library()
    library.add("credit", "Micro credit helps small mills in villages.")
    library.add("loans", "Loans help large mills in towns.")
    library.publish()
    return library


def ask(engine: Any) -> SavedSearch:
    question = Query.parse("credit for mills", limit=5, mode="dense", filters={"kind": ["paper"]})
    return SavedSearch.of(engine.search(question))


def test_a_record_is_the_same_after_it_was_kept(library: Any) -> None:
    record = ask(library.engine())
    assert SavedSearch.parse(record.dump()) == record
    assert record.as_query.filters == {"kind": ("paper",)}
    assert record.as_query.mode == "dense"


def test_asked_again_of_the_same_corpus_nothing_differs(library: Any) -> None:
    engine = library.engine()
    found = rerun(engine, ask(engine))
    assert found.same
    assert found.same_content
    assert found.sentences() == []


def test_what_came_and_what_went_is_named(library: Any) -> None:
    record = ask(library.engine())
    library.add("credit", "Nothing of that kind.")
    library.add("shares", "Credit for mills of every kind: micro credit for mills.")
    library.publish()
    found = rerun(library.engine(), record)
    before, after = {r.passage for r in record.results}, {r.passage for r in found.record.results}
    assert (found.same, found.same_content, found.same_model) == (False, False, True)
    assert set(found.gone) == before - after != set()
    assert set(found.new) == after - before != set()
    assert len(found.sentences()) >= 3


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", json.dumps({"version": 1, "query": 3})])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        SavedSearch.parse(text)


def test_a_record_of_another_version_is_refused(library: Any) -> None:
    kept = json.loads(ask(library.engine()).dump()) | {"version": 2}
    with pytest.raises(InputError, match="version 2"):
        _ = SavedSearch.parse(json.dumps(kept)).as_query
