"""Where OpenVINO keeps what it compiled. Disposable: without it a start takes a little longer.

OpenVINO notices a cut file but not a changed one, which would silently give other vectors; so the sums are kept
here and checked before it reads anything.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from corpus.errors import ModelError
from search.encoder.model_folder import cached_sha256

_SUMS = "sums.json"


def usable(folder: Path) -> bool:
    """Whether OpenVINO may read and write in ``folder``; what is damaged there is removed first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _sums(folder) != _recorded(folder):
            shutil.rmtree(folder)
            folder.mkdir()
        return os.access(folder, os.W_OK)
    except (OSError, ModelError):
        return False


def record(folder: Path) -> None:
    """Note the sums of what OpenVINO wrote. A failure costs only the time to compile again."""
    try:
        sums = _sums(folder)
        if sums == _recorded(folder):
            return
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False) as file:
            json.dump(sums, file)
        Path(file.name).replace(folder / _SUMS)
    except (OSError, ModelError):
        pass


def _sums(folder: Path) -> dict[str, str]:
    return {path.name: cached_sha256(path) for path in sorted(folder.glob("*.blob"))}


def _recorded(folder: Path) -> object:
    try:
        return json.loads((folder / _SUMS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
