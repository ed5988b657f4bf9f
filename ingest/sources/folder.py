"""A folder as a source: everything in it is either found or named as passed over."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ingest.sources.files import shown
from ingest.sources.urls import file_source

WORKSHOP_FILE = "workshop.toml"
PAPERS_FOLDER = "papers"

FileKind = Literal["file", "records"]
PassReason = Literal[
    "hidden",
    "temporary",
    "own data",
    "evaluation",
    "special",
    "broken link",
    "link out of folder",
    "link to folder",
    "unreadable",
    "vanished",
]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to take in.

    ``relative`` is its place under the root, with "/". ``real`` is what to open: ``path``, or what it links
    to. ``kind`` "records" is one document a line. ``workshop`` is the folder holding the ``workshop.toml`` it
    belongs to, if any.
    """

    path: Path
    real: Path
    relative: str
    source: str
    size: int
    kind: FileKind = "file"
    workshop: Path | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something in the folder that is not taken in. ``failure`` is true where that is a loss to be reported."""

    relative: str
    reason: PassReason
    message: str
    failure: bool = False


@dataclass(frozen=True, slots=True)
class WorkshopFolder:
    """A folder with a ``workshop.toml``. ``files`` are all files in it, without that one."""

    path: Path
    toml: FoundFile
    files: tuple[FoundFile, ...]

    @property
    def papers(self) -> tuple[FoundFile, ...]:
        """Those under ``papers/``: files for the workshop's talks."""
        return tuple(file for file in self.files if (self.path / PAPERS_FOLDER) in file.path.parents)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a root holds, in an order that depends on names alone.

    ``files`` belong to no workshop. ``complete`` is true if every folder under the root could be listed to its
    end: only then does absence mean that something is gone.
    """

    root: Path
    files: tuple[FoundFile, ...]
    workshops: tuple[WorkshopFolder, ...]
    passed_over: tuple[PassedOver, ...]
    complete: bool


@dataclass(slots=True)
class _Walk:
    root: Path
    real_root: Path
    own_data: frozenset[Path]
    files: list[FoundFile] = field(default_factory=list)
    tomls: dict[Path, FoundFile] = field(default_factory=dict)
    passed: list[PassedOver] = field(default_factory=list)
    complete: bool = True

    def pass_over(self, path: Path, reason: PassReason, message: str, *, failure: bool = False) -> None:
        relative = shown(path.relative_to(self.root).as_posix())
        self.passed.append(PassedOver(relative, reason, message, failure))


def list_folder(root: Path, *, own_data: Collection[Path] = ()) -> Listing:
    """Everything under ``root``. Nothing is opened; nothing raises: what fails is in ``passed_over``.

    :param own_data: folders never to enter, such as the data directory of this program.
    """
    root = Path(os.path.abspath(root))  # noqa: PTH100 - see file_source
    walk = _Walk(root, root.resolve(), frozenset(path.resolve() for path in own_data))
    # A stack rather than recursion: a hostile folder may be deeper than Python's.
    pending: list[tuple[Path, Path | None]] = [(root, None)]
    while pending:
        folder, workshop = pending.pop()
        names = _names(walk, folder)
        if WORKSHOP_FILE in names:
            workshop = folder
        beir = "corpus.jsonl" in names
        folders = [folder / name for name in names if _entry(walk, folder / name, workshop, beir=beir) == "folder"]
        pending.extend((path, workshop) for path in reversed(folders))
    return _listing(walk)


def find_file(path: Path) -> FoundFile:
    """A single file named by its reader; a symbolic link is followed, wherever to.

    :raises OSError: if it is not there.
    """
    real = path.resolve(strict=True)
    status = real.stat()
    return _found(path, real, path.name, status, None)


def _names(walk: _Walk, folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except OSError as error:
        # Also for a folder that vanished: what was in it is unknown, hence not known to be gone.
        walk.complete = False
        walk.pass_over(folder, "unreadable", f"the folder cannot be listed: {error.strerror}", failure=True)
        return []


def _entry(walk: _Walk, path: Path, workshop: Path | None, *, beir: bool) -> Literal["folder"] | None:
    """Take in or pass over one entry; "folder" if it is one to be listed."""
    if passed := _by_name(path.name, beir=beir):
        walk.pass_over(path, *passed)
        return None
    seen = _look(walk, path)
    if seen is None:
        return None
    real, status = seen
    if stat.S_ISDIR(status.st_mode):
        if walk.real_root / path.relative_to(walk.root) not in walk.own_data:
            return "folder"
        walk.pass_over(path, "own data", "data of this program")
        return None
    if not stat.S_ISREG(status.st_mode):
        walk.pass_over(path, "special", "a pipe, socket or device, not a file")
        return None
    found = _found(path, real, path.relative_to(walk.root).as_posix(), status, workshop)
    if workshop == path.parent and path.name == WORKSHOP_FILE:
        walk.tomls[workshop] = found
    else:
        walk.files.append(found)
    return None


def _by_name(name: str, *, beir: bool) -> tuple[PassReason, str] | None:
    if name.startswith("."):
        return "hidden", "its name begins with a dot"
    if name.startswith("~$") or name in ("Thumbs.db", "desktop.ini", "__MACOSX"):
        return "temporary", "left behind by a program, not a document"
    # In a BEIR folder only the corpus is documents; questions and judgements would answer themselves.
    if beir and (name == "qrels" or (name.startswith(("queries", "qrels")) and "." in name)):
        return "evaluation", "questions or judgements beside a corpus, not documents"
    return None


def _may_follow(walk: _Walk, path: Path, real: Path, status: os.stat_result) -> bool:
    if real != walk.real_root and walk.real_root not in real.parents:
        walk.pass_over(path, "link out of folder", f"a symbolic link to {shown(real)}, outside the folder")
        return False
    if not walk.own_data.isdisjoint(real.parents):
        walk.pass_over(path, "own data", "a symbolic link to data of this program")
        return False
    if stat.S_ISDIR(status.st_mode):
        walk.pass_over(
            path, "link to folder", f"a symbolic link to {shown(real)}, which is listed by its own name"
        )
        return False
    return True


def _look(walk: _Walk, path: Path) -> tuple[Path, os.stat_result] | None:
    """What ``path`` really is; None if that cannot be told or it is a link not to be followed."""
    link = False
    try:
        status = path.lstat()
        link = stat.S_ISLNK(status.st_mode)
        if not link:
            return path, status
        real = path.resolve(strict=True)
        status = real.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: a circle of links
        if link and not isinstance(error, PermissionError):
            walk.pass_over(path, "broken link", "a symbolic link that leads nowhere", failure=True)
        elif isinstance(error, FileNotFoundError):
            walk.pass_over(path, "vanished", "it vanished while the folder was listed", failure=True)
        else:
            # It may be a folder: what is in it is unknown.
            walk.complete = False
            walk.pass_over(path, "unreadable", f"it cannot be looked at: {shown(str(error))}", failure=True)
        return None
    return (real, status) if _may_follow(walk, path, real, status) else None


def _found(path: Path, real: Path, relative: str, status: os.stat_result, workshop: Path | None) -> FoundFile:
    return FoundFile(
        path=path,
        real=real,
        relative=shown(relative),
        source=file_source(path),
        size=status.st_size,
        kind="records" if path.suffix.lower() == ".jsonl" else "file",
        workshop=workshop,
    )


def _listing(walk: _Walk) -> Listing:
    owned: dict[Path, list[FoundFile]] = {path: [] for path in walk.tomls}
    free: list[FoundFile] = []
    for file in walk.files:
        if file.workshop in owned:
            owned[file.workshop].append(file)
        else:  # of no workshop, or of one whose workshop.toml was itself passed over
            free.append(replace(file, workshop=None))
    workshops = tuple(WorkshopFolder(path, walk.tomls[path], tuple(files)) for path, files in owned.items())
    return Listing(walk.root, tuple(free), workshops, tuple(walk.passed), walk.complete)
