"""One changed document costs its own passages, and the outcome is what a build from nothing gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

WORDS = "solar pump farm credit loan rural women market price tax export import seed wool bamboo silk road".split()


class Counting(HashingEncoder):
    """Counts the passages it is given."""

    def __init__(self) -> None:
        super().__init__(64)
        self.encoded: list[str] = []

    def encode_passages(self, texts: Any) -> NDArray[np.float32]:
        self.encoded += texts
        return super().encode_passages(texts)


def _top(data: Path) -> list[list[tuple[str, float]]]:
    snapshot = Snapshot.open_current(Layout(data))
    engine = Engine(snapshot, HashingEncoder(64))
    questions = (" ".join(WORDS[at : at + 3]) for at in range(len(WORDS) - 3))
    found = [[(r.passage.id, r.score) for r in engine.search(Query(text, limit=10)).hits] for text in questions]
    snapshot.close()
    return found


def test_of_one_changed_document_only_its_passages_are_encoded_and_the_outcome_is_that_of_a_full_build(
    tmp_path: Path,
) -> None:
    chance, files = random.Random(3), tmp_path / "files"
    files.mkdir()
    for number in range(300):
        (files / f"{number}.txt").write_text(f"Note {number}. " + " ".join(chance.choices(WORDS, k=30)) + ".")
    encoder = Counting()
    ingest([str(files)], tmp_path / "data", encoder, MemoryFetcher({}))
    assert len(encoder.encoded) == 300
    encoder.encoded.clear()
    (files / "123.txt").write_text("Changed. Yaks carry solar pumps over the silk road.")
    report = ingest([str(files)], tmp_path / "data", encoder, MemoryFetcher({}))
    assert (len(encoder.encoded), report.encoded, report.changed, report.unchanged) == (1, 1, 1, 299)
    assert "Yaks" in encoder.encoded[0]
    ingest([str(files)], tmp_path / "full", HashingEncoder(64), MemoryFetcher({}))
    step, full = _top(tmp_path / "data"), _top(tmp_path / "full")
    assert [[name for name, _ in one] for one in step] == [[name for name, _ in one] for one in full]
    assert np.allclose([s for one in step for _, s in one], [s for one in full for _, s in one], atol=1e-4)
