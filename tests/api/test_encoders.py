"""The encoder that goes with a snapshot is opened once, and again when it is another."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import api.encoders
from api.encoders import encoder_opener, library_model
from api.settings import Settings
from search.encoder.choice import ENGLISH_NAME
from search.encoder.compiled import MANIFEST
from search.snapshot.layout import MANIFEST as SNAPSHOT_MANIFEST
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


def test_a_library_without_a_snapshot_takes_the_default(tmp_path: Path) -> None:
    assert library_model(Settings(data=tmp_path)) == api.encoders.DEFAULT


def test_a_library_keeps_the_model_it_was_encoded_with(real: Any) -> None:
    assert library_model(Settings(data=real.data)) == ENGLISH_NAME


def test_the_configured_model_goes_before_that_of_the_library(real: Any) -> None:
    assert library_model(Settings(data=real.data, model="multilingual")) == "multilingual"


def test_a_library_whose_pointer_and_newest_manifest_are_damaged_keeps_its_model(
    real: Any, tmp_path: Path
) -> None:
    layout = Layout(real.copy(tmp_path / "data"))
    newest = layout.path(layout.current_id())
    shutil.copytree(newest, older := newest.with_name("20000101T000000000000-00000000"))
    assert older.is_dir()
    (newest / SNAPSHOT_MANIFEST).write_text("{}")
    layout.current.write_text("nothing")
    assert library_model(Settings(data=layout.data)) == ENGLISH_NAME


def test_a_library_of_another_format_keeps_its_model(real: Any, tmp_path: Path) -> None:
    layout = Layout(real.copy(tmp_path / "data"))
    manifest = Manifest.read(layout.path(layout.current_id()))
    replace(manifest, format=manifest.format - 1).write(layout.path(manifest.id))
    assert library_model(Settings(data=layout.data)) == ENGLISH_NAME
