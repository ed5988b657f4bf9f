"""The encoder that goes with a snapshot is opened once, and again when it is another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.encoders import encoder_opener
from search.encoder.compiled import MANIFEST
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest


@pytest.fixture
def models(real: Any, tmp_path: Path) -> Path:
    """A models folder of one's own."""
    shutil.copytree(real.data / "models", tmp_path / "models")
    return tmp_path / "models"


def test_an_encoder_is_opened_once_and_again_after_its_model_is_recompiled(real: Any, models: Path) -> None:
    layout = Layout(real.data)
    encoder_id = Manifest.read(layout.path(layout.current_id())).encoder_id
    opened = encoder_opener(models, None, "openvino")
    first = opened(encoder_id)
    assert opened(encoder_id) is first
    folder, aside = models / encoder_id, models / "aside"
    shutil.copytree(folder, aside)
    os.utime(aside / MANIFEST, (1.0, 1.0))  # as one written at another time
    shutil.rmtree(folder)
    aside.rename(folder)
    assert opened(encoder_id) is not first
    assert opened(encoder_id).identity == first.identity
