"""Documents deleted and restored by hand, and what the report says of pages that changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import DamagedError, FetchError, GoneError, InputError, NotFoundError
from corpus.ids import document_id
from corpus.lock import writer_lock
from corpus.tombstones import DELETED, Tombstone, read_tombstones, write_tombstones
from ingest.indexing.removal import reconcile_deletions
from ingest.maintenance.backup import back_up
from ingest.maintenance.catalogue_rebuild import rebuild_from_snapshot
from ingest.maintenance.doctor import examine
from ingest.maintenance.restore import restore
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from ingest.targets.target import Options
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.retention import kept_out, rollback


def _hand(workplace: Any, **options: Any) -> Any:
    """A run without targets."""
    return ingest([], workplace.data, workplace.encoder, MemoryFetcher({}), options=Options(**options))


def test_a_deleted_document_stays_out_though_its_file_is_there_and_changes(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    identifier = workplace.document(path).id
    assert _hand(workplace, delete=(identifier,)).published
    assert workplace.texts() == ["Wind mills."]
    assert workplace.ingest().deleted == 1
    workplace.write("a.txt", "Solar pumps, changed.")
    assert workplace.ingest().deleted == 1
    assert workplace.texts() == ["Wind mills."]


def test_a_restored_document_answers_at_once_and_is_read_afresh_by_the_next_run(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.ingest()
    identifier = workplace.document(path).id
    _hand(workplace, delete=(identifier,))
    workplace.write("a.txt", "Solar pumps, changed.")
    workplace.ingest()
    report = _hand(workplace, restore=(identifier,))
    assert (report.encoded, workplace.texts()) == (0, ["Solar pumps."])
    assert workplace.ingest().changed == 1
    assert workplace.texts() == ["Solar pumps, changed."]


def test_a_deleted_page_is_not_asked_for_and_stays_out_whatever_its_server_says(workplace: Any) -> None:
    url = "http://here.example/a"
    workplace.web = {url: b"Solar pumps."}
    workplace.ingest(url)
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        (entry,) = catalogue.entries()
    _hand(workplace, delete=(entry.document.id,))
    for answer in (b"Other text.", FetchError("timeout", "Too long."), FetchError("http-404", "No.", gone=True)):
        fetcher = MemoryFetcher({url: answer})
        workplace.ingest(url, fetcher=fetcher)
        assert (fetcher.asked, workplace.texts()) == ([], [])


def test_the_ids_of_a_deleted_document_answer_as_gone_until_it_is_restored(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    document = workplace.document(path)
    passage = next(p for p in workplace.engine().snapshot.store.passages([0, 1]) if p.document_id == document.id)
    _hand(workplace, delete=(document.id,))
    for asked in (lambda e: e.document(document.id), lambda e: e.passage(passage.id)):
        with pytest.raises(GoneError):
            asked(workplace.engine())
    _hand(workplace, restore=(document.id,))
    assert workplace.engine().passage(passage.id) == passage


def test_what_is_unknown_or_was_not_deleted_is_refused_and_nothing_changes(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.ingest()
    identifier = workplace.document(path).id
    for options, error in (
        ({"delete": ("d0",)}, NotFoundError),
        ({"restore": ("d0",)}, NotFoundError),
        ({"restore": (identifier,)}, InputError),
        ({"delete": (identifier,), "restore": ("d0",)}, NotFoundError),
    ):
        with pytest.raises(error):
            _hand(workplace, **options)
    assert workplace.texts() == ["Solar pumps."]


def test_a_file_that_vanished_inside_the_root_is_gone_whichever_run_ingested_it(workplace: Any) -> None:
    inner = workplace.write("inner/a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.write("c.txt", "Water wheels.")
    workplace.ingest(inner.parent)
    workplace.ingest()
    inner.unlink()
    assert workplace.ingest().gone == 1
    assert sorted(workplace.texts()) == ["Water wheels.", "Wind mills."]


def test_the_report_tells_recommendations_added_removed_and_reworded(workplace: Any) -> None:
    shutil.copytree(Path(corpus.__file__).parent / "workshops", workplace.files / "workshops")
    assert workplace.ingest().recommendations == []
    page = next(workplace.files.rglob("page.txt"))
    lines = page.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "Promote a micro credit system" in line)
    removed = next(n for n, line in enumerate(lines) if n > at and line.strip().startswith("•"))
    lines[removed] = "  • Zebras shall graze upon every municipal lawn without exception."
    lines[at] = lines[at].replace("Promote", "Always promote")
    page.write_text("\n".join(lines) + "\n")
    changes = workplace.ingest().recommendations
    assert sorted(change.change for change in changes) == ["added", "removed", "reworded"]
    added = next(change for change in changes if change.change == "added")
    assert (added.now_text or "").startswith("Zebras")
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        assert len((catalogue.last_run() or {})["recommendations"]) == 3


def test_after_a_rollback_runs_fill_the_catalogue_and_publish_nothing_until_unpinned(workplace: Any) -> None:
    layout = Layout(workplace.data)
    workplace.write("a.txt", "Solar pumps.")
    first = workplace.ingest().published
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    rollback(layout, first)
    workplace.write("c.txt", "Water wheels.")
    report = workplace.ingest()
    assert (report.published, report.pinned, report.encoded) == (None, first, 1)
    assert layout.current_id() == first
    assert any("unpin" in note for note in report.notes)
    layout.unpin()
    report = workplace.ingest()
    assert (report.encoded, len(workplace.texts())) == (0, 3)
    assert layout.current_id() == report.published


def test_as_many_snapshots_stay_as_the_option_says(workplace: Any) -> None:
    published = []
    for number in range(5):
        workplace.write("a.txt", f"Solar pumps {number}.")
        published.append(workplace.ingest(keep=2).published)
    assert Layout(workplace.data).ids() == published[-2:]


# what outlives snapshots


def _two_snapshots(workplace: Any) -> tuple[str, str]:
    """The id of the first snapshot and of a document in it that was deleted afterwards."""
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    first = workplace.ingest().published
    identifier = workplace.document(path).id
    _hand(workplace, delete=(identifier,))
    return first, identifier


def _found(workplace: Any) -> list[str]:
    engine = workplace.engine()
    try:
        return [result.passage.text for result in engine.search(Query("solar pumps")).hits]
    finally:
        engine.snapshot.close()


def test_a_rollback_does_not_bring_a_deleted_document_back(workplace: Any) -> None:
    first, identifier = _two_snapshots(workplace)
    layout = Layout(workplace.data)
    rollback(layout, first)
    assert _found(workplace) == ["Wind mills."]
    assert [document.id for document in kept_out(layout, first)] == [identifier]
    _hand(workplace, restore=(identifier,))
    assert _found(workplace) == ["Solar pumps.", "Wind mills."]


def test_a_document_deleted_while_a_snapshot_is_pinned_is_out_at_once(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    first = workplace.ingest().published
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    rollback(Layout(workplace.data), first)
    _hand(workplace, delete=(workplace.document(path).id,))
    assert _found(workplace) == []


def test_a_deletion_made_before_there_was_a_list_is_kept_by_a_rollback_too(workplace: Any) -> None:
    first, identifier = _two_snapshots(workplace)
    (workplace.data / DELETED).unlink()
    with writer_lock(workplace.data):
        reconcile_deletions(workplace.data, "2026-01-01T00:00:00+00:00")
        rollback(Layout(workplace.data), first)
    assert _found(workplace) == ["Wind mills."]
    assert set(read_tombstones(workplace.data)) == {identifier}


@pytest.mark.parametrize("killed", [True, False])
def test_a_deletion_cut_short_is_completed_by_the_next_run(workplace: Any, killed: bool) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    document = workplace.document(path)
    if killed:
        write_tombstones(workplace.data, [Tombstone(document.id, "2026-01-01", document.source)])
    workplace.ingest()
    assert sorted(workplace.texts()) == (["Wind mills."] if killed else ["Solar pumps.", "Wind mills."])


def test_a_backup_and_a_rebuilt_catalogue_keep_deletions(workplace: Any, tmp_path: Path) -> None:
    first, _ = _two_snapshots(workplace)
    layout = Layout(workplace.data)
    rollback(layout, first)
    back_up(workplace.data, tmp_path / "all.tar")
    workplace.data = tmp_path / "restored"
    restore(tmp_path / "all.tar", workplace.data)
    assert _found(workplace) == ["Wind mills."]
    for path in workplace.data.glob(f"{CATALOGUE}*"):
        path.unlink()
    rebuild_from_snapshot(Layout(workplace.data))
    Layout(workplace.data).unpin()
    assert workplace.ingest().deleted == 1
    assert _found(workplace) == ["Wind mills."]


def test_a_deletion_outlives_a_library_started_empty(workplace: Any) -> None:
    _two_snapshots(workplace)
    for path in workplace.data.glob(f"{CATALOGUE}*"):
        path.unlink()
    report = workplace.ingest(start_empty=True)
    assert (report.deleted, workplace.texts()) == (1, ["Wind mills."])


def test_a_damaged_list_of_deletions_is_refused_named_and_written_anew_by_the_next_run(workplace: Any) -> None:
    _, identifier = _two_snapshots(workplace)
    (workplace.data / DELETED).write_bytes(b"\xff garbage\n")
    with pytest.raises(DamagedError, match="doctor --repair"):
        workplace.snapshot()
    assert [f.code for f in examine(workplace.data, lambda _: None)] == ["deletions"]
    assert any(DELETED in note for note in workplace.ingest().notes)
    assert set(read_tombstones(workplace.data)) == {identifier}
    assert examine(workplace.data, lambda _: None) == []


def test_a_rebuilt_catalogue_counts_the_deletions_that_are_lost(workplace: Any) -> None:
    _two_snapshots(workplace)
    with (workplace.data / DELETED).open("ab") as file:
        file.write(b"\xff garbage\n{}\n")
    (workplace.data / CATALOGUE).unlink()
    assert rebuild_from_snapshot(Layout(workplace.data)).lost_deletions == 2


# erased


SECRET = "Zebrawood quagga marzipan"


def _held(data: Path, needle: bytes) -> list[str]:
    """The files of a data directory that hold some bytes, or are named for them."""
    files = [path for path in data.rglob("*") if path.is_file()]
    return [str(path.relative_to(data)) for path in files if needle in path.read_bytes()]


def _filled_with_secret(workplace: Any) -> Any:
    """Three snapshots, two of which hold two versions of a document, then its id."""
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    path = workplace.write("secret.txt", f"{SECRET}, first version.")
    workplace.ingest()
    workplace.write("secret.txt", f"{SECRET}, second version.")
    workplace.ingest()
    assert _held(workplace.data, b"Zebrawood")
    return workplace.document(path)


def test_nothing_of_an_erased_document_is_left_in_the_data_directory(workplace: Any) -> None:
    document = _filled_with_secret(workplace)
    report = _hand(workplace, erase=(document.id,))
    assert _held(workplace.data, b"Zebrawood") == []
    assert _held(workplace.data, document.content_hash.encode()) == []
    assert _held(workplace.data, b"secret.txt") == []
    assert Layout(workplace.data).ids() == [report.published]
    assert any("removed snapshots" in note for note in report.notes)
    assert any("Earlier backups" in note for note in report.notes)
    assert _found(workplace) == ["Wind mills."]
    assert examine(workplace.data, lambda _: None) == []


def test_no_snapshot_whose_report_names_an_erased_document_is_left(workplace: Any) -> None:
    path = workplace.write("secret.pdf", "%PDF-1.4 nothing that can be read")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    _hand(workplace, erase=(document_id(path.as_uri()),))
    assert _held(workplace.data, b"secret.pdf") == []


def test_an_erased_document_stays_out_though_its_file_is_there_until_it_is_restored(workplace: Any) -> None:
    document = _filled_with_secret(workplace)
    _hand(workplace, erase=(document.id,))
    assert workplace.ingest().deleted == 1
    assert workplace.texts() == ["Wind mills."]
    _hand(workplace, restore=(document.id,))
    assert workplace.ingest().new == 1
    assert len(workplace.texts()) == 2


def test_a_document_that_was_deleted_can_be_erased(workplace: Any) -> None:
    document = _filled_with_secret(workplace)
    _hand(workplace, delete=(document.id,))
    _hand(workplace, erase=(document.id,))
    assert _held(workplace.data, b"Zebrawood") == []


def test_erasing_a_document_keeps_what_another_one_shares_with_it(workplace: Any) -> None:
    document = _filled_with_secret(workplace)
    workplace.write("twin.txt", f"{SECRET}, second version.")
    workplace.ingest()
    _hand(workplace, erase=(document.id,))
    assert sorted(workplace.texts()) == ["Wind mills.", f"{SECRET}, second version."]
    assert [name for name in _held(workplace.data, b"Zebrawood") if name.startswith("originals")]
    report = workplace.ingest()
    assert (report.encoded, report.failures) == (0, [])


def test_a_pinned_snapshot_that_holds_an_erased_document_is_replaced(workplace: Any) -> None:
    document = _filled_with_secret(workplace)
    layout = Layout(workplace.data)
    rollback(layout, layout.ids()[1])
    report = _hand(workplace, erase=(document.id,))
    assert layout.pinned_id() is None
    assert layout.current_id() == report.published
    assert _held(workplace.data, b"Zebrawood") == []


def test_a_snapshot_that_is_being_read_is_named_and_removed_by_the_next_run(
    workplace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.indexing.erasure._WAIT_SECONDS", 0.0)
    document = _filled_with_secret(workplace)
    reader = workplace.snapshot()
    report = _hand(workplace, erase=(document.id,))
    assert any(reader.manifest.id in note and "reads" in note for note in report.notes)
    reader.close()
    workplace.ingest()
    assert _held(workplace.data, b"Zebrawood") == []


def test_an_erasure_cut_short_is_completed_by_the_next_run(workplace: Any) -> None:
    document = _filled_with_secret(workplace)
    write_tombstones(workplace.data, [Tombstone(document.id, "2026-01-01")])
    workplace.ingest()
    assert _held(workplace.data, b"Zebrawood") == []


def test_an_unknown_document_cannot_be_erased(workplace: Any) -> None:
    _filled_with_secret(workplace)
    with pytest.raises(NotFoundError):
        _hand(workplace, erase=("d0",))
