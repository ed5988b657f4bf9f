"""A snapshot's manifest: what it contains, and the checksums to verify it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.control_files import SNAPSHOT_ID
from corpus.errors import DamagedError, VersionError
from corpus.ids import file_sha256
from corpus.serial import from_json, to_json
from search.answer import SnapshotRef
from search.index.tantivy import LOCKS
from search.snapshot.layout import MANIFEST, SEAL

FORMAT = 5
"""Increase it when older programs could not read a snapshot, or newer ones would misread an old one."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``content_hash`` is over (passage id, embedded-text hash) sorted, and the encoder id: equal content, equal
    hash, whatever the path that led there. ``files`` maps a path within the snapshot to its SHA-256.
    ``catalogue_change`` is the catalogue's count of changes it was built at. ``making`` names what the passages
    were made with (chunker, extractors), ``ranking`` holds the parameters of ranking in force at the build.
    ``vector_index`` tells how vectors are searched and, where that is not exact, with what recall. ``token_space``
    is that of the tokens' codes, empty where there are none.
    """

    id: str
    format: int
    created: str
    encoder_id: str
    encoder_name: str
    dimension: int
    passages: int
    documents: int
    content_hash: str
    catalogue_change: int
    files: dict[str, str]
    making: dict[str, str] = field(default_factory=dict)
    ranking: dict[str, Any] = field(default_factory=dict)
    vector_index: dict[str, Any] = field(default_factory=dict)
    token_space: str = ""

    @property
    def ref(self) -> SnapshotRef:
        """The part of the manifest that an answer refers to."""
        return SnapshotRef(
            self.id, self.content_hash, self.encoder_id, self.encoder_name, self.passages, self.ranking
        )

    @property
    def on_milvus(self) -> bool:
        """Whether the vectors are on Milvus instead of in the snapshot's folder."""
        return self.vector_index.get("kind") == "milvus"

    def write(self, directory: Path) -> None:
        """Write the manifest and its checksum to ``directory``."""
        path = directory / MANIFEST
        path.write_text(to_json(self) + "\n", encoding="utf-8")
        (directory / SEAL).write_text(_seal(path), encoding="utf-8")
        for file in (path, directory / SEAL):
            file.chmod(0o644)

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """Read the manifest in ``directory``. Raises DamagedError, or VersionError for another format."""
        path = directory / MANIFEST
        try:
            if (directory / SEAL).read_bytes() != _seal(path).encode():
                raise DamagedError(f"Snapshot {directory.name}: {MANIFEST} differs from its checksum. {_MEND}")
            manifest = from_json(cls, path.read_bytes())
            _check(manifest)
            found = manifest.format
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            what = getattr(error, "filename", None) or path
            raise DamagedError(f"{what} cannot be read as a manifest ({type(error).__name__}). {_MEND}") from error
        if found != FORMAT:
            raise VersionError(
                f"Snapshot {directory.name} has format {found}; this program reads format {FORMAT}. "
                "Run `workshop-search ingest` to build a new one from the catalogue."
            )
        return manifest


def recorded_model(directory: Path) -> str | None:
    """The name of the model that a snapshot of any format was encoded with; None if its manifest is damaged."""
    path = directory / MANIFEST
    try:
        sealed = (directory / SEAL).read_bytes() == _seal(path).encode()
        return str(json.loads(path.read_bytes())["encoder_name"]) if sealed else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def checksums(directory: Path) -> dict[str, str]:
    """SHA-256 of every file below ``directory`` except the manifest, its seal and locks, by path."""
    unlisted = {MANIFEST, SEAL, *LOCKS}
    paths = sorted(p for p in directory.rglob("*") if p.name not in unlisted and p.is_file())
    return {str(p.relative_to(directory)): file_sha256(p) for p in paths}


def verify(directory: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum. Raises DamagedError, which names the first that differs."""
    for name, expected in manifest.files.items():
        path = directory / name
        if path.name in LOCKS:  # an older version listed a lock that stood there for a moment
            continue
        try:
            found = file_sha256(path)
        except OSError as error:
            raise DamagedError(
                f"Snapshot {manifest.id}: {name} cannot be read ({error.strerror}). {_MEND}"
            ) from error
        if found != expected:
            raise DamagedError(f"Snapshot {manifest.id}: {name} differs from its checksum. {_MEND}")


def _check(manifest: Manifest) -> None:
    """Raises ValueError for what no build writes: an id that is none, files elsewhere, impossible sizes."""
    if not SNAPSHOT_ID.fullmatch(manifest.id):
        raise ValueError("its id is no id of a snapshot")
    if min(manifest.passages, manifest.documents, manifest.dimension) < 0:
        raise ValueError("it counts less than nothing")
    for name in manifest.files:
        path = PurePosixPath(name)
        if path.is_absolute() or not path.parts or ".." in path.parts or "\0" in name:
            raise ValueError("it names a file outside of the snapshot")
    if manifest.on_milvus and not {"collection", "words", "breadth"} <= manifest.vector_index.keys():
        raise ValueError("it does not say where its vectors are")


_MEND = "Run `workshop-search ingest` to build a new snapshot from the catalogue."


def _seal(path: Path) -> str:
    """The manifest's own checksum, as ``sha256sum --check`` reads it."""
    return f"{file_sha256(path)}  {MANIFEST}\n"
