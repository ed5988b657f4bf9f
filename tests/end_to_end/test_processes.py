"""Real processes: what they open, what they survive, and how they end."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from tests.support.server import Server, start_server

QUESTION = "How can governments give small loans to micro enterprises?"


def get(server: Server, path: str) -> Any:
    with urllib.request.urlopen(f"{server.address}{path}", timeout=30) as answer:
        return json.load(answer)


def search(server: Server, question: str) -> Any:
    return get(server, f"/v1/search?q={urllib.parse.quote(question)}")


@pytest.fixture(scope="module")
def served(real: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the server, alone in its folder."""
    return Path(real.copy(tmp_path_factory.mktemp("served") / "data"))


@pytest.fixture(scope="module")
def server(command: Any, served: Path) -> Iterator[Server]:
    """A server of a data directory of its own, under watch."""
    base = served.parent
    (base / "tmp").mkdir()
    watched = {"WATCH_LOG": str(base / "log"), "TMPDIR": str(base / "tmp")}
    started = start_server(command, served, WORKSHOP_SEARCH_POLL_SECONDS="0.1", **watched)
    yield started
    started.kill()


# nothing phones home

_LOOPBACK = re.compile(r"\('(127\.0\.0\.1|::1)'|''|'/")


def connections(log: list[str]) -> list[str]:
    """What was connected, sent or looked up beyond loopback and local sockets."""
    events = [line for line in log if line.startswith("socket.")]
    return [line for line in events if not _LOOPBACK.search(line) and "'127.0.0.1'" not in line]


def written(log: list[str], *allowed: Path) -> list[str]:
    """What was opened for writing, made or renamed outside of ``allowed``."""
    places = [str(path) for path in allowed]
    found = []
    for line in log:
        event, _, argument = line.partition(" ")
        if event in ("write", "os.mkdir", "os.rename") and argument.startswith(("'", "b'")):
            path = argument.strip("b'")
            if path != "/dev/null" and not any(path.startswith(place) for place in places):
                found.append(line)
    return found


def test_ingesting_the_tracked_workshops_opens_no_connection(real: Any) -> None:
    assert any(line.startswith("write ") for line in real.log), "the watch saw nothing"
    assert connections(real.log) == []


def test_ingesting_writes_nothing_outside_the_data_directory(real: Any, command: Any) -> None:
    assert written(real.log, real.data, real.temporary) == []
    assert list(command.home.iterdir()) == []
    assert list(real.temporary.iterdir()) == []


def test_the_micro_credit_recommendation_is_first_over_http(server: Server) -> None:
    best = search(server, QUESTION)["results"][0]["passage"]
    assert best["kind"] == "recommendation"
    assert "micro credit" in best["text"]


def test_serving_opens_no_connection_loads_no_torch_and_writes_nothing_outside(
    server: Server, served: Path, command: Any
) -> None:
    search(server, QUESTION)
    with urllib.request.urlopen(f"{server.address}/", timeout=30) as page:
        assert page.status == 200
    log = (served.parent / "log").read_text().splitlines()
    assert any("socket.bind" in line for line in log), "the watch saw nothing"
    assert connections(log) == []
    assert [line for line in log if line.startswith("import ")] == []
    assert written(log, served, served.parent / "tmp", (served / "models").resolve()) == []
    assert list(command.home.iterdir()) == []


# kill -9

MOMENTS = {
    "before the catalogue is opened": "sqlite3.connect:catalogue.sqlite",
    "before the new bytes are kept": "os.mkdir:originals/",
    "before the build begins": "tempfile.mkdtemp:.building-",
    "in the middle of the store": "sqlite3.connect:store.sqlite",
    "before the manifest is written": "open:manifest.json w",
    "while the snapshot is checked": "sqlite3.connect:immutable=1",
    "before the folder takes its name": "os.rename:.building-",
    "before the pointer is replaced": "os.rename:/CURRENT",
}


def test_a_run_killed_at_any_moment_leaves_the_old_snapshot_answering_and_the_next_run_completes(
    command: Any, server: Server, served: Path, tmp_path: Path
) -> None:
    """One server answers throughout; every killed run leaves its wreck to the next."""
    files = tmp_path / "files"
    files.mkdir()
    before = get(server, "/readyz")["snapshot"]
    layout = Layout(served)
    for number, (moment, event) in enumerate(MOMENTS.items()):
        (files / f"note-{number}.txt").write_text(f"Note {number}: lighthouses need keepers in winter.")
        run = command("ingest", files, "--data", served, WATCH_KILL=event)
        assert run.returncode == -signal.SIGKILL, f"{moment}: {run.stderr}"
        assert layout.current_id() == before, moment
        Snapshot.open_current(layout).close()
        answer = search(server, "lighthouses")
        assert answer["snapshot"]["id"] == before, moment
        assert "micro credit" in search(server, QUESTION)["results"][0]["passage"]["text"], moment
    run = command.in_process("ingest", files, "--data", served, "--json")
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert (report["new"] + report["unchanged"], report["failures"]) == (len(MOMENTS), [])
    assert [path.name for path in layout.snapshots.iterdir() if path.name.startswith(".")] == []
    deadline = threading.Event()
    for _ in range(100):
        if get(server, "/readyz")["snapshot"] == report["published"]:
            break
        deadline.wait(0.1)
    answer = search(server, "Who keeps lighthouses in winter?")
    assert answer["snapshot"]["id"] == report["published"]
    assert "lighthouses" in answer["results"][0]["passage"]["text"]


def test_a_killed_writer_does_not_lock_out_the_next_one(command: Any, real: Any, tmp_path: Path) -> None:
    data = real.copy(tmp_path / "data")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text("A text.")
    killed = command("ingest", tmp_path / "files", "--data", data, WATCH_KILL="sqlite3.connect:store.sqlite")
    assert killed.returncode == -signal.SIGKILL
    assert (data / "writer.lock").exists()
    assert command.in_process("ingest", tmp_path / "files", "--data", data).returncode == 0


# ends


def test_a_port_in_use_gives_a_message(command: Any, real: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = command("serve", "--port", port, "--data", real.data)
    assert run.returncode == 1
    assert run.stderr == (
        f"Error: Cannot listen on 127.0.0.1:{port} (Address already in use). "
        "Choose another --port, or stop the program that uses it.\n"
    )


def test_a_server_stops_cleanly_on_a_signal(command: Any, real: Any) -> None:
    for told in (signal.SIGTERM, signal.SIGINT):
        server = start_server(command, real.data)
        assert get(server, "/healthz")
        server.process.send_signal(told)
        assert server.process.wait(timeout=20) in (0, -told)


def test_a_server_over_a_damaged_snapshot_stops_with_a_message(command: Any, real: Any, tmp_path: Path) -> None:
    data = real.copy(tmp_path / "data")
    (data / "snapshots" / (data / "CURRENT").read_text().strip() / "store.sqlite").write_bytes(b"harm")
    run = command("serve", "--port", 0, "--data", data)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "workshop-search ingest" in run.stderr


# what is imported is this project

_WHERE = """
import importlib, pathlib, sys
for name in ("api", "ingest", "search", "corpus"):
    print(pathlib.Path(importlib.import_module(name).__file__).parent)
print("torch" in sys.modules)
"""


def test_the_four_packages_resolve_to_this_project_from_any_directory(tmp_path: Path) -> None:
    import corpus

    project = Path(corpus.__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", _WHERE], cwd=tmp_path, capture_output=True, text=True, check=True)
    *folders, torch = run.stdout.split("\n")[:-1]
    assert folders == [str(project / name) for name in ("api", "ingest", "search", "corpus")]
    assert torch == "False"
    assert (project / "pyproject.toml").is_file()


def test_the_tests_import_the_four_packages_of_this_project() -> None:
    import api
    import corpus
    import ingest
    import search

    project = Path(__file__).parents[2]
    for module in (api, ingest, search, corpus):
        assert Path(module.__file__ or "").parent == project / module.__name__


_QUIET = """
import sys
touched = []
sys.addaudithook(lambda event, args: touched.append((event, args)) if event.startswith("socket.") or (
    event == "open" and isinstance(args[2], int) and args[2] & 0x43) else None)
import importlib, pkgutil
for name in ("corpus", "search", "ingest", "api"):
    for module in pkgutil.walk_packages(importlib.import_module(name).__path__, name + "."):
        if not module.name.endswith(("worker", "encoder.reference", "encoder.export")):  # these bring torch
            importlib.import_module(module.name)
import threading
odd = [t for t in touched if "/dev/null" not in str(t) and "/tmp/" not in str(t)]
print(odd, [t.name for t in threading.enumerate()])
"""


def test_nothing_happens_at_import(command: Any) -> None:
    run = subprocess.run(
        [sys.executable, "-B", "-c", _QUIET],
        env=command.environment(),
        cwd=command.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip().endswith("[] ['MainThread']"), run.stdout
