"""Model folders are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import ModelError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty folder to write files to, which replaces ``target`` when the ``with`` ends. Raises ModelError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".export-", dir=target.parent))
        try:
            yield work
            for path in work.iterdir():
                path.chmod(0o644)
                _sync(path)
            work.chmod(0o755)
            _sync(work)
            _publish(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise ModelError(f"The model cannot be written to {target.parent}: {error}") from error


def _publish(work: Path, target: Path) -> None:
    if target.exists():
        aside = Path(tempfile.mkdtemp(prefix=".old-", dir=target.parent))
        target.rename(aside / "old")
        work.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        work.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
