from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import StoreError
from corpus.ids import digest
from ingest.indexing.blob_store import Originals


@given(st.binary(max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_are_kept_under_their_hash(tmp_path: Path, data: bytes) -> None:
    originals = Originals(tmp_path)
    content_hash, path = originals.keep(data)
    assert content_hash == digest(data)
    assert path == originals.path(content_hash)
    assert path.read_bytes() == data


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    _, path = Originals(tmp_path).keep(b"x")
    before = path.stat().st_mtime_ns
    Originals(tmp_path).keep(b"x")
    assert path.stat().st_mtime_ns == before
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_failing_disk_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        Originals(tmp_path / "file").keep(b"x")
