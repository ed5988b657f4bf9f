"""Reading files that are not what they seem."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from ingest.sources.files import hash_file, open_regular, read_file


def code(path: Path, **limits: int) -> str:
    with pytest.raises(ExtractionError) as caught:
        read_file(path, **limits)
    return caught.value.code


@given(content=st.binary(max_size=100))
def test_gives_the_bytes_and_their_hash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "file"
    path.write_bytes(content)
    result = read_file(path)
    assert result.data == content
    assert result.content_hash == hash_file(path) == hashlib.sha256(content).hexdigest()


def test_a_file_over_the_limit_is_named_and_one_of_just_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(3_000_000))
    assert code(path, max_bytes=2_999_999) == "too-large"
    assert len(read_file(path, max_bytes=3_000_000).data) == 3_000_000


def test_a_sparse_giant_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert code(path, max_bytes=1000) == "too-large"


def test_a_file_that_is_no_longer_there_has_vanished(tmp_path: Path) -> None:
    assert code(tmp_path / "nothing") == "vanished"


def test_a_file_cut_short_while_it_is_read_has_vanished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(3_000_000))
    real = os.fstat

    def cut_after(handle: int) -> os.stat_result:
        status = real(handle)
        if status.st_size == 3_000_000 and len(seen) == 1:
            os.truncate(path, 1000)
        seen.append(handle)
        return status

    seen: list[int] = []
    monkeypatch.setattr(os, "fstat", cut_after)
    assert code(path) == "vanished"


def test_a_pipe_in_place_of_the_file_does_not_stop_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert code(tmp_path / "pipe") == "unreadable"


def test_a_link_or_a_folder_in_place_of_the_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert code(tmp_path / "link") == "unreadable"
    assert code(tmp_path) == "unreadable"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "a").chmod(0)
    assert code(tmp_path / "a") == "unreadable"


def test_no_file_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for path in (tmp_path / "a", tmp_path):
        with pytest.raises(ExtractionError), open_regular(path):
            raise OSError("while reading")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_name_that_is_not_utf8_makes_a_printable_message(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError) as caught:
        read_file(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")))
    str(caught.value).encode("utf-8")
