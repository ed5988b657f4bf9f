"""A data directory in one archive, and back.

The archive is a tar file: ``backup.json`` (format, snapshot, checksum of the catalogue) first, then
``catalogue.sqlite``, ``CURRENT``, ``PINNED``, ``DELETED`` and ``ALIAS``, the snapshot that answers,
``originals/`` and ``models/``. What is brought back is the same library: its collections on Milvus, which are in
no archive, are still its own.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from corpus.catalogue.upkeep import check, copy
from corpus.errors import DamagedError, InputError, StoreError, VersionError
from corpus.tombstones import DELETED
from ingest.pipeline import CATALOGUE
from ingest.sources.files import hash_file
from search.index.milvus.connection import Milvus
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest, verify
from search.snapshot.open import Snapshot

FORMAT = 1
_LABEL = "backup.json"
_TOPS = {_LABEL, CATALOGUE, "CURRENT", "PINNED", DELETED, "ALIAS", "snapshots", "originals", "models"}
_PASSING = {"compiled"}
"""Folders of compiled kernels: made again on the machine that needs them."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds."""

    snapshot: str
    files: int
    size: int


def back_up(data: Path, archive: Path, milvus: Milvus | None = None) -> Archive:
    """Write ``data`` as one archive while others read and write it. It appears whole or not at all.

    Raises InputError when ``archive`` exists, NoSnapshotError when nothing is published, StoreError when it cannot
    be written.
    """
    if archive.exists():
        raise InputError(f"{archive} exists already. Name a new file.")
    layout = Layout(data, milvus)
    snapshot = Snapshot.open_current(layout)  # held, and so not removed, until the archive is written
    part = archive.with_name(f".{archive.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=archive.parent) as scratch:
            # The catalogue after the snapshot is chosen and before the originals: it is never behind the one and
            # never names more than the other holds.
            catalogue = Path(scratch) / CATALOGUE
            copy(data / CATALOGUE, catalogue)
            with closing(sqlite3.connect(catalogue)) as db, db:
                db.execute("DELETE FROM job")
            files = _write(part, layout, snapshot, catalogue)
        part.replace(archive)
    except OSError as error:
        raise StoreError(f"{archive} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
        snapshot.close()
    return Archive(snapshot.manifest.id, files, archive.stat().st_size)


def _write(part: Path, layout: Layout, snapshot: Snapshot, catalogue: Path) -> int:
    identifier = snapshot.manifest.id
    label = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "snapshot": identifier,
        "catalogue_sha256": hash_file(catalogue),
    }
    pinned = layout.pinned_id()
    with part.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, dereference=True) as tar:
            _add_text(tar, _LABEL, json.dumps(label) + "\n")
            _add_text(tar, "CURRENT", identifier + "\n")
            if pinned == identifier:
                _add_text(tar, "PINNED", identifier + "\n")
            if (layout.data / DELETED).exists():
                _add_text(tar, DELETED, (layout.data / DELETED).read_text("utf-8"))
            if layout.has_alias():
                _add_text(tar, "ALIAS", layout.alias() + "\n")
            tar.add(catalogue, CATALOGUE, filter=_plain)
            for path in _files(layout):
                if path.parts[0] != "snapshots" or path.parts[1] == identifier:
                    tar.add(layout.data / path, str(path), recursive=False, filter=_plain)
            files = len(tar.getnames())
        file.flush()
        os.fsync(file.fileno())
    return files


def _files(layout: Layout) -> Iterator[Path]:
    for top in ("snapshots", "originals", "models"):
        for folder, folders, names in os.walk(layout.data / top):
            folders[:] = sorted(name for name in folders if name not in _PASSING and not name.startswith("."))
            for name in sorted(names):
                if top != "originals" or not name.startswith("."):  # there it is half a file of a killed run
                    yield (Path(folder) / name).relative_to(layout.data)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = _plain(tarfile.TarInfo(name))
    member.size = len(text.encode())
    tar.addfile(member, io.BytesIO(text.encode()))


def restore(archive: Path, data: Path) -> Archive:
    """Make ``data`` what it was when ``archive`` was written; every file is checked before it takes its place.

    Raises InputError when ``data`` holds anything or ``archive`` is no backup, DamagedError when a part of it
    differs from its checksum, VersionError when a newer program wrote it.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise InputError(f"{data} is not empty. Restore into a new directory.")
    data.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{data.name}-restoring-", dir=data.parent))
    try:
        files = _unpack(archive, staging)
        identifier = _verified(staging)
        staging.chmod(0o755)
        if data.exists():
            data.rmdir()
        staging.rename(data)
    except OSError as error:
        raise StoreError(f"{archive} cannot be restored to {data} ({error.strerror}).") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Archive(identifier, files, archive.stat().st_size)


def _unpack(archive: Path, staging: Path) -> int:
    files = 0
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                # Only plain files under names a backup has: no link and no ".." leads out of the folder.
                if not member.isreg() or path.is_absolute() or ".." in path.parts or path.parts[0] not in _TOPS:
                    raise InputError(f"{archive} is no backup of this program: it holds {member.name!r}.")
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101 - a regular member has content
                _put(source, staging / path)
                files += 1
    except (tarfile.TarError, EOFError) as error:
        raise InputError(f"{archive} cannot be read as a backup ({error}).") from error
    return files


def _put(source: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())


def _verified(staging: Path) -> str:
    label = _label(staging)
    if hash_file(staging / CATALOGUE) != label["catalogue_sha256"]:
        raise DamagedError(f"The backup's {CATALOGUE} differs from its checksum.")
    faults = check(staging / CATALOGUE).faults
    if faults:
        raise DamagedError(f"The backup's {CATALOGUE} is damaged: {faults[0]}")
    for path in staging.glob("originals/*/*"):
        if hash_file(path) != path.name:
            raise DamagedError(f"The backup's {path.relative_to(staging)} differs from its checksum.")
    _verify_snapshot(Layout(staging))
    (staging / _LABEL).unlink()
    return str(label["snapshot"])


def _verify_snapshot(layout: Layout) -> None:
    directory = layout.path(layout.current_id())
    manifest = Manifest.read(directory)
    if manifest.on_milvus:
        verify(directory, manifest)  # whether the collection is still there is another machine's affair
    else:
        Snapshot.open(directory).close()


def _label(staging: Path) -> dict[str, Any]:
    try:
        label = json.loads((staging / _LABEL).read_text("utf-8"))
        found, _ = label["format"], label["catalogue_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("This archive is no backup of this program: its label is missing.") from error
    if found != FORMAT:
        raise VersionError(f"This backup has format {found}; this program reads {FORMAT}.")
    return dict(label)
