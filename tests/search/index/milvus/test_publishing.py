"""A snapshot on Milvus appears whole or not at all, and takes with it what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DamagedError, StoreAwayError, StoreError
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.index.milvus.connection import Address, Milvus
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot

Publish = Callable[..., Manifest]
URI = "http://milvus.test:19530"


class LostError(Exception):
    code, message = 2, "connection lost"


class EndlessError(Exception):
    code, message = 1, "wait for loading collection timeout"


BUILD_STEPS = (
    "get_server_version has_collection create_collection insert flush create_index load_collection "
    "describe_collection get_load_state query"
).split()


@pytest.mark.parametrize("step", BUILD_STEPS)
def test_milvus_lost_at_any_step_of_a_build_leaves_what_answered(
    library: Any,
    layout: Layout,
    publish: Publish,
    filled: Manifest,
    server: Any,
    answers: Callable[[], bool],
    step: str,
) -> None:
    library.add("more", "One more on credit.")
    server.failing[step] = LostError()
    with pytest.raises(StoreAwayError, match=r"again|previous"):
        publish()
    server.failing.clear()
    assert layout.ids() == [filled.id] == [layout.current_id()]
    assert layout.left_behind() == []
    assert list(server.collections) == [filled.vector_index["collection"]], "what was half written is removed"
    assert answers()


def test_milvus_lost_when_the_finished_snapshot_is_opened_publishes_nothing(
    library: Any, layout: Layout, publish: Publish, filled: Manifest, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add("more", "One more on credit.")
    opened = Snapshot.open

    def losing(*given: Any, **more: Any) -> Snapshot:
        server.away = True
        return opened(*given, **more)

    monkeypatch.setattr("search.snapshot.build.Snapshot.open", losing)
    with pytest.raises(StoreAwayError):
        publish()
    monkeypatch.undo()
    server.away = False
    assert layout.current_id() == filled.id
    assert len(server.collections) == 2, "Milvus was away when it should have been removed"


def test_a_collection_that_is_never_loaded_is_not_published(
    library: Any, layout: Layout, publish: Publish, filled: Manifest, server: Any
) -> None:
    library.add("more", "One more on credit.")
    server.failing["load_collection"] = EndlessError()
    with pytest.raises(StoreAwayError):
        publish()
    assert layout.current_id() == filled.id


def test_a_collection_that_is_never_loaded_is_said_at_opening(
    layout: Layout, filled: Manifest, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.collections[filled.vector_index["collection"]].loaded = False
    monkeypatch.setattr(server, "failing", {"load_collection": EndlessError()})
    with pytest.raises(StoreAwayError):
        Snapshot.open_current(layout)
    # And where Milvus says that it did and did not.
    monkeypatch.setattr("search.index.milvus.collection.Collection._load", lambda *_: None)
    server.failing.clear()
    with pytest.raises(StoreAwayError, match="still loading"):
        Snapshot.open_current(layout)


def test_a_collection_of_another_dimension_is_damage_at_opening(
    layout: Layout, filled: Manifest, server: Any
) -> None:
    server.collections[filled.vector_index["collection"]].dimension = 7
    with pytest.raises(DamagedError, match=r"7 dimensions.*move --to milvus"):
        Snapshot.open_current(layout)


def test_a_collection_that_is_gone_or_lacks_passages_is_damage_at_opening(
    layout: Layout, filled: Manifest, server: Any
) -> None:
    held = server.collections[filled.vector_index["collection"]]
    held.rows.pop(3)
    with pytest.raises(DamagedError, match="7 vectors"):
        Snapshot.open_current(layout)
    server.collections.clear()
    with pytest.raises(DamagedError, match="move --to milvus"):
        Snapshot.open_current(layout)


def test_while_milvus_is_away_no_file_is_read(
    layout: Layout, filled: Manifest, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.away = True
    monkeypatch.setattr("search.snapshot.open.verify", lambda *_: pytest.fail("files were compared for nothing"))
    with pytest.raises(StoreAwayError):
        Snapshot.open_current(layout)


@pytest.mark.parametrize("step", ["list_collections", "list_aliases", "alter_alias", "drop_collection"])
def test_milvus_lost_when_the_alias_is_switched_is_a_note_and_no_failure(
    tmp_path: Path, milvus: Milvus, server: Any, step: str
) -> None:
    (tmp_path / "files").mkdir()
    data, options = tmp_path / "data", Options(store="milvus", milvus=milvus, keep=1)

    def run() -> Any:
        return ingest([str(tmp_path / "files")], data, HashingEncoder(), MemoryFetcher({}), options=options)

    (tmp_path / "files" / "a.txt").write_text("Credit for farms.")
    assert run().notes == []
    (tmp_path / "files" / "b.txt").write_text("Water for farms.")
    server.failing[step] = LostError()
    report = run()
    assert report.published == Layout(data).current_id()
    assert [note for note in report.notes if "next run" in note]
    server.failing.clear()
    assert run().notes == [], "nothing is new, and what was left is seen to"
    held = [Manifest.read(Layout(data).path(name)).vector_index["collection"] for name in Layout(data).ids()]
    assert (list(server.collections), list(server.aliases.values())) == (held, held)


def test_with_another_milvus_set_ingest_writes_there_and_encodes_nothing(
    tmp_path: Path, servers: Any, milvus: Milvus
) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text("Credit for farms.")
    servers["http://other.test:19530"] = type(servers[URI])()

    def run(milvus: Milvus) -> Any:
        options = Options(store="milvus", milvus=milvus)
        targets = [str(tmp_path / "files")]
        return ingest(targets, tmp_path / "data", HashingEncoder(), MemoryFetcher({}), options=options)

    first = run(milvus)
    assert (first.published is not None, first.encoded) == (True, 1)
    assert run(milvus).published is None
    other = Milvus(Address("http://other.test:19530"))
    moved = run(other)
    assert (moved.published is not None, moved.encoded) == (True, 0)
    snapshot = Snapshot.open_current(Layout(tmp_path / "data", other))
    assert len(servers["http://other.test:19530"].collections) == 1
    snapshot.close()
    servers["http://other.test:19530"].away = True
    assert run(other).published is None, "where it cannot be written nothing is tried"


def test_without_an_address_the_error_says_which_setting_is_missing(
    library: Any, layout: Layout, publish: Publish, filled: Manifest
) -> None:
    with pytest.raises(StoreError, match="WORKSHOP_SEARCH_MILVUS_URI"):
        Snapshot.open_current(Layout(library.data))
    layout.milvus = None
    with pytest.raises(StoreError, match="WORKSHOP_SEARCH_MILVUS_URI"):
        publish()
