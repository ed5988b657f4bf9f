"""What a library keeps on Milvus: its alias, in memory what is read, and nothing that no snapshot names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from search.index.milvus.collection import drop_alias, drop_others, point_alias
from search.index.milvus.connection import Milvus
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot
from search.snapshot.retention import follow_on_milvus, follow_or_say, prune, rollback

Publish = Callable[..., Manifest]


def test_what_a_build_could_not_remove_goes_with_the_next_run(
    layout: Layout, filled: Manifest, server: Any, library: Any
) -> None:
    server.collections[f"{layout.alias()}_left_by_a_kill"] = type(next(iter(server.collections.values())))()
    server.collections["of_another_library"] = type(next(iter(server.collections.values())))()
    assert follow_on_milvus(layout) == [f"{layout.alias()}_left_by_a_kill"]
    assert set(server.collections) == {filled.vector_index["collection"], "of_another_library"}


def test_the_alias_follows_what_answers_and_a_missing_one_is_set(
    library: Any, layout: Layout, publish: Publish, filled: Manifest, server: Any
) -> None:
    first = filled.vector_index["collection"]
    follow_on_milvus(layout)
    assert server.aliases == {layout.alias(): first}
    library.add("more", "One more on credit.")
    second = publish().vector_index["collection"]
    assert server.aliases == {layout.alias(): first}, "until it is switched the last one goes on"
    follow_on_milvus(layout)
    assert server.aliases == {layout.alias(): second}


def test_only_what_answers_stays_loaded_and_going_back_loads_again(
    library: Any, layout: Layout, publish: Publish, filled: Manifest, server: Any, answers: Callable[[], bool]
) -> None:
    library.add("more", "One more on credit.")
    second = publish()
    follow_on_milvus(layout)
    assert server.loaded == [second.vector_index["collection"]]
    rollback(layout, filled.id)
    follow_on_milvus(layout)
    assert server.loaded == [filled.vector_index["collection"]]
    assert answers()


def test_a_collection_that_somebody_reads_stays_loaded(
    library: Any, layout: Layout, publish: Publish, filled: Manifest, server: Any
) -> None:
    reader = Snapshot.open_current(layout)
    library.add("more", "One more on credit.")
    publish()
    follow_on_milvus(layout)
    assert len(server.loaded) == 2
    reader.close()
    follow_on_milvus(layout)
    assert len(server.loaded) == 1


def test_collections_go_with_their_snapshots(
    library: Any, layout: Layout, publish: Publish, filled: Manifest, server: Any
) -> None:
    library.add("more", "One more on credit.")
    second = publish()
    follow_on_milvus(layout)
    prune(layout, keep=1)
    assert follow_on_milvus(layout) == [filled.vector_index["collection"]]
    assert list(server.collections) == [second.vector_index["collection"]]


def test_a_library_that_never_was_on_milvus_asks_it_nothing(library: Any, milvus: Milvus, server: Any) -> None:
    library.add("a", "Credit.")
    library.publish()
    assert follow_or_say(Layout(library.data, milvus)) is None
    assert server.calls == []


def test_an_alias_held_by_a_collection_of_another_name_is_switched(milvus: Milvus, server: Any) -> None:
    for name in ("before_1", "library_2"):
        milvus.call(lambda client, name=name: client.create_collection(name, _Schema, num_shards=1, timeout=1))
    point_alias(milvus, "library", "before_1")
    point_alias(milvus, "library", "library_2")
    point_alias(milvus, "library", "library_2")
    assert server.aliases == {"library": "library_2"}
    assert drop_others(milvus, "library", ["library_2"]) == []
    drop_alias(milvus, "library")
    drop_alias(milvus, "library")
    assert server.aliases == {}
    assert drop_others(milvus, "library", []) == ["library_2"]
    assert list(server.collections) == ["before_1"]


class _Schema:
    fields: ClassVar = {"vector": {"dim": 2}}
