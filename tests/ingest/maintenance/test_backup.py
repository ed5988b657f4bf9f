"""Backups bring everything back, where people restore to, and nothing else."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import CATALOGUE
from corpus.errors import DamagedError, InputError, StoreError, VersionError
from corpus.notebooks import Notebooks
from ingest.maintenance.backup import back_up
from ingest.maintenance.doctor import examine
from ingest.maintenance.restore import restore
from search.snapshot.layout import Layout


def test_a_backup_brings_everything_back(filled: Any, tmp_path: Path) -> None:
    made = back_up(filled.data, tmp_path / "all.tar")
    target = tmp_path / "restored"
    assert restore(tmp_path / "all.tar", target) == made
    assert examine(target, lambda _: None) == []
    assert Layout(target).current_id() == Layout(filled.data).current_id()
    filled.data = target
    report = filled.ingest()
    assert (report.unchanged, report.encoded, report.published) == (2, 0, None)


def test_a_backup_brings_notebooks_and_their_links_back(filled: Any, tmp_path: Path) -> None:
    kept = Notebooks(filled.data)
    kept.write("ann", [{"id": "one"}], 0)
    token = kept.share("ann")
    back_up(filled.data, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "restored")
    assert Notebooks(tmp_path / "restored").shared(token) == kept.read("ann")


def test_a_backup_of_a_pinned_directory_stays_pinned(filled: Any, tmp_path: Path) -> None:
    layout = Layout(filled.data)
    layout.pin(layout.ids()[0])
    back_up(filled.data, tmp_path / "all.tar")
    restore(tmp_path / "all.tar", tmp_path / "restored")
    assert Layout(tmp_path / "restored").pinned_id() == layout.ids()[0]


def test_neither_a_file_nor_a_filled_directory_is_overwritten(filled: Any, tmp_path: Path) -> None:
    back_up(filled.data, tmp_path / "all.tar")
    with pytest.raises(InputError, match="exists already"):
        back_up(filled.data, tmp_path / "all.tar")
    before = sorted(filled.data.rglob("*"))
    with pytest.raises(InputError, match="not empty"):
        restore(tmp_path / "all.tar", filled.data)
    assert sorted(filled.data.rglob("*")) == before


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "originals/../../evil", "evil", "snapshots"])
def test_an_archive_that_leads_elsewhere_is_refused_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "in" / "all.tar"
    archive.parent.mkdir()
    with tarfile.open(archive, "w") as tar:
        member = tarfile.TarInfo(name)
        if name == "snapshots":
            member.type, member.linkname = tarfile.SYMTYPE, "/tmp"
            tar.addfile(member)
        else:
            member.size = 4
            tar.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(InputError, match="not a backup"):
        restore(archive, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["all.tar", "in"]


def test_a_flipped_bit_in_a_backup_is_never_restored(filled: Any, tmp_path: Path) -> None:
    back_up(filled.data, tmp_path / "all.tar")
    whole = (tmp_path / "all.tar").read_bytes()
    original = next(p for p in (filled.data / "originals").rglob("*") if p.is_file()).read_bytes()
    places = [
        whole.index(original),
        whole.index(b"SQLite format 3") + 5000,
        whole.rindex(b"SQLite format 3") + 5000,
    ]
    for number, place in enumerate(places):
        damaged = bytearray(whole)
        damaged[place] ^= 4
        (tmp_path / "damaged.tar").write_bytes(damaged)
        with pytest.raises(DamagedError):
            restore(tmp_path / "damaged.tar", tmp_path / f"restored-{number}")
        assert not (tmp_path / f"restored-{number}").exists()


@pytest.mark.parametrize("content", [b"", b"no tar at all" * 100])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "all.tar").write_bytes(content)
    with pytest.raises(InputError):
        restore(tmp_path / "all.tar", tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


# where people restore to


@pytest.fixture
def archive(filled: Any, tmp_path: Path) -> Path:
    back_up(filled.data, tmp_path / "all.tar")
    return tmp_path / "all.tar"


def test_an_existing_empty_directory_is_filled_and_stays_the_same_directory(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "mounted"
    target.mkdir()
    (target / "lost+found").mkdir()
    before = target.stat().st_ino
    restore(archive, target)
    assert target.stat().st_ino == before
    assert examine(target, lambda _: None) == []
    assert [path.name for path in target.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("held", ["notes.txt", "snapshots", "CURRENT", CATALOGUE, "originals"])
def test_nothing_is_restored_beside_what_a_directory_holds(archive: Path, tmp_path: Path, held: str) -> None:
    target = tmp_path / "library"
    (target / held).mkdir(parents=True)
    with pytest.raises(InputError, match="not empty"):
        restore(archive, target)
    assert [path.name for path in target.iterdir()] == [held]


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.addaudithook(lambda event, args: os.kill(os.getpid(), signal.SIGKILL)
    if event == sys.argv[1] and sys.argv[2] in " ".join(map(str, args)) else None)
from ingest.maintenance.backup import back_up
from ingest.maintenance.restore import restore
(restore if sys.argv[3] == "restore" else back_up)(Path(sys.argv[4]), Path(sys.argv[5]))
"""


def _killed(event: str, part: str, what: str, *arguments: object) -> None:
    run = subprocess.run([sys.executable, "-c", _KILLED, event, part, what, *map(str, arguments)], check=False)
    assert run.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("event", "part"),
    [
        ("open", "originals"),
        ("sqlite3.connect", "store.sqlite"),
        ("os.rename", "/originals"),
        ("os.rename", f"/{CATALOGUE}"),
        ("os.rename", "/snapshots"),
        ("os.rename", "/CURRENT"),
    ],
)
def test_a_restore_that_was_killed_answers_nothing_and_is_swept_by_the_next(
    filled: Any, archive: Path, tmp_path: Path, event: str, part: str
) -> None:
    target = tmp_path / "restored"
    _killed(event, part, "restore", archive, target)
    assert not (target / "CURRENT").exists()
    assert list(target.glob(".restoring-*"))
    restore(archive, target)
    assert {f.code for f in examine(target, lambda _: None)} == set()
    assert list(target.glob(".restoring-*")) == []
    assert Layout(target).current_id() == Layout(filled.data).current_id()


def test_what_a_killed_restore_left_is_swept_by_a_run_too(filled: Any, archive: Path, tmp_path: Path) -> None:
    filled.data = tmp_path / "restored"
    _killed("open", "originals", "restore", archive, filled.data)
    assert filled.ingest().published
    assert list(filled.data.glob(".restoring-*")) == []


def test_a_backup_that_was_killed_is_swept_by_the_next_in_the_same_folder(filled: Any, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    _killed("os.rename", "archive", "backup", filled.data, folder / "first.tar")
    assert [path.name.startswith(".workshop-search-backup-") for path in folder.iterdir()] == [True]
    back_up(filled.data, folder / "second.tar")
    assert [path.name for path in folder.iterdir()] == ["second.tar"]


def test_a_backup_under_way_is_not_swept_by_another(filled: Any, tmp_path: Path) -> None:
    from ingest.maintenance.backup import _workplace

    with _workplace(tmp_path) as mine:
        back_up(filled.data, tmp_path / "other.tar")
        assert mine.is_dir()
    assert not mine.exists()


def test_what_was_deleted_after_a_backup_stays_out_where_that_is_asked_for(
    filled: Any, archive: Path, tmp_path: Path
) -> None:
    document = filled.document(filled.files / "a.txt")
    filled.ingest(delete=(document.id,))
    deleted_in, filled.data = filled.data, tmp_path / "restored"
    restore(archive, filled.data, deleted_in)
    engine = filled.engine()
    assert engine.snapshot.store.documents(10)[1] == 1
    engine.snapshot.close()
    assert (filled.ingest().deleted, filled.texts()) == (1, ["Wind mills."])


# crafted archives

NAMES = ["", ".", "./CURRENT", "a\x00b", "snapshots//x", "snapshots/../CURRENT", "CURRENT/x", "x" * 300]
NAMES += ["snapshots/" + "/".join(["x"] * 1500), "\x1b]0;owned\x07", "originals/ab/short", "models/x", "jobs/j0/x"]


def _crafted(path: Path, names: list[str], **more: Any) -> Path:
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 4
            member.pax_headers = {"path": name} if "\x00" not in name else {}
            for key, value in more.items():
                setattr(member, key, value)
            tar.addfile(member, io.BytesIO(b"evil"))
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_crafted_name_is_refused_in_words_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError) as refused:
        restore(_crafted(tmp_path / "in" / "all.tar", [name]), tmp_path / "out")
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 600
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["all.tar", "in"]


def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="twice"):
        restore(_crafted(tmp_path / "all.tar", ["CURRENT", "CURRENT"]), tmp_path / "out")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    with pytest.raises(InputError, match="it holds 'CURRENT'"):
        restore(_crafted(tmp_path / "all.tar", ["CURRENT"], type=kind, linkname="/etc/passwd"), tmp_path / "out")


def _rewritten(archive: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with every file given to ``change``, which returns its content or None to leave it out."""
    changed = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(changed, "w") as new:
        for member in old:
            source = old.extractfile(member)
            assert source is not None
            content = change(member.name, source.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return changed


@pytest.mark.parametrize("name", ["CURRENT", CATALOGUE, "backup.json", "snapshots/"])
def test_an_archive_without_a_part_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    changed = _rewritten(archive, lambda path, content: None if path.startswith(name) else content)
    with pytest.raises((InputError, DamagedError)):
        restore(changed, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("garbage", [b"", b"\xff", b"../x", b"20000101T000000000000-00000000\n"])
def test_garbage_in_the_pointer_of_an_archive_is_refused(archive: Path, tmp_path: Path, garbage: bytes) -> None:
    changed = _rewritten(archive, lambda path, content: garbage if path == "CURRENT" else content)
    with pytest.raises(DamagedError, match="The backup's CURRENT"):
        restore(changed, tmp_path / "out")


@pytest.mark.parametrize("label", [b"[", b"[]", b"{}", b'{"format": 1}', b"[" * 100_000, b"\xff"])
def test_garbage_in_the_label_of_an_archive_is_refused(archive: Path, tmp_path: Path, label: bytes) -> None:
    changed = _rewritten(archive, lambda path, content: label if path == "backup.json" else content)
    with pytest.raises(InputError, match="label"):
        restore(changed, tmp_path / "out")


def test_an_archive_of_a_newer_program_is_refused(archive: Path, tmp_path: Path) -> None:
    def newer(path: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | {"format": 99}).encode() if path == "backup.json" else content

    with pytest.raises(VersionError):
        restore(_rewritten(archive, newer), tmp_path / "out")


def test_a_damaged_model_in_an_archive_is_refused(filled: Any, tmp_path: Path) -> None:
    model = filled.data / "models" / filled.encoder.identity.id
    model.mkdir(parents=True)
    (model / "encoder.json").write_text("{}")
    back_up(filled.data, tmp_path / "all.tar")
    with pytest.raises(DamagedError, match="The backup's model"):
        restore(tmp_path / "all.tar", tmp_path / "out")


@pytest.mark.parametrize("cut", [100, 511, 513, 5000, 20_000])
def test_an_archive_that_was_cut_short_is_refused(archive: Path, tmp_path: Path, cut: int) -> None:
    (tmp_path / "cut.tar").write_bytes(archive.read_bytes()[:cut])
    with pytest.raises((InputError, DamagedError)):
        restore(tmp_path / "cut.tar", tmp_path / "out")
    assert not (tmp_path / "out").exists()


# a full disk


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_backup_and_restore_name_a_full_disk(
    filled: Any, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(StoreError, match="disk is full"):
        back_up(filled.data, tmp_path / "again.tar")
    assert not (tmp_path / "again.tar").exists()
    with pytest.raises(StoreError, match="disk is full"):
        restore(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()
