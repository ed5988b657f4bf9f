from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.features.recommendations.actions import actions
from search.features.recommendations.matrix import BYS, NONE, By, matrix
from search.features.recommendations.themes import MAX_THEMES, MIN_USES, themes
from search.snapshot.facets import facet_key
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from search.snapshot.store import Store

WORKSHOPS = Path(__file__).parents[3] / "relations" / "workshops"


def rows_of_recommendations(store: Store) -> list[int]:
    return store.facet_rows(facet_key("kind", "recommendation")).tolist()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    data = tmp_path_factory.mktemp("matrix")
    tracked = Path(corpus.__file__).parent / "workshops"
    encoder = HashingEncoder()
    ingest([str(tracked), str(WORKSHOPS)], data, encoder, MemoryFetcher({}))
    snapshot = Snapshot.open_current(Layout(data))
    yield Engine(snapshot, encoder)
    snapshot.close()


@pytest.mark.parametrize("by", BYS)
def test_every_recommendation_stands_under_each_of_its_addressees(engine: Engine, by: By) -> None:
    found = matrix(engine, by, {})
    store = engine.snapshot.store
    all_of_them = store.passages(rows_of_recommendations(store))
    placed = {(cell.addressee, quote.passage.id) for cell in found.cells for quote in cell.quotes}
    assert placed == {(name, p.id) for p in all_of_them for name in p.addressees or (NONE,)}
    assert found.recommendations == len(all_of_them) == 93


def test_a_cell_quotes_the_words_that_put_it_there(engine: Engine) -> None:
    for cell in matrix(engine, "action", {}).cells:
        for quote in cell.quotes:
            assert quote.passage.workshop == cell.workshop
            asked = {(a.type, a.start, a.end) for a in actions(quote.passage.text)}
            assert (cell.column, quote.start, quote.end) in asked or (cell.column == NONE and not asked)


def test_a_theme_is_words_at_least_three_recommendations_use(engine: Engine) -> None:
    store = engine.snapshot.store
    found = themes(engine, store.passages(rows_of_recommendations(store)))
    assert 5 <= len(found) <= MAX_THEMES
    texts = {p.id: p.text for p in store.passages(rows_of_recommendations(store))}
    for theme in found:
        assert len(theme.uses) >= MIN_USES
        stem = theme.name.split()[0][:4].lower()
        assert all(stem in texts[name][start:end].lower() for name, (start, end) in theme.uses.items())
    assert "SIS" in [theme.name for theme in found]


def test_a_theme_shows_where_else_its_words_stand(engine: Engine) -> None:
    store = engine.snapshot.store
    (sis,) = [t for t in themes(engine, store.passages(rows_of_recommendations(store))) if t.name == "SIS"]
    assert sis.evidence
    assert all(p.kind != "recommendation" and "SIS" in p.text + p.context for p in sis.evidence)


def test_filters_hold(engine: Engine) -> None:
    found = matrix(engine, "action", {"workshop": ("workshop-colombo-seminar",)})
    assert found.workshops == ("workshop-colombo-seminar",)
    assert found.recommendations == 15
    assert set(found.addressees) == {"Member countries", "APCTT", "APCAEM"}


def test_of_nothing_it_is_empty(engine: Engine) -> None:
    found = matrix(engine, "theme", {"workshop": ("elsewhere",)})
    assert (found.addressees, found.columns, found.cells, found.recommendations) == ((), (), (), 0)
