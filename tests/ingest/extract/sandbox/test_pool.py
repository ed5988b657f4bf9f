"""A hostile file costs itself: the pool names what happened to it and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.sandbox import wire
from ingest.extract.sandbox.limits import Limits
from ingest.extract.sandbox.pool import ExtractionPool

HOSTILE = """
import ctypes, os, socket, sys, time
from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span

def extract(data, media_type, name):
    kind = data.decode()
    if kind == "spin":
        while True: pass
    if kind == "sleep": time.sleep(600)
    if kind == "hoard":
        kept = [bytearray(16 << 20) for _ in range(1000)]
    if kind == "exit": os._exit(7)
    if kind == "segfault": ctypes.string_at(0)
    if kind == "kill": os.kill(os.getpid(), 9)
    if kind == "bug": raise ZeroDivisionError
    if kind == "recurse": return extract(data, media_type, name)
    if kind == "huge": return page("x" * (3 << 20))
    if kind == "forge":
        os.write(4, b"\\x03" + (5).to_bytes(8, "little") + b"[[[[[")
        time.sleep(600)
    if kind == "boast":
        os.write(4, b"\\x03" + (1 << 60).to_bytes(8, "little"))
        time.sleep(600)
    if kind == "print":
        print("noise " * 10000); os.write(1, b"noise" * 1000)
    if kind == "network": socket.create_connection(("127.0.0.1", 9), 1)
    if kind == "modules": return page(" ".join(sys.modules))
    if kind == "refuse": raise ExtractionError("encrypted", "no")
    return page(f"{kind} {media_type} {name}")

def page(text):
    return Extraction("text/plain", (Page(1, text, "i", (Span(0, 1, "heading", 2),)),), "made", notes=("n",))
"""
LIMITS = Limits(memory=512 << 20, cpu_seconds=1, wall_seconds=5, output=2 << 20, input=1 << 20)


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExtractionPool]:
    (tmp_path / "hostile_extractor.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = children()
    with ExtractionPool(2, LIMITS, target="hostile_extractor:extract") as opened:
        yield opened
    assert children() <= before


def children() -> set[int]:
    return {int(pid) for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()}


def failure(pool: ExtractionPool, task: bytes) -> str:
    error = pool.submit(task).exception(timeout=30)
    assert isinstance(error, ExtractionError)
    return error.code


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (b"spin", "time-limit"),
        (b"sleep", "time-limit"),
        (b"hoard", "memory-limit"),
        (b"kill", "memory-limit"),
        (b"exit", "crashed"),
        (b"segfault", "crashed"),
        (b"bug", "crashed"),
        (b"forge", "crashed"),
        (b"boast", "output-limit"),
        (b"huge", "output-limit"),
        (b"recurse", "damaged"),
        (b"refuse", "encrypted"),
        (b"x" * (1 << 20) + b"x", "too-large"),
    ],
    ids=lambda value: value[:9].decode() if isinstance(value, bytes) else value,
)
def test_each_kind_of_death_has_its_name_and_the_pool_goes_on(
    pool: ExtractionPool, task: bytes, code: str
) -> None:
    assert failure(pool, task) == code
    results = [pool.submit(b"well").result(timeout=30) for _ in range(3)]
    assert all(result.pages[0].text == "well None None" for result in results)


def test_what_comes_back_equals_what_was_extracted(pool: ExtractionPool) -> None:
    result = pool.submit(b"well", "text/plain", name="a.txt").result(timeout=30)
    assert result.pages[0].text == "well text/plain a.txt"
    assert wire.from_message(wire.to_message(result)) == result


def test_noise_on_standard_output_does_not_reach_the_parent(pool: ExtractionPool) -> None:
    assert pool.submit(b"print").result(timeout=30).pages[0].text == "print None None"


def test_a_worker_cannot_use_the_network(pool: ExtractionPool) -> None:
    assert failure(pool, b"network") == "crashed"


def test_a_worker_imports_no_model_runtime(pool: ExtractionPool) -> None:
    modules = pool.submit(b"modules").result(timeout=30).pages[0].text.split()
    assert not {"torch", "openvino", "numpy", "sentence_transformers", "asyncio", "multiprocessing"} & set(modules)


def test_a_file_that_has_vanished_is_named(pool: ExtractionPool, tmp_path: Path) -> None:
    error = pool.submit(tmp_path / "gone.pdf").exception(timeout=30)
    assert isinstance(error, ExtractionError)
    assert error.code == "vanished"


def test_map_yields_every_item_once_whatever_becomes_of_it(pool: ExtractionPool) -> None:
    tasks = {n: [b"well", b"exit", b"refuse"][n % 3] for n in range(12)}
    done = dict(pool.map((n, task, None) for n, task in tasks.items()))
    assert {n: isinstance(result, Extraction) for n, result in done.items()} == {n: n % 3 == 0 for n in tasks}


def test_map_draws_only_a_few_items_ahead(pool: ExtractionPool) -> None:
    drawn = 0

    def items() -> Iterator[tuple[int, bytes, None]]:
        nonlocal drawn
        for drawn in range(1, 101):
            yield drawn, b"well", None

    results = pool.map(items())
    for taken, _ in enumerate(results, 1):
        assert drawn <= taken + 2 * pool.workers


def test_two_files_are_read_at_a_time(pool: ExtractionPool) -> None:
    list(pool.map((n, b"well", None) for n in range(4)))
    start = time.monotonic()
    assert [type(result) for _, result in pool.map((n, b"sleep", None) for n in range(2))] == [ExtractionError] * 2
    assert time.monotonic() - start < 1.7 * LIMITS.wall_seconds


def test_closing_stops_work_in_progress_at_once(pool: ExtractionPool) -> None:
    futures = [pool.submit(b"sleep") for _ in range(5)]
    time.sleep(0.5)
    start = time.monotonic()
    pool.close()
    assert time.monotonic() - start < 2
    assert all(future.cancelled() or future.exception() for future in futures)


def test_a_closed_pool_takes_nothing(pool: ExtractionPool) -> None:
    pool.close()
    with pytest.raises(RuntimeError):
        pool.submit(b"well")


PARENT = """
import sys, time
from ingest.extract.sandbox.pool import ExtractionPool
pool = ExtractionPool(1, target="hostile_extractor:extract")
pool.submit(b"well").result(); pool.submit(b"spin"); time.sleep(0.3)
import pathlib
pids = [p for t in pathlib.Path("/proc/self/task").glob("*/children") for p in t.read_text().split()]
print(*pids, flush=True); time.sleep(600)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "hostile_extractor.py").write_text(HOSTILE)
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    with parent:
        assert parent.stdout is not None
        (worker,) = map(int, parent.stdout.readline().split())
        assert alive(worker)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(worker)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_real_files_pass_through_the_real_extractors(write_pdf: Callable[..., bytes], tmp_path: Path) -> None:
    files = {
        "mislabelled.doc": write_pdf([[(72, 700, 11, f"Page {n}")] for n in (1, 2)]),
        "page.html": b"<html><body><h1>Title</h1><p>Words of a page.</p></body></html>",
        "notes.txt": b"Plain words.",
        "empty.pdf": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with ExtractionPool(2) as pool:
        done = dict(pool.map((name, tmp_path / name, None) for name in files))
    texts = {n: [p.text for p in r.pages] if isinstance(r, Extraction) else r.code for n, r in done.items()}
    assert texts == {
        "mislabelled.doc": ["Page 1", "Page 2"],
        "page.html": ["Title\n\nWords of a page."],
        "notes.txt": ["Plain words."],
        "empty.pdf": "empty",
    }
