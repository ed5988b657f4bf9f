"""A data directory from an archive that :mod:`ingest.maintenance.backup` wrote."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from corpus.catalogue.catalogue import CATALOGUE
from corpus.catalogue.maintenance import check
from corpus.control_files import SNAPSHOT_ID, sync
from corpus.disk import why
from corpus.errors import DamagedError, InputError, ModelError, StoreError, VersionError
from corpus.lock import writer_lock
from corpus.notebooks import FILE, NOTEBOOKS
from corpus.tombstones import DELETED, read_tombstones, write_tombstones
from ingest.maintenance.backup import FORMAT, LABEL, Archive
from ingest.sources.files import hash_file
from ingest.workshop_page.declared.model import CORRECTIONS
from ingest.workshop_page.declared.reader import SLUG
from search.encoder.loading import check_model
from search.snapshot.layout import RESTORING, Layout
from search.snapshot.manifest import Manifest, verify
from search.snapshot.open import Snapshot

_LOCK = "writer.lock"
_FILES = {LABEL, CATALOGUE, "CURRENT", "PINNED", DELETED, "ALIAS"}
_ORDER = (
    "models",
    "originals",
    CORRECTIONS,
    NOTEBOOKS,
    CATALOGUE,
    DELETED,
    "ALIAS",
    "PINNED",
    "snapshots",
    "CURRENT",
)
"""In which order parts take their places: a kill in between leaves nothing that answers from half a library."""
_NOT_OURS = {_LOCK, "lost+found"}
"""What a directory may hold and be empty: a lock file of ours, and what file systems put at their root."""
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME_BYTES, _MOST_PARTS = 255, 6


def restore(archive: Path, data: Path, deleted_in: Path | None = None) -> Archive:
    """Make ``data`` what it was when ``archive`` was written; every file is checked before it takes its place.

    ``data`` is a new or an empty directory; it may be a mount point. What a restore that was killed left in it is
    removed. Documents that were deleted by hand in the data directory ``deleted_in`` stay out as well.

    Raises InputError when ``data`` holds anything or ``archive`` is no backup, DamagedError when a part of it
    differs from its checksum, VersionError when a newer program wrote it, StoreError when the disk refuses.
    """
    _refuse_filled(data)
    deletions = read_tombstones(deleted_in) if deleted_in is not None else {}
    made = not data.exists()
    try:
        with writer_lock(data):
            _refuse_filled(data)
            _remove_unfinished(data)
            files, identifier = _restore_parts(archive, data, deletions)
    except BaseException as error:
        if made:
            with suppress(OSError):  # the error that is raised says what went wrong
                (data / _LOCK).unlink(missing_ok=True)
                data.rmdir()
        if isinstance(error, OSError):
            raise StoreError(f"{archive} cannot be restored to {data} ({why(error)}).") from error
        raise
    return Archive(identifier, files, archive.stat().st_size)


def _restore_parts(archive: Path, data: Path, deletions: dict[str, Any]) -> tuple[int, str]:
    staging = Path(tempfile.mkdtemp(prefix=RESTORING, dir=data))
    try:
        files = _unpack(archive, staging)
        identifier = _verified(archive, staging)
        if deletions:
            write_tombstones(staging, (read_tombstones(staging) | deletions).values())
        for name in _ORDER:
            if (staging / name).exists():
                (staging / name).rename(data / name)
                sync(data)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return files, identifier


def _refuse_filled(data: Path) -> None:
    if not data.exists():
        return
    if not data.is_dir():
        raise InputError(f"{data} is a file. Name a new or an empty directory.")
    held = {path.name for path in data.iterdir()} - _NOT_OURS
    left = {name for name in held if name.startswith(RESTORING)}
    unfinished = bool(left) and "CURRENT" not in held
    if held - left - (set(_ORDER) if unfinished else set()):
        raise InputError(f"{data} is not empty, and restore replaces nothing. Name a new or an empty directory.")


def _remove_unfinished(data: Path) -> None:
    """Remove what a restore that was killed left; anything else was refused."""
    for path in data.iterdir():
        if path.name in _NOT_OURS:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _unpack(archive: Path, staging: Path) -> int:
    seen: set[str] = set()
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                # Only plain files under names a backup has: no link and no ".." leads out of the folder.
                if not _is_plain(member) or not _may_hold(member.name.split("/")):
                    raise InputError(f"{archive} is not a backup of this program: it holds {member.name[:100]!r}.")
                if member.name in seen:
                    raise InputError(f"{archive} is not a backup of this program: it holds {member.name!r} twice.")
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101 - a regular member has content
                _put(source, staging / member.name)
                seen.add(member.name)
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError) as error:
        raise InputError(f"{archive} cannot be read as a backup ({error}).") from error
    return len(seen)


def _is_plain(member: tarfile.TarInfo) -> bool:
    return member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()


def _may_hold(parts: Sequence[str]) -> bool:
    """Whether a backup may hold a file of this name."""
    if not all(part not in ("", ".", "..") and part.isprintable() for part in parts):
        return False
    if len(parts) > _MOST_PARTS or any(len(os.fsencode(part)) > _NAME_BYTES for part in parts):
        return False
    top, *below = parts
    if not below:
        return top in _FILES
    if top == "snapshots":
        return len(below) > 1 and bool(SNAPSHOT_ID.fullmatch(below[0]))
    if top == "originals":
        return len(below) == 2 and bool(_HASH.fullmatch(below[1])) and below[0] == below[1][:2]
    if top == CORRECTIONS:
        stem, dot, ending = below[-1].rpartition(".")
        return len(below) == 1 and dot + ending == ".toml" and bool(SLUG.fullmatch(stem))
    if top == NOTEBOOKS:
        return len(below) == 1 and bool(FILE.fullmatch(below[0]))
    return top == "models" and len(below) > 1


def _put(source: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())


def _verified(archive: Path, staging: Path) -> str:
    """The snapshot that answers, everything unpacked having been checked."""
    label = _label(archive, staging)
    if hash_file(staging / CATALOGUE) != label["catalogue_sha256"]:
        raise DamagedError(f"The backup's {CATALOGUE} differs from its checksum.")
    faults = check(staging / CATALOGUE).faults
    if faults:
        raise DamagedError(f"The backup's {CATALOGUE} is damaged: {faults[0]}")
    for path in staging.glob("originals/*/*"):
        if hash_file(path) != path.name:
            raise DamagedError(f"The backup's {path.relative_to(staging)} differs from its checksum.")
    layout = Layout(staging)
    current = _pointer(layout, label)
    for name in layout.ids():
        _verify_snapshot(layout, name)
    return current


def _pointer(layout: Layout, label: dict[str, Any]) -> str:
    """The snapshot that answers, the small files that steer the library having been read."""
    try:
        current, pinned = layout.current_id(), layout.pinned_id()
        layout.has_alias()
        layout.deleted_ids()
    except StoreError as error:
        raise DamagedError("The backup's CURRENT, PINNED, ALIAS or DELETED is damaged.") from error
    if current != label["snapshot"] or pinned not in (None, current):
        raise DamagedError("The backup's CURRENT or PINNED does not name the snapshot in its label.")
    return current


def _verify_snapshot(layout: Layout, name: str) -> None:
    directory = layout.path(name)
    manifest = Manifest.read(directory)
    if manifest.id != name:
        raise DamagedError(f"The backup's snapshot {name} states another id, {manifest.id}.")
    if manifest.on_milvus:
        verify(directory, manifest)  # whether the collection is still there is another machine's affair
    else:
        Snapshot.open(directory).close()
    model = layout.models / manifest.encoder_id
    if model.exists():
        try:
            check_model(layout.models, manifest.encoder_id)
        except ModelError as error:
            raise DamagedError(f"The backup's model {manifest.encoder_id} is damaged: {error}") from error


def _label(archive: Path, staging: Path) -> dict[str, Any]:
    try:
        label = json.loads((staging / LABEL).read_text("utf-8"))
        found, _, _ = label["format"], label["catalogue_sha256"], label["snapshot"]
        (staging / LABEL).unlink()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{archive} is not a backup of this program: its label is missing.") from error
    if found != FORMAT:
        raise VersionError(f"This backup has format {found}; this program reads {FORMAT}.")
    for name in (CATALOGUE, "CURRENT"):
        if not (staging / name).is_file():
            raise InputError(f"{archive} is not a backup of this program: it holds no {name}.")
    return dict(label)
