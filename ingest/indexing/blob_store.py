"""The bytes of files taken in, kept by their SHA-256."""

from __future__ import annotations

from pathlib import Path

from corpus.control_files import replace_file
from corpus.ids import digest


class Originals:
    """A folder of files named by the hash of their content, in 256 sub-folders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, content_hash: str) -> Path:
        """Where the bytes of this hash are, if they are kept."""
        return self._folder / content_hash[:2] / content_hash

    def holds(self, content_hash: str, size: int | None = None) -> bool:
        """Whether a file is kept by this hash, of ``size`` bytes where that is given. Its content is not read."""
        try:
            facts = self.path(content_hash).stat()
        except OSError:
            return False
        return size is None or facts.st_size == size

    def keep(self, data: bytes) -> tuple[str, Path]:
        """Keep ``data``; returns its hash and where it is. A damaged file in its place is replaced.

        Raises StoreError when the disk refuses.
        """
        content_hash = digest(data)
        path = self.path(content_hash)
        if not (path.is_file() and digest(path.read_bytes()) == content_hash):
            replace_file(path, data, durable=False)  # one that power cuts short is noticed and kept again
        return content_hash, path
