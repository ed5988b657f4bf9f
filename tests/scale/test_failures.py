"""Milvus away, half there or wrong: a clear error, nothing half-published, and answers again when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from api.service import Service
from corpus.errors import DamagedError, StoreAwayError, StoreError, in_full
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.index.milvus.collection import Collection
from search.index.milvus.connection import Address, Milvus
from search.index.milvus.failures import NotLoadedError
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from search.snapshot.retention import follow_on_milvus, prune, rollback
from tests.scale.conftest import fill, publish

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def lite(library: Any, address: Callable[[str], str]) -> tuple[Any, Layout]:
    """A library published on Milvus Lite."""
    fill(library)
    return library, publish(library, "lite", address("lite"))


def collection(layout: Layout) -> Collection:
    with_current = Snapshot.open(layout.path(layout.current_id()), milvus=layout.milvus)
    with_current.close()
    assert layout.milvus is not None
    return Collection(layout.milvus, with_current.manifest.vector_index["collection"])


def aliased(held: Collection, alias: str) -> bool:
    return alias in held.milvus.call(lambda client: client.list_aliases(held.name)["aliases"])


def test_milvus_away_at_the_opening_is_said_within_seconds(lite: tuple[Any, Layout]) -> None:
    _, layout = lite
    begun = time.monotonic()
    with pytest.raises(StoreAwayError) as refused:
        Snapshot.open_current(Layout(layout.data, Milvus(Address(NOBODY))))
    assert "WORKSHOP_SEARCH_MILVUS_URI" in in_full(refused.value)
    assert time.monotonic() - begun < 5


def test_without_an_address_the_error_says_which_setting_is_missing(lite: tuple[Any, Layout]) -> None:
    with pytest.raises(StoreError, match="WORKSHOP_SEARCH_MILVUS_URI"):
        Snapshot.open_current(Layout(lite[1].data))


def test_a_collection_with_passages_missing_is_damage(lite: tuple[Any, Layout]) -> None:
    held = collection(lite[1])
    held.milvus.call(lambda client: client.delete(held.name, ids=[3]))
    with pytest.raises(DamagedError, match="move --to milvus"):
        Snapshot.open_current(lite[1])


def test_a_collection_that_is_gone_is_damage(lite: tuple[Any, Layout]) -> None:
    collection(lite[1]).drop()
    with pytest.raises(DamagedError, match="move --to milvus"):
        Snapshot.open_current(lite[1])


def test_a_wrong_dimension_is_damage(lite: tuple[Any, Layout]) -> None:
    held = collection(lite[1])
    held.create(7, words=True)
    held.insert([{"id": n, "vector": [1.0] * 7, "facets": [], "terms": [], "words": {0: 1.0}} for n in range(203)])
    held.finish({"index_type": "FLAT", "params": {}}, words=True)
    with pytest.raises(DamagedError, match="7 dimensions"):
        Snapshot.open_current(lite[1])


def test_a_collection_released_under_an_open_snapshot_is_loaded_by_a_question(lite: tuple[Any, Layout]) -> None:
    library, layout = lite
    held = collection(layout)
    snapshot = Snapshot.open_current(layout)
    engine = Engine(snapshot, library.encoder)
    held.release()
    assert engine.search(Query("credit")).hits
    snapshot.close()


def test_collections_that_are_only_kept_are_released(lite: tuple[Any, Layout]) -> None:
    library, layout = lite
    first = collection(layout)
    publish_again(library, layout)
    follow_on_milvus(layout)
    with pytest.raises(NotLoadedError):
        first.milvus.call(lambda client: client.query(first.name, filter="id == 0", output_fields=["id"]))
    rollback(layout, layout.ids()[0])
    snapshot = Snapshot.open_current(layout)
    assert Engine(snapshot, library.encoder).search(Query("credit")).hits
    snapshot.close()


def test_a_collection_that_is_not_loaded_is_loaded(lite: tuple[Any, Layout]) -> None:
    library, layout = lite
    held = collection(layout)
    held.milvus.call(lambda client: client.release_collection(held.name))
    snapshot = Snapshot.open_current(layout)
    assert Engine(snapshot, library.encoder).search(Query("credit")).hits
    snapshot.close()


def test_the_alias_follows_what_answers_and_a_missing_one_is_set(lite: tuple[Any, Layout]) -> None:
    library, layout = lite
    first = collection(layout)
    assert not aliased(first, layout.alias())
    follow_on_milvus(layout)
    assert aliased(first, layout.alias())
    library.add("more", "One more on credit.")
    publish_again(library, layout)
    second = collection(layout)
    assert aliased(first, layout.alias()), "until it is switched the last one goes on"
    follow_on_milvus(layout)
    assert aliased(second, layout.alias())


def publish_again(library: Any, layout: Layout) -> None:
    from ingest.indexing.encoding import encode_missing
    from ingest.indexing.report import silent

    encode_missing(library.catalogue, library.encoder, silent)
    assert layout.milvus is not None
    publish(library, "lite", layout.milvus.address.uri)


def test_collections_go_with_their_snapshots(lite: tuple[Any, Layout]) -> None:
    library, layout = lite
    first = collection(layout)
    publish_again(library, layout)
    follow_on_milvus(layout)
    prune(layout, keep=1)
    assert follow_on_milvus(layout) == [first.name]
    assert collection(layout).name != first.name


class FailingMilvus(Milvus):
    """Gone after so many calls."""

    def __init__(self, address: Address, calls: int) -> None:
        super().__init__(address)
        self.left = calls

    def call(self, ask: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise StoreAwayError("Milvus is gone.")
        return super().call(ask)


@pytest.mark.parametrize("calls", range(6))  # the last is the opening of what was built
def test_milvus_lost_at_any_step_of_a_build_leaves_the_last_snapshot(lite: tuple[Any, Layout], calls: int) -> None:
    library, layout = lite
    before = layout.current_id()
    assert layout.milvus is not None
    failing = Layout(layout.data, FailingMilvus(layout.milvus.address, calls))
    from search.snapshot.build import Build, build_and_publish

    with pytest.raises(StoreAwayError):
        build_and_publish(library.catalogue, failing, Build(library.encoder.identity, {}, {}, {}, store="milvus"))
    assert layout.current_id() == before
    assert layout.ids() == [before]
    assert layout.left_behind() == []
    snapshot = Snapshot.open_current(layout)
    assert Engine(snapshot, library.encoder).search(Query("credit")).hits
    snapshot.close()


def test_a_service_started_while_milvus_is_away_answers_when_it_is_there(lite: tuple[Any, Layout]) -> None:
    _, layout = lite
    away = replace_milvus(layout, NOBODY)
    service = Service(away, lambda _: HashingEncoder(), poll_seconds=0.1)
    service.start()
    assert service.snapshot_id is None
    assert "does not answer" in (service.refused or "")
    away.milvus = layout.milvus
    until = time.monotonic() + 10
    while service.snapshot_id is None and time.monotonic() < until:
        time.sleep(0.1)
    assert service.snapshot_id == layout.current_id()
    service.stop()


def replace_milvus(layout: Layout, uri: str) -> Layout:
    return Layout(layout.data, Milvus(Address(uri)))
