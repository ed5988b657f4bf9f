"""Scanned pages are recognised wherever a file comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.extract import ocr

RECOGNISER = """
from dataclasses import replace
from ingest.extract import registry

def extract(data, media_type=None, name=None):
    plain = registry.extract(data, media_type, name)
    pages = tuple(replace(page, text="Recognised words.") for page in plain.pages)
    return replace(plain, pages=pages, image_only=())
"""


@pytest.fixture
def _recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for the extra, which need not be installed."""
    (tmp_path / "recogniser.py").write_text(RECOGNISER)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "version_key", lambda media_type: f"{media_type} recognised")
    monkeypatch.setattr(ocr, "OCR_TARGET", "recogniser:extract")


@pytest.mark.usefixtures("_recogniser")
@pytest.mark.parametrize("place", ["file", "url"])
def test_a_scan_is_recognised_from_a_file_and_from_a_url(
    workplace: Any, tiny_pdf: Callable[..., bytes], place: str
) -> None:
    scan = tiny_pdf("")
    workplace.web = {"http://h.example/scan.pdf": scan}
    target = workplace.write("scan.pdf", scan) if place == "file" else "http://h.example/scan.pdf"
    report = workplace.ingest(target)
    assert (report.failures, report.image_only_pages) == ([], 0)
    assert workplace.texts() == ["Recognised words."]
