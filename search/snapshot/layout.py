"""Where snapshots lie in a data directory, and the one pointer that says which of them answers.

::

    DATA/CURRENT                     the id of the snapshot that answers, one line
    DATA/ALIAS                       where Milvus is used: this library's alias there
    DATA/DELETED                     documents deleted by hand, which answer from no snapshot
    DATA/PINNED                      after a rollback: the id gone back to; nothing is published meanwhile
    DATA/snapshots/<id>/
        manifest.json                what it is made of, with a checksum of every other file
        manifest.sha256              the manifest's own checksum
        terms.sqlite                 where words are on Milvus: the corpus's terms
        vectors.faiss                vectors, one row a passage
        shortlist.faiss              an index of them, where there are many
        tokens.bin                   codes of the passages' tokens, where there are few
        lexical/                     tantivy's files
        store.sqlite                 passages, pages, documents, workshops, facets, report
    DATA/snapshots/.building-*/      a build under way, or what a killed one left
    DATA/snapshots/.removed-*/       a snapshot on its way out, or what a killed run left of one
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.catalogue.catalogue import CATALOGUE
from corpus.control_files import ALIAS, SNAPSHOT_ID, TEMPORARY, read_line, sync, write_line
from corpus.errors import DamagedError, NoSnapshotError
from corpus.tombstones import read_tombstones
from search.index.milvus.connection import Milvus

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
VECTORS = "vectors.faiss"
SHORTLIST = "shortlist.faiss"
TOKENS = "tokens.bin"
LEXICAL = "lexical"
TERMS = "terms.sqlite"
STORE = "store.sqlite"

_BUILDING = ".building-"
REMOVED = ".removed-"
RESTORING = ".restoring-"
"""How the name of the folder begins that an archive is unpacked in."""
_AN_ID = "the id of a snapshot"
_EXPORT_SECONDS = 3600.0
_STAMP = "%Y%m%dT%H%M%S%f"


class Layout:
    """The snapshot side of a data directory. ``milvus`` is where vectors are that do not lie in it."""

    def __init__(self, data: Path, milvus: Milvus | None = None) -> None:
        self.data = data
        self.milvus = milvus
        self.snapshots = data / "snapshots"
        self.current = data / "CURRENT"
        self.pinned = data / "PINNED"
        self.alias_file = data / "ALIAS"
        self.models = data / "models"

    def path(self, snapshot_id: str) -> Path:
        """The folder of a snapshot."""
        return self.snapshots / snapshot_id

    def current_id(self) -> str:
        """The id of the snapshot that answers.

        Raises NoSnapshotError when nothing has been published, DamagedError when the pointer names nothing.
        """
        name = self.pointed_id()
        if name is None:
            raise NoSnapshotError(
                f"{self.data} holds no published snapshot. Run `workshop-search ingest corpus/workshops` first "
                "(with --data if it is another directory)."
            )
        if not self.path(name).is_dir():
            raise DamagedError(
                f"{self.current} names {name}, and there is no such snapshot. "
                "Run `workshop-search ingest` again: it publishes a new one from the catalogue."
            )
        return name

    def ids(self) -> list[str]:
        """The ids of all complete snapshots, oldest first."""
        if not self.snapshots.is_dir():
            return []
        return sorted(p.name for p in self.snapshots.iterdir() if SNAPSHOT_ID.fullmatch(p.name) and p.is_dir())

    def new_building(self) -> Path:
        """An empty folder to build in, on the same file system as where the snapshot will stand."""
        self.snapshots.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.snapshots))
        path.chmod(0o755)
        return path

    def new_id(self, content: str, now: datetime | None = None) -> str:
        """An id that sorts after those of all snapshots there are, even when the clock was set back."""
        now = now or datetime.now(UTC)
        for last in self.ids()[-1:]:
            try:
                before = datetime.strptime(last.partition("-")[0], _STAMP).replace(tzinfo=UTC)
            except ValueError:
                continue
            now = max(now, before + timedelta(microseconds=1))
        return f"{now:{_STAMP}}-{content[:8]}"

    def left_behind(self) -> list[Path]:
        """What killed builds and removals left, or what one under way is working on."""
        patterns = (
            (self.snapshots, f"{_BUILDING}*"),
            (self.snapshots, f"{REMOVED}*"),
            (self.data, f"{TEMPORARY}*"),
            (self.data, f"{CATALOGUE}.rebuilding*"),
            (self.data, f"{RESTORING}*"),
            (self.data / "originals", "*/.*"),
        )
        found = [path for folder, pattern in patterns if folder.is_dir() for path in folder.glob(pattern)]
        return sorted(found + [path for path in self.models.glob(".*-*") if _is_abandoned(path)])

    def sweep(self) -> int:
        """Remove what killed runs left, and end a rollback cut short. Only for the holder of the writer lock.

        Returns how many things were left.
        """
        left = self.left_behind()
        for path in left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        pinned = self.pinned_id()
        if pinned is not None and self.path(pinned).is_dir() and pinned != self.pointed_id():
            self.point(pinned)
        return len(left)

    def pointed_id(self) -> str | None:
        """What ``CURRENT`` names, whether it is there or not; None while nothing has been published.

        Raises DamagedError where the file holds no id of a snapshot.
        """
        return read_line(self.current, SNAPSHOT_ID, _AN_ID)

    def pinned_id(self) -> str | None:
        """The id of the snapshot a rollback pinned, or None while publishing is on.

        Raises DamagedError where the file holds no id of a snapshot.
        """
        return read_line(self.pinned, SNAPSHOT_ID, _AN_ID)

    def pin(self, snapshot_id: str) -> None:
        """Make a snapshot answer and stay. A kill in between is ended by the next :meth:`sweep`."""
        write_line(self.pinned, snapshot_id)
        self.point(snapshot_id)

    def has_alias(self) -> bool:
        """Whether anything of this library was ever written to Milvus. Raises DamagedError."""
        return self._alias() is not None

    def alias(self) -> str:
        """What this library's collections on Milvus are called by; the first call chooses it.

        Raises DamagedError.
        """
        known = self._alias()
        return known or self.choose_alias(f"workshops_{secrets.token_hex(4)}")

    def choose_alias(self, name: str) -> str:
        """Call this library ``name`` on Milvus from now on."""
        if not ALIAS.fullmatch(name):
            raise DamagedError(f"{name!r} is no name of a library on Milvus.")
        write_line(self.alias_file, name)
        return name

    def _alias(self) -> str | None:
        return read_line(self.alias_file, ALIAS, "this library's name on Milvus")

    def deleted_ids(self) -> frozenset[str]:
        """The documents deleted by hand, whichever snapshots hold them. Raises DamagedError."""
        return frozenset(read_tombstones(self.data))

    def unpin(self) -> None:
        """Turn publishing on again; what answers stays until the next publication."""
        self.pinned.unlink(missing_ok=True)
        sync(self.data)

    def publish(self, building: Path, snapshot_id: str) -> None:
        """Make a built and verified folder the snapshot that answers.

        Every file is synced before the folder takes its name, and the folder before ``CURRENT`` is replaced: a
        kill at any instruction leaves either the old pointer or the new one, each naming a complete snapshot.
        """
        for path in sorted(building.rglob("*")):
            sync(path)
        sync(building)
        building.rename(self.path(snapshot_id))
        sync(self.snapshots)
        self.point(snapshot_id)

    def point(self, snapshot_id: str) -> None:
        """Replace ``CURRENT`` atomically."""
        write_line(self.current, snapshot_id)


def _is_abandoned(path: Path) -> bool:
    """Whether a model's compilation was killed: it needs no writer lock, so what is young may be under way."""
    try:
        return path.name.startswith((".export-", ".old-")) and time.time() - path.stat().st_mtime > _EXPORT_SECONDS
    except FileNotFoundError:
        return False
