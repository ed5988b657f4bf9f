"""One writer at a time, and a writer that was killed is none."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import BusyError, StoreError
from corpus.lock import writer_lock

_HOLD = """
import pathlib, sys
from corpus.lock import writer_lock
with writer_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of ``tmp_path``."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_refused_and_told_who_holds_the_lock(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with (
        pytest.raises(BusyError, match=rf"process {holder.pid} since \d{{4}}-.*Wait until it has finished"),
        writer_lock(tmp_path),
    ):
        pass


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with writer_lock(tmp_path):
        assert json.loads((tmp_path / "writer.lock").read_text())["pid"] != holder.pid


def test_a_lock_is_taken_again_after_it_was_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with writer_lock(tmp_path / "made" / "as needed"):
            pass


def test_a_second_writer_of_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(BusyError), writer_lock(tmp_path):
        pass


def test_an_error_inside_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        raise ZeroDivisionError
    with writer_lock(tmp_path):
        pass


def test_nonsense_in_the_lock_file_of_a_live_holder_still_gives_a_sentence(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    (tmp_path / "writer.lock").write_text("[]")
    with pytest.raises(BusyError, match="another process is writing"), writer_lock(tmp_path):
        pass


def test_a_directory_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), writer_lock(tmp_path / "file" / "data"):
        pass
