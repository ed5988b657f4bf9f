"""Control files are read by their grammar, whatever somebody wrote into them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.control_files import SNAPSHOT_ID, lock_owner, read_line, write_line
from corpus.errors import DamagedError, StoreError
from corpus.lock import writer_lock

ID = "20261128T055100123456-0123abcd"


@pytest.fixture(scope="module")
def pointer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("control") / "CURRENT"


@given(content=st.one_of(st.binary(max_size=6000), st.text().map(str.encode), st.just(ID.encode())))
def test_a_line_either_fits_its_grammar_or_is_refused_with_the_repair(pointer: Path, content: bytes) -> None:
    pointer.write_bytes(content)
    if SNAPSHOT_ID.fullmatch(content.decode("ascii", "replace").removesuffix("\n")):
        assert read_line(pointer, SNAPSHOT_ID, "the id of a snapshot") == content.decode().removesuffix("\n")
        return
    with pytest.raises(DamagedError, match="doctor --repair") as refused:
        read_line(pointer, SNAPSHOT_ID, "the id of a snapshot")
    assert str(refused.value).isprintable()


def test_what_was_written_is_read_back(pointer: Path) -> None:
    write_line(pointer, ID)
    assert read_line(pointer, SNAPSHOT_ID, "the id of a snapshot") == ID
    assert [path.name for path in pointer.parent.iterdir()] == ["CURRENT"]


def test_a_pipe_in_the_place_of_a_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "CURRENT")
    with pytest.raises(DamagedError, match="should be a file"):
        read_line(tmp_path / "CURRENT", SNAPSHOT_ID, "the id of a snapshot")


@given(st.binary(max_size=5000))
def test_whatever_a_lock_file_holds_its_owner_can_be_told(raw: bytes) -> None:
    assert lock_owner(raw).isprintable()


def test_deeply_nested_garbage_in_a_lock_file_names_no_owner() -> None:
    assert lock_owner(b"[" * 4096) == "another process"


@pytest.mark.parametrize("garbage", [b"", b"\xff" * 5000, b"[" * 4096, b'{"pid": "\x1b]0;", "since": 1}'])
def test_garbage_in_the_lock_file_keeps_nobody_out(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "writer.lock").write_bytes(garbage)
    with writer_lock(tmp_path):
        pass


def test_a_pipe_in_the_place_of_the_lock_file_is_an_error_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "writer.lock")
    with pytest.raises(StoreError, match=r"writer\.lock"), writer_lock(tmp_path):
        pass


def test_a_file_system_without_locks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("corpus.lock.fcntl.flock", refuse)
    with pytest.raises(StoreError, match="does not support locks"), writer_lock(tmp_path):
        pass
