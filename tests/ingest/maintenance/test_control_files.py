"""Garbage in each file that steers a data directory is named, and mended by the next run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DamagedError
from corpus.lock import writer_lock
from ingest.maintenance.doctor import Finding, examine
from search.snapshot.layout import Layout
from search.snapshot.mending import mend_pointers
from search.snapshot.open import Snapshot
from search.snapshot.retention import rollback

GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n",
    "not UTF-8": b"\xff\xfe\x00",
    "very long": b"x" * 5000,
    "a path": b"../../etc\n",
    "a null character": b"a\x00b",
    "control characters": b"\x1b]0;owned\x07",
    "two lines": b"20261128T055100123456-0123abcd\n20261128T055100123456-0123abcd\n",
    "no such snapshot": b"20000101T000000000000-00000000\n",
}


def _faults(workplace: Any) -> list[Finding]:
    return [finding for finding in examine(workplace.data, lambda _: None) if finding.level == "fault"]


def _write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


WAYS: dict[str, Callable[[Path], object]] = {name: _write(content) for name, content in GARBAGE.items()} | {
    "an empty folder": lambda path: (path.unlink(missing_ok=True), path.mkdir()),
    "a pipe": lambda path: (path.unlink(missing_ok=True), os.mkfifo(path)),
    "a link to nothing": lambda path: (path.unlink(missing_ok=True), path.symlink_to("nowhere")),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["CURRENT", "PINNED", "ALIAS"])
def test_garbage_in_a_control_file_is_named_by_the_doctor_and_repaired_by_the_next_run(
    filled: Any, name: str, way: str
) -> None:
    before = Layout(filled.data).current_id()
    WAYS[way](filled.data / name)
    harmless = way == "a link to nothing" and name != "CURRENT"
    if not harmless:
        assert _faults(filled), f"{name} with {way} is called well"
    report = filled.ingest()
    assert Layout(filled.data).current_id() == before
    filled.snapshot().close()
    assert _faults(filled) == []
    if not harmless:
        assert any(name in note for note in report.notes), report.notes


def test_a_server_keeps_its_snapshot_and_reopening_says_how_to_repair_the_pointer(filled: Any) -> None:
    opened = filled.snapshot()
    (filled.data / "CURRENT").write_bytes(b"\xff")
    with pytest.raises(DamagedError, match="doctor --repair"):
        Snapshot.open_current(Layout(filled.data))
    assert opened.store.size == 2
    opened.close()


def test_a_damaged_pin_keeps_what_answers_and_publishing_stays_off(filled: Any) -> None:
    layout = Layout(filled.data)
    first = layout.ids()[0]
    rollback(layout, first)
    layout.pinned.write_bytes(b"")
    filled.write("c.txt", "Water wheels.")
    report = filled.ingest()
    assert (layout.current_id(), layout.pinned_id(), report.published) == (first, first, None)
    assert any("unpin" in note for note in report.notes)


def test_a_damaged_pointer_is_repaired_with_the_newest_intact_snapshot(filled: Any) -> None:
    layout = Layout(filled.data)
    first, second = layout.ids()
    (layout.path(second) / "store.sqlite").write_bytes(b"")
    layout.current.write_bytes(b"garbage")
    with writer_lock(filled.data):
        assert len(mend_pointers(layout)) == 1
    assert layout.current_id() == first


def test_a_lost_pointer_is_found_again(filled: Any) -> None:
    layout = Layout(filled.data)
    before = layout.current_id()
    layout.current.unlink()
    assert filled.ingest().published is None
    assert layout.current_id() == before


def test_a_folder_with_files_in_the_place_of_a_pointer_is_left_alone(filled: Any) -> None:
    path = filled.data / "CURRENT"
    path.unlink()
    path.mkdir()
    (path / "notes.txt").write_text("Somebody's.")
    with pytest.raises(DamagedError, match="Move it out"):
        Layout(filled.data).current_id()
    with pytest.raises(Exception, match="Move it out"):
        filled.ingest()
    assert (path / "notes.txt").read_text() == "Somebody's."


def test_sound_control_files_are_left_alone(filled: Any) -> None:
    with writer_lock(filled.data):
        assert mend_pointers(Layout(filled.data)) == []


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_in_a_manifest_is_damage_and_the_next_run_publishes_anew(filled: Any, garbage: bytes) -> None:
    layout = Layout(filled.data)
    damaged = layout.current_id()
    (layout.path(damaged) / "manifest.json").write_bytes(garbage)
    with pytest.raises(DamagedError):
        filled.snapshot()
    filled.ingest()
    assert layout.current_id() != damaged
    filled.snapshot().close()


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_among_the_jobs_stops_neither_a_run_nor_the_doctor(filled: Any, garbage: bytes) -> None:
    folder = filled.data / "jobs"
    (folder / "j0123456789abcdef").mkdir(parents=True)
    for name in ("dispatcher.lock", "j0123456789abcdef.lock", "odd", "j0123456789abcdef/upload"):
        (folder / name).write_bytes(garbage)
    filled.ingest()
    assert _faults(filled) == []
