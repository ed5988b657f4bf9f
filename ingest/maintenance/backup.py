"""A data directory in one archive; :mod:`ingest.maintenance.restore` is the way back.

The archive is a tar file: ``backup.json`` (format, snapshot, checksum of the catalogue) first, then
``catalogue.sqlite``, ``CURRENT``, ``PINNED``, ``DELETED`` and ``ALIAS``, the snapshot that answers,
``originals/``, ``models/``, ``corrections/`` and ``notebooks/``. What is brought back is the same library: its
collections on Milvus, which are in no archive, are still its own.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.catalogue.catalogue import CATALOGUE
from corpus.catalogue.maintenance import copy
from corpus.control_files import sync
from corpus.disk import why
from corpus.errors import InputError, StoreError
from corpus.notebooks import NOTEBOOKS
from corpus.tombstones import DELETED
from ingest.sources.files import hash_file
from ingest.workshop_page.declared.model import CORRECTIONS
from search.index.milvus.connection import Milvus
from search.index.tantivy import LOCKS
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

FORMAT = 1
LABEL = "backup.json"
_WORKPLACE = ".workshop-search-backup-"
_NOT_COPIED = {"compiled"}
"""Folders of compiled kernels: made again on the machine that needs them."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds."""

    snapshot: str
    files: int
    size: int


def back_up(data: Path, archive: Path, milvus: Milvus | None = None) -> Archive:
    """Write ``data`` as one archive while others read and write it. It appears whole or not at all.

    What backups that were killed left in the same folder is removed. Raises InputError when ``archive`` exists,
    NoSnapshotError when nothing is published, StoreError when it cannot be written.
    """
    if archive.exists():
        raise InputError(f"{archive} exists already. Name a new file.")
    layout = Layout(data, milvus)
    snapshot = Snapshot.open_current(layout)  # held, and so not removed, until the archive is written
    try:
        with _workplace(archive.absolute().parent) as scratch:
            # The catalogue after the snapshot is chosen and before the originals: it is never behind the one and
            # never names more than the other holds.
            catalogue = scratch / CATALOGUE
            copy(data / CATALOGUE, catalogue)
            with closing(sqlite3.connect(catalogue)) as db, db:
                db.execute("DELETE FROM job")
            files = _write(scratch / "archive", layout, snapshot, catalogue)
            (scratch / "archive").replace(archive)
            sync(archive.absolute().parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{archive} cannot be written ({why(error)}).") from error
    finally:
        snapshot.close()
    return Archive(snapshot.manifest.id, files, archive.stat().st_size)


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder to work in, within ``folder``, that is removed in the end, or by the next backup after a kill.

    It is locked while its process lives. The lock on ``folder`` keeps a backup that begins from removing it before
    it is locked.
    """
    beside = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        alone = _lock(beside, wait=True)
        for left in folder.glob(f"{_WORKPLACE}*") if alone else ():
            _remove_abandoned(left)
        path = Path(tempfile.mkdtemp(prefix=_WORKPLACE, dir=folder))
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        _lock(handle)
    finally:
        os.close(beside)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def _remove_abandoned(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _lock(handle):
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def _lock(handle: int, *, wait: bool = False) -> bool:
    """Whether an open folder could be locked; on a file system without locks it never can."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _write(part: Path, layout: Layout, snapshot: Snapshot, catalogue: Path) -> int:
    identifier = snapshot.manifest.id
    label = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "snapshot": identifier,
        "catalogue_sha256": hash_file(catalogue),
    }
    with part.open("xb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, dereference=True) as tar:
            _add_text(tar, LABEL, json.dumps(label) + "\n")
            _add_text(tar, "CURRENT", identifier + "\n")
            if layout.pinned_id() == identifier:
                _add_text(tar, "PINNED", identifier + "\n")
            if (layout.data / DELETED).exists():
                _add_text(tar, DELETED, (layout.data / DELETED).read_text("utf-8"))
            if layout.has_alias():
                _add_text(tar, "ALIAS", layout.alias() + "\n")
            tar.add(catalogue, CATALOGUE, filter=_without_owner)
            for path in _files(layout):
                if path.parts[0] != "snapshots" or path.parts[1] == identifier:
                    tar.add(layout.data / path, str(path), recursive=False, filter=_without_owner)
            files = len(tar.getnames())
        file.flush()
        os.fsync(file.fileno())
    return files


_WITH_LOCKS = ("originals", CORRECTIONS, NOTEBOOKS)
"""Folders in which a name that begins with a dot is no part of the library."""


def _files(layout: Layout) -> Iterator[Path]:
    for top in ("snapshots", "models", *_WITH_LOCKS):
        for folder, folders, names in os.walk(layout.data / top):
            folders[:] = sorted(name for name in folders if name not in _NOT_COPIED and not name.startswith("."))
            for name in sorted(names):
                # There a dot begins the name of a lock, or of half a file that a killed run left.
                if name not in LOCKS and (top not in _WITH_LOCKS or not name.startswith(".")):
                    yield (Path(folder) / name).relative_to(layout.data)


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = _without_owner(tarfile.TarInfo(name))
    member.size = len(text.encode())
    tar.addfile(member, io.BytesIO(text.encode()))
