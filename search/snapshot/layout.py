"""Where snapshots lie in a data directory, and the one pointer that says which of them answers.

::

    DATA/CURRENT                     the id of the snapshot that answers, one line
    DATA/snapshots/<id>/
        manifest.json                what it is made of, with a checksum of every other file
        vectors.faiss                vectors, one row a passage
        lexical/                     tantivy's files
        store.sqlite                 passages, pages, documents, workshops, facets, report
    DATA/snapshots/.building-*/      a build under way, or what a killed one left
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from corpus.errors import DamagedError, NoSnapshotError, StoreError

MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"
STORE = "store.sqlite"

_BUILDING = ".building-"


class Layout:
    """The snapshot side of a data directory."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.snapshots = data / "snapshots"
        self.current = data / "CURRENT"
        self.models = data / "models"

    def path(self, snapshot_id: str) -> Path:
        """The folder of a snapshot."""
        return self.snapshots / snapshot_id

    def current_id(self) -> str:
        """The id of the snapshot that answers.

        Raises NoSnapshotError when nothing has been published, DamagedError when the pointer names nothing.
        """
        try:
            name = self.current.read_text("utf-8").strip()
        except FileNotFoundError:
            raise NoSnapshotError(
                f"{self.data} holds no published snapshot. Run `workshop-search ingest corpus/workshops` first "
                "(with --data if it is another directory)."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.current} cannot be read ({type(error).__name__}).") from error
        if not name or "/" in name or name.startswith(".") or not self.path(name).is_dir():
            raise DamagedError(
                f"{self.current} names {name!r}, which is no snapshot here. "
                "Run `workshop-search ingest` again: it publishes a new one from the catalogue."
            )
        return name

    def ids(self) -> list[str]:
        """The ids of all complete snapshots, oldest first."""
        if not self.snapshots.is_dir():
            return []
        return sorted(p.name for p in self.snapshots.iterdir() if p.is_dir() and not p.name.startswith("."))

    def new_building(self) -> Path:
        """An empty folder to build in, on the same file system as where the snapshot will stand."""
        self.snapshots.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.snapshots))
        path.chmod(0o755)
        return path

    def sweep(self) -> int:
        """Remove what killed builds left. Only for the holder of the writer lock. Returns how many."""
        left = list(self.snapshots.glob(f"{_BUILDING}*")) if self.snapshots.is_dir() else []
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)

    def publish(self, building: Path, snapshot_id: str) -> None:
        """Make a built and verified folder the snapshot that answers.

        Every file is synced before the folder takes its name, and the folder before ``CURRENT`` is replaced: a
        kill at any instruction leaves either the old pointer or the new one, each naming a complete snapshot.
        """
        for path in sorted(building.rglob("*")):
            _sync(path)
        _sync(building)
        building.rename(self.path(snapshot_id))
        _sync(self.snapshots)
        self.point(snapshot_id)

    def point(self, snapshot_id: str) -> None:
        """Replace ``CURRENT`` atomically."""
        handle, name = tempfile.mkstemp(prefix=".CURRENT-", dir=self.data)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(snapshot_id + "\n")
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        Path(name).replace(self.current)
        _sync(self.data)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
