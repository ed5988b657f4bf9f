"""Which snapshots stay, going back to one, and who keeps one from being removed."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DamagedError, InputError, NotFoundError
from search.query import Query
from search.snapshot.layout import MANIFEST, SEAL, STORE
from search.snapshot.open import Snapshot
from search.snapshot.retention import list_snapshots, prune, rollback


def _publish(library: Any, times: int) -> list[str]:
    found = []
    for number in range(times):
        library.add("note", f"Solar pump number {number}.")
        found.append(library.publish().id)
    return found


def test_the_newest_stay_and_the_rest_are_removed(library: Any) -> None:
    ids = _publish(library, 5)
    assert prune(library.layout, 3) == ids[:2]
    assert library.layout.ids() == ids[2:]
    assert library.layout.left_behind() == []


def test_the_one_that_answers_stays_however_old_it_is(library: Any) -> None:
    ids = _publish(library, 4)
    library.layout.point(ids[0])
    prune(library.layout, 1)
    assert library.layout.ids() == [ids[0], ids[3]]


def test_fewer_than_one_cannot_be_kept(library: Any) -> None:
    with pytest.raises(InputError):
        prune(library.layout, 0)


def test_a_snapshot_that_is_read_stays_until_it_is_closed(library: Any) -> None:
    ids = _publish(library, 1)
    engine = library.engine()
    ids += _publish(library, 2)
    assert prune(library.layout, 1) == [ids[1]]
    # A thread that never asked before opens the files only now.
    found: list[str] = []
    asker = threading.Thread(
        target=lambda: found.extend(r.passage.text for r in engine.search(Query("solar")).hits)
    )
    asker.start()
    asker.join()
    assert found == ["Solar pump number 0."]
    engine.snapshot.close()
    assert prune(library.layout, 1) == [ids[0]]


def test_a_reader_that_was_killed_keeps_nothing(library: Any) -> None:
    ids = _publish(library, 1)
    program = (
        "import os, signal, sys; from pathlib import Path; from search.snapshot.open import Snapshot\n"
        "held = Snapshot.open(Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(library.layout.path(ids[0]))], check=False)
    _publish(library, 1)
    assert prune(library.layout, 1) == ids


def test_a_reader_that_lost_the_race_with_removal_opens_the_one_that_answers_now(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _publish(library, 2)
    said = iter([ids[0], ids[1]])
    library.layout.point(ids[1])
    prune(library.layout, 1)
    monkeypatch.setattr(type(library.layout), "current_id", lambda _: next(said))
    snapshot = Snapshot.open_current(library.layout)
    assert snapshot.manifest.id == ids[1]
    snapshot.close()


def test_a_rollback_answers_from_the_earlier_state_and_pins_it(library: Any) -> None:
    ids = _publish(library, 3)
    assert rollback(library.layout, ids[0]).id == ids[0]
    assert (library.layout.current_id(), library.layout.pinned_id()) == (ids[0], ids[0])
    assert [(item.current, item.pinned) for item in list_snapshots(library.layout)] == [(True, True)] + 2 * [
        (False, False)
    ]
    prune(library.layout, 1)
    assert ids[0] in library.layout.ids()
    library.layout.unpin()
    assert (library.layout.current_id(), library.layout.pinned_id()) == (ids[0], None)


def test_a_rollback_to_what_is_not_there_or_damaged_changes_nothing(library: Any) -> None:
    ids = _publish(library, 2)
    (library.layout.path(ids[0]) / "store.sqlite").write_bytes(b"")
    for wanted, error in (("../etc", NotFoundError), ("", NotFoundError), (ids[0], DamagedError)):
        with pytest.raises(error):
            rollback(library.layout, wanted)
    assert (library.layout.current_id(), library.layout.pinned_id()) == (ids[1], None)


def test_a_rollback_cut_short_is_ended_by_the_next_writer(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = _publish(library, 2)
    with monkeypatch.context() as patch:
        patch.setattr(type(library.layout), "point", lambda *_: None)
        rollback(library.layout, ids[0])
    assert library.layout.current_id() == ids[1]
    library.layout.sweep()
    assert library.layout.current_id() == ids[0]


def test_an_id_sorts_after_all_there_are_though_the_clock_was_set_back(library: Any) -> None:
    ids = _publish(library, 1)
    back = library.layout.new_id("0" * 64, datetime(1999, 1, 1, tzinfo=UTC))
    assert back > ids[0]
    library.layout.path(back).mkdir()
    assert library.layout.new_id("f" * 64, datetime(1998, 1, 1, tzinfo=UTC)) > back


@pytest.mark.parametrize("name", [MANIFEST, SEAL])
def test_every_flipped_bit_of_the_manifest_and_its_seal_is_found(library: Any, name: str) -> None:
    path = library.layout.path(_publish(library, 1)[0]) / name
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :])
        with pytest.raises(DamagedError):
            Snapshot.open(path.parent)


def test_threads_that_ended_leave_no_open_file(library: Any) -> None:
    _publish(library, 1)
    engine = library.engine()
    for _ in range(20):
        asker = threading.Thread(target=lambda: engine.search(Query("solar")))
        asker.start()
        asker.join()
    store = library.layout.path(engine.snapshot.manifest.id) / STORE
    opened = [link for link in Path("/proc/self/fd").iterdir() if link.resolve() == store.resolve()]
    assert len(opened) <= 3
