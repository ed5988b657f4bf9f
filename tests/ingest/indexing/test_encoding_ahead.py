"""Encoding goes on while more is read, and what comes of it is the same."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import ModelError
from ingest.indexing.report import silent
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import Encoder
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest

DOCUMENTS = 40


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.indexing.encoding._AHEAD", 4)
    monkeypatch.setattr("ingest.targets.jsonl._TRANSACTION", 4)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    lines = (
        {"_id": str(n), "title": f"Talk {n}", "text": f"Paper {n} on pump {n * n}."} for n in range(DOCUMENTS)
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


class _Noting(HashingEncoder):
    """Notes how many texts came at a time, and from which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, int]] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) > 1:  # a question comes as one
            self.calls.append((threading.current_thread().name, len(texts)))
        return super().encode_passages(texts)

    def counted(self, ahead: bool) -> int:
        return sum(count for name, count in self.calls if name.startswith("encode-ahead") is ahead)


def _content(data: Path) -> str:
    layout = Layout(data)
    return Manifest.read(layout.path(layout.current_id())).content_hash


def test_each_text_is_encoded_once_and_most_while_more_is_read(records: Path, tmp_path: Path) -> None:
    encoder, seen = _Noting(), []
    report = ingest(
        [str(records)],
        tmp_path / "data",
        encoder,
        MemoryFetcher({}),
        progress=lambda what, *_: seen.append((what, encoder.counted(ahead=True))),
    )
    assert (report.encoded, report.passages) == (DOCUMENTS, DOCUMENTS)
    assert (encoder.counted(ahead=True), encoder.counted(ahead=False)) == (DOCUMENTS, 0)
    assert any(0 < count < DOCUMENTS for what, count in seen if what == "reading records")
    again = ingest([str(records)], tmp_path / "data", encoder, MemoryFetcher({}))
    assert (again.encoded, again.published) == (0, None)


def test_encoding_ahead_gives_the_snapshot_of_encoding_at_the_end(
    records: Path, tmp_path: Path, word_encoder: Callable[..., Encoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([str(records)], tmp_path / "ahead", word_encoder(), MemoryFetcher({}))
    monkeypatch.setattr("ingest.indexing.encoding._AHEAD", 10 * DOCUMENTS)
    ingest([str(records)], tmp_path / "after", word_encoder(), MemoryFetcher({}))
    assert _content(tmp_path / "ahead") == _content(tmp_path / "after")
    with (
        Catalogue.open(tmp_path / "ahead" / CATALOGUE) as one,
        Catalogue.open(tmp_path / "after" / CATALOGUE) as other,
    ):
        for encoder_id in (word_encoder().identity.id, word_encoder().token_space.id):  # type: ignore[attr-defined]
            for _, text_hash in one.served_passages():
                assert one.vector(text_hash, encoder_id) == other.vector(text_hash, encoder_id) is not None


def test_at_most_one_batch_runs_and_one_waits(records: Path, tmp_path: Path) -> None:
    reading: list[int] = []
    free = threading.Event()

    class Slow(_Noting):
        def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            free.wait(10)
            return super().encode_passages(texts)

    def progress(what: str, done: int, _: int | None) -> None:
        if what == "reading records":
            reading.append(done)

    threading.Timer(0.5, lambda: (reading.append(-1), free.set())).start()
    ingest([str(records)], tmp_path / "data", Slow(), MemoryFetcher({}), progress=progress)
    read_meanwhile = max(reading[: reading.index(-1)])
    assert 8 <= read_meanwhile <= 12
    assert reading[-1] == DOCUMENTS


def test_others_may_write_while_the_model_computes(records: Path, tmp_path: Path) -> None:
    written: list[int] = []

    class Meanwhile(_Noting):
        def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if len(texts) > 1:
                with closing(sqlite3.connect(tmp_path / "data" / CATALOGUE, timeout=5)) as other:
                    other.execute("BEGIN IMMEDIATE")  # OperationalError where the one who waits holds the file
                    other.execute("ROLLBACK")
                written.append(len(texts))
            return super().encode_passages(texts)

    ingest([str(records)], tmp_path / "data", Meanwhile(), MemoryFetcher({}))
    assert sum(written) == DOCUMENTS


def test_a_document_of_many_passages_is_encoded_in_parts(tmp_path: Path) -> None:
    encoder = _Noting()
    path = tmp_path / "long.txt"
    path.write_text("".join(f"Word{n} " * 150 + "ends.\n\n" for n in range(23)))
    report = ingest([str(path)], tmp_path / "data", encoder, MemoryFetcher({}))
    ahead = [count for name, count in encoder.calls if name.startswith("encode-ahead")]
    assert report.encoded == report.passages > 20
    assert ahead == [4] * (report.passages // 4)


def test_a_model_that_fails_ends_the_run_and_the_next_one_goes_on(records: Path, tmp_path: Path) -> None:
    class Failing(_Noting):
        def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if len(self.calls) == 3:
                raise ModelError("out of memory")
            return super().encode_passages(texts)

    with pytest.raises(ModelError, match="out of memory"):
        ingest([str(records)], tmp_path / "data", Failing(), MemoryFetcher({}))
    after = ingest([str(records)], tmp_path / "data", HashingEncoder(), MemoryFetcher({}))
    assert after.passages == DOCUMENTS
    assert 0 < after.encoded < DOCUMENTS


def test_a_corpus_that_grows_too_large_for_tokens_gets_no_more_of_them(
    records: Path, tmp_path: Path, word_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.indexing.encoding.TOKENS_UP_TO", 10)
    encoder = word_encoder()
    report = ingest([str(records)], tmp_path / "data", encoder, MemoryFetcher({}), progress=silent)
    assert report.encoded == DOCUMENTS
    assert 0 < len(encoder.encoded) <= 12
    layout = Layout(tmp_path / "data")
    assert Manifest.read(layout.path(layout.current_id())).token_space == ""
