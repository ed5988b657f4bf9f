"""OpenVINO's cache of compiled models. Disposable: without it a start takes a little longer.

OpenVINO notices a truncated file but not an altered one, which would silently give other vectors. So checksums are
kept here and compared before it reads anything.
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
    """Whether OpenVINO may use ``folder`` as its cache; a damaged cache is deleted first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _sums(folder) != _recorded(folder):
            shutil.rmtree(folder)
            folder.mkdir()
        return os.access(folder, os.W_OK)
    except (OSError, ModelError):
        return False


def record(folder: Path) -> None:
    """Record the checksums of what OpenVINO wrote. A failure only costs compiling again."""
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
