"""Commands over a library on Milvus, also while it is away: moving, looking over, mending, going back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from ingest.maintenance.restore import restore
from search.encoder.memory import HashingEncoder
from search.index.milvus.connection import Milvus
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot
from search.snapshot.retention import follow_on_milvus

Run = Callable[..., Result]
URI = "http://milvus.test:19530"


class Other(HashingEncoder):
    """Another model."""

    def __init__(self) -> None:
        super().__init__(dimension=32)


@pytest.fixture
def run(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command over a few files in FAISS, with Milvus set."""
    for module in ("ingest", "doctor", "move"):
        monkeypatch.setattr(f"api.cli.{module}.load_encoder", lambda *_, **__: HashingEncoder())
    monkeypatch.setattr("api.cli.doctor.encoder_opener", lambda *_: lambda _: HashingEncoder())
    monkeypatch.setenv("WORKSHOP_SEARCH_MILVUS_URI", URI)
    for number in range(12):
        workplace.write(f"{number}.txt", f"Credit number{number} for farms.")
    workplace.ingest()
    return lambda *given: CliRunner().invoke(main, [*map(str, given), "--data", str(workplace.data)])


@pytest.fixture
def moved(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, moved to Milvus, where the setting says it stays."""
    assert run("move", "--to", "milvus").exit_code == 0
    monkeypatch.setenv("WORKSHOP_SEARCH_STORE", "milvus")
    return run


def state(workplace: Any, milvus: Milvus) -> tuple[str, Any]:
    """The content hash of what answers, and all its vectors."""
    snapshot = Snapshot.open_current(Layout(workplace.data, milvus))
    vectors = snapshot.vectors.vectors(np.arange(snapshot.manifest.passages)).copy()
    snapshot.close()
    return snapshot.manifest.content_hash, vectors


def faults(told: Result) -> list[str]:
    return [item["code"] for item in json.loads(told.stdout)["findings"] if item["level"] == "fault"]


def test_there_and_back_nothing_is_encoded_and_content_and_vectors_are_the_same(
    run: Run, workplace: Any, milvus: Milvus, server: Any
) -> None:
    hashes, vectors = zip(state(workplace, milvus), strict=True)
    for store in ("milvus", "faiss"):
        told = json.loads(run("move", "--to", store, "--json").stdout)
        assert (told["encoded"], told["content_hash"], told["notes"]) == (0, told["content_hash_before"], [])
        now = state(workplace, milvus)
        hashes, vectors = (*hashes, now[0]), (*vectors, now[1])
    assert len(set(hashes)) == 1
    for other in vectors[1:]:
        np.testing.assert_array_equal(other, vectors[0])


def test_nothing_stays_on_milvus_after_moving_away(moved: Run, workplace: Any, server: Any) -> None:
    assert len(server.collections) == len(server.aliases) == 1
    assert "12 passages, the same content; 0 were encoded" in moved("move", "--to", "faiss").output
    assert (server.collections, server.aliases) == ({}, {})
    kinds = [Manifest.read(Layout(workplace.data).path(n)).on_milvus for n in Layout(workplace.data).ids()]
    assert not any(kinds)


def test_what_stays_on_milvus_is_said_when_it_is_away_and_removed_later(
    moved: Run, workplace: Any, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORKSHOP_SEARCH_STORE")
    server.away = True
    told = moved("move", "--to", "faiss")
    assert told.exit_code == 0
    assert "was not removed" in told.output
    server.away = False
    assert len(server.collections) == 1
    assert moved("snapshots", "prune", "--keep", "1").exit_code == 0
    assert (server.collections, server.aliases) == ({}, {})


def test_what_a_server_still_reads_stays_and_is_said(
    moved: Run, workplace: Any, milvus: Milvus, server: Any
) -> None:
    reader = Snapshot.open_current(Layout(workplace.data, milvus))
    assert f"still reads {reader.manifest.id}" in moved("move", "--to", "faiss").output
    assert (len(server.loaded), server.aliases) == (1, {})
    reader.close()


def test_a_move_says_what_it_will_encode_where_another_model_is_set(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("ingest", "move"):
        monkeypatch.setattr(f"api.cli.{module}.load_encoder", lambda *_, **__: Other())
    told = run("move", "--to", "milvus")
    assert "12 texts have no vector" in told.output
    assert "12 were encoded" in told.output


def test_a_move_asks_for_what_it_needs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKSHOP_SEARCH_MILVUS_URI")
    assert run("move", "--to", "milvus").exit_code == 2
    (elsewhere := tmp_path / "elsewhere").mkdir()
    assert CliRunner().invoke(main, ["move", "--to", "faiss", "--data", str(elsewhere)]).exit_code == 1


def test_the_doctor_finds_nothing_wrong_and_leaves_loaded_what_was(
    moved: Run, workplace: Any, server: Any
) -> None:
    workplace.write("more.txt", "One more on credit.")
    assert moved("ingest", workplace.files).exit_code == 0
    told = moved("doctor", "--json")
    assert (told.exit_code, faults(told)) == (0, [])
    assert len(server.collections) == 2
    assert len(server.loaded) == 1


@pytest.mark.parametrize("repair", [[], ["--repair"]])
def test_the_doctor_says_that_milvus_is_away_and_ends_with_1_and_removes_nothing(
    moved: Run, workplace: Any, server: Any, repair: list[str]
) -> None:
    before = Layout(workplace.data).ids()
    server.away = True
    told = moved("doctor", *repair, "--json")
    assert (told.exit_code, faults(told)) == (1, ["milvus"])
    assert Layout(workplace.data).ids() == before
    assert "does not answer" in moved("doctor").output


def test_with_milvus_away_damaged_files_are_found_all_the_same(moved: Run, workplace: Any, server: Any) -> None:
    layout = Layout(workplace.data)
    (layout.path(layout.current_id()) / "store.sqlite").write_bytes(b"")
    server.away = True
    assert faults(moved("doctor", "--json")) == ["snapshot"]


def test_a_repair_that_is_not_told_where_milvus_is_removes_nothing_and_moves_nothing(
    moved: Run, workplace: Any, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(workplace.data)
    before = layout.ids()
    for name in ("STORE", "MILVUS_URI"):
        monkeypatch.delenv(f"WORKSHOP_SEARCH_{name}")
    told = moved("doctor", "--repair", "--json")
    assert (told.exit_code, faults(told)) == (1, ["milvus"])
    assert layout.ids() == before
    (layout.path(layout.current_id()) / "store.sqlite").write_bytes(b"")
    told = moved("doctor", "--repair")
    assert told.exit_code == 1
    assert "move --to faiss" in told.output
    assert (layout.ids(), layout.current_id()) == (before, before[-1])
    assert len(server.collections) == 1


def test_a_repair_builds_a_library_on_milvus_anew_on_milvus(
    moved: Run, workplace: Any, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORKSHOP_SEARCH_STORE")
    server.collections[next(iter(server.collections))].rows.clear()
    assert moved("doctor", "--repair").exit_code == 0
    layout = Layout(workplace.data)
    assert Manifest.read(layout.path(layout.current_id())).on_milvus
    assert moved("doctor").exit_code == 0


def test_going_back_and_pruning_are_done_and_said_while_milvus_is_away(
    moved: Run, workplace: Any, server: Any
) -> None:
    layout = Layout(workplace.data)
    in_files, on_milvus = layout.ids()
    server.away = True
    refused = moved("snapshots", "rollback", on_milvus)
    assert (refused.exit_code, layout.pinned_id()) == (1, None), "it cannot be looked at, and nothing is done"
    back = moved("snapshots", "rollback", in_files, "--json")
    assert (back.exit_code, layout.current_id()) == (0, in_files)
    assert "next run" in json.loads(back.stdout)["note"]
    pruned = moved("snapshots", "prune", "--keep", "1")
    assert (pruned.exit_code, "next run" in pruned.output) == (0, True)
    server.away = False
    assert json.loads(moved("snapshots", "prune", "--json").stdout)["note"] is None
    assert server.aliases == {}


def test_what_is_brought_back_is_the_same_library_and_its_alias_goes_on(
    moved: Run, workplace: Any, milvus: Milvus, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert moved("backup", tmp_path / "all.tar").exit_code == 0
    restore(tmp_path / "all.tar", tmp_path / "again")
    layout = Layout(tmp_path / "again", milvus)
    assert layout.alias() == Layout(workplace.data).alias()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "more.txt").write_text("One more on credit.")
    arguments = ["ingest", str(tmp_path / "more"), "--data", str(tmp_path / "again")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    answering = Manifest.read(layout.path(layout.current_id())).vector_index["collection"]
    assert server.aliases == {layout.alias(): answering}


def test_a_library_brought_back_without_its_alias_takes_a_new_one(
    moved: Run, workplace: Any, milvus: Milvus, server: Any
) -> None:
    layout = Layout(workplace.data, milvus)
    (workplace.data / "ALIAS").unlink()
    workplace.write("more.txt", "One more on credit.")
    assert moved("ingest", workplace.files).exit_code == 0
    answering = Manifest.read(layout.path(layout.current_id())).vector_index["collection"]
    assert server.aliases[layout.alias()] == answering
    follow_on_milvus(layout)
    assert server.aliases[layout.alias()] == answering


def test_errors_tell_the_operator_where_milvus_is_and_nobody_the_password(
    moved: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKSHOP_SEARCH_MILVUS_URI", "http://root:Secret7@nowhere.test:19530")
    for arguments in (["status"], ["doctor"], ["status", "--json"]):
        told = moved(*arguments)
        assert told.exit_code == 1
        assert "nowhere.test" in told.output
        assert "Secret7" not in told.output
