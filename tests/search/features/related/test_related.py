from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corpus.errors import NotFoundError
from search.engine import Engine
from search.features.related.related import related


@pytest.fixture
def engine(make_library: Callable[[], Any]) -> Engine:
    library = make_library()
    library.add("credit", "Micro credit helps villages.")
    library.add("loans", "Micro credit helps small villages.")
    library.add("patents", "Patents protect inventions in universities.")
    library.publish()
    return library.engine()


def of(engine: Engine, start: str) -> str:
    store = engine.snapshot.store
    return next(p.id for p in store.passages(range(3)) if p.text.startswith(start))


def test_the_nearest_comes_first_with_a_reason_that_names_what_they_share(engine: Engine) -> None:
    items = related(engine, of(engine, "Micro credit helps villages"), 5)
    assert items[0].passage.text == "Micro credit helps small villages."
    assert "credit" in items[0].reason
    assert items[0].score >= items[1].score
    assert items[0].document.title == "loans"


def test_a_passage_is_not_related_to_itself(engine: Engine) -> None:
    identifier = of(engine, "Patents")
    assert identifier not in [item.passage.id for item in related(engine, identifier, 100)]
    assert len(related(engine, identifier, 100)) == 2


def test_no_more_than_asked_for(engine: Engine) -> None:
    assert len(related(engine, of(engine, "Patents"), 1)) == 1


def test_only_the_kind_asked_for(engine: Engine) -> None:
    assert related(engine, of(engine, "Patents"), 5, {"kind": ("recommendation",)}) == []
    assert len(related(engine, of(engine, "Patents"), 5, {"kind": ("paper",)})) == 2


def test_an_unknown_id_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFoundError):
        related(engine, "d0-0", 5)
