from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from corpus.errors import InputError
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.features.comparison import MOST, SIDES, Comparison, Side, choices, compare
from search.features.recommendations.view import recommendations
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

WORKSHOPS = Path(__file__).parents[2] / "relations" / "workshops"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    data = tmp_path_factory.mktemp("comparison")
    encoder = HashingEncoder()
    ingest([str(Path(corpus.__file__).parent / "workshops"), str(WORKSHOPS)], data, encoder, MemoryFetcher({}))
    snapshot = Snapshot.open_current(Layout(data))
    yield Engine(snapshot, encoder)
    snapshot.close()


def ids(found: Comparison) -> list[str]:
    return [p.id for row in chain(found.shared, *found.own.values()) for p in row.passages]


@given(side=st.sampled_from(SIDES), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_recommendation_of_the_columns_is_in_one_row(engine: Engine, side: Side, data: st.DataObject) -> None:
    offered = choices(engine, side)
    most = min(MOST, len(offered))
    names = data.draw(st.lists(st.sampled_from(sorted(offered)), min_size=2, max_size=most, unique=True))
    found = compare(engine, side, names)
    country = {w.slug: w.country for w in engine.snapshot.store.workshops()}
    belongs = {
        "addressee": lambda p: set(p.addressees),
        "country": lambda p: {country[p.workshop]},
        "workshop": lambda p: {p.workshop},
    }[side]
    wanted = {v.passage.id for v in recommendations(engine, {}) if belongs(v.passage) & set(names)}
    assert sorted(ids(found)) == sorted(wanted)
    for row in chain(found.shared, *found.own.values()):
        held = set().union(*(belongs(passage) for passage in row.passages))
        assert set(row.columns) == held & set(names)
    assert all(len(row.columns) > 1 for row in found.shared)
    assert all(row.columns == (name,) for name, rows in found.own.items() for row in rows)
    assert found.totals == {name: offered[name] for name in names}


def test_recommendations_of_two_countries_in_nearly_the_same_words_are_one_row(engine: Engine) -> None:
    found = compare(engine, "country", ["China", "Indonesia"])
    texts = [[passage.text for passage in row.passages] for row in found.shared]
    assert len(texts) == 2
    assert all(len(row) == 2 for row in texts)
    assert any("micro credit system for" in one and "micro credit system to" in other for one, other in texts)


def test_a_recommendation_to_two_addressees_is_one_row_of_both(engine: Engine) -> None:
    found = compare(engine, "addressee", ["Governments", "Private sector"])
    assert len(found.shared) == 24
    assert found.own == {"Governments": (), "Private sector": ()}


def test_a_name_without_recommendations_has_an_empty_column(engine: Engine) -> None:
    found = compare(engine, "country", ["China", "Nowhere"])
    assert found.shared == ()
    assert found.own["Nowhere"] == ()
    assert found.totals["Nowhere"] == 0


@pytest.mark.parametrize("names", [[], ["China"], ["China", "China"], list("ABCDE")])
def test_fewer_than_two_and_more_than_four_are_refused(engine: Engine, names: list[str]) -> None:
    with pytest.raises(InputError, match="from 2 to 4"):
        compare(engine, "country", names)
