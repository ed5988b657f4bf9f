"""Documents taken out by hand: a decision that outlives every snapshot and every copy of the catalogue.

``DATA/DELETED`` holds one JSON object a line: ``id``, ``since`` (ISO 8601, UTC) and, unless the document was
erased, its ``source``. A document in it answers no question, whichever snapshot answers, until it is restored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.control_files import read_regular, replace_file
from corpus.errors import DamagedError

DELETED = "DELETED"
"""Its name in a data directory."""
_ID = re.compile(r"d[0-9a-f]{16}")
_MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Tombstone:
    """``source`` is None where the document was erased, of which only the id is kept."""

    id: str
    since: str
    source: str | None = None

    @property
    def erased(self) -> bool:
        """Whether nothing of the document is to be kept."""
        return self.source is None


def read_tombstones(data: Path) -> dict[str, Tombstone]:
    """Every deletion by the document's id; none where nothing was ever deleted.

    Raises DamagedError where the file holds anything else, StoreError where it may not be read.
    """
    found, damaged = _read(data)
    if damaged:
        raise DamagedError(
            f"{data / DELETED} has damaged lines ({damaged}), so deleted documents could appear in answers again. "
            "`workshop-search doctor --repair` rewrites it from the catalogue."
        )
    return found


def readable_tombstones(data: Path) -> tuple[dict[str, Tombstone], int]:
    """The deletions that can be read of a damaged file, and how many of its lines cannot."""
    return _read(data)


def write_tombstones(data: Path, tombstones: Iterable[Tombstone]) -> None:
    """Replace the list atomically. Raises StoreError."""
    lines = []
    for tombstone in sorted(tombstones, key=lambda each: each.id):
        values = {"id": tombstone.id, "since": tombstone.since, "source": tombstone.source}
        lines.append(json.dumps({name: value for name, value in values.items() if value is not None}))
    replace_file(data / DELETED, "".join(f"{line}\n" for line in lines).encode())


def stamp(data: Path) -> tuple[int, int, int] | None:
    """What tells one version of the list from the next; None where there is none."""
    try:
        facts = (data / DELETED).stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def _read(data: Path) -> tuple[dict[str, Tombstone], int]:
    raw = read_regular(data / DELETED, _MOST_BYTES)
    found, damaged = {}, 0
    for line in (raw or b"").splitlines():
        try:
            tombstone = _parsed(json.loads(line))
        except (ValueError, TypeError, AttributeError, RecursionError):
            damaged += 1
        else:
            found[tombstone.id] = tombstone
    return found, damaged


def _parsed(value: Mapping[str, object]) -> Tombstone:
    identifier, since, source = value.get("id"), value.get("since"), value.get("source")
    if not (isinstance(identifier, str) and _ID.fullmatch(identifier) and isinstance(since, str)):
        raise ValueError("neither an id nor a time")
    if not (source is None or isinstance(source, str)):
        raise ValueError("no source")
    return Tombstone(identifier, since, source)
