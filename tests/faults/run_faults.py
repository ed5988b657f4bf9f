"""Faults made on purpose, against the real program: kills, flipped bits, a full disk, a server under load.

Run it with ``make test-faults``. What is counted:

- kills: ``ingest`` killed by SIGKILL at a random point. A *loss* is a kill after which the data directory does not
  open, answers otherwise than the state it says it is in, has a fault the doctor finds, or from which the next
  runs do not come to the content an undisturbed run comes to.
- flips: one bit flipped in one file of a snapshot; found when opening it is refused.
- control_files: garbage written into one of the files that steer the directory, named by the doctor and mended by
  the next run.
- lost_catalogue: the catalogue removed, or an older one put back, in which nothing was published, and which was
  rebuilt from the snapshot to the content an undisturbed run comes to.
- swept: what a killed backup or restore left, removed by the next one.
- answers: asked of a running server all the while snapshots are published. *Mixed* is an answer that differs
  from what the snapshot it names gives; *failed* is any status but 200.

A table for people, and as the last line one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

import corpus
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import DamagedError, StoreError
from ingest.maintenance.doctor import examine
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.choice import ENGLISH
from search.encoder.loading import load_encoder
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

COMMAND = str(Path(sys.executable).parent / "workshop-search")
WORDS = (
    "solar pump farm credit loan rural women market price tax export import seed wool bamboo silk road port water "
    "grid wind mill school clinic court patent brand cluster bank fund grant training workshop policy minister"
).split()
QUESTIONS = (
    "Which loans do rural women get?",
    "solar pumps for farms",
    "micro credit for small enterprises",
    "Who spoke about intellectual property?",
    "wool and bamboo export tax",
)
Answers = list[list[tuple[str, float]]]


class World:
    """A folder that changes in known steps, and what a run over each step ought to come to."""

    def __init__(self, home: Path, seed: int, documents: int, models: Path | None) -> None:
        self.chance = random.Random(seed)
        self.files, self.data, self.control = home / "files", home / "data", home / "control"
        shutil.copytree(Path(corpus.__file__).parent / "workshops", self.files)
        self.page = next(self.files.glob("*/page.txt"))
        self.next_name = 0
        self.names: list[str] = []
        for _ in range(documents):
            self._add()
        self._records()
        if models is not None:
            shutil.copytree(models, self.control / "models")
        self.encoder = load_encoder(self.control / "models", ENGLISH, build=True)
        self.data.mkdir()
        shutil.copytree(self.control / "models", self.data / "models")
        self.expected: dict[str, Answers] = {}

    def _text(self) -> str:
        return ". ".join(" ".join(self.chance.choices(WORDS, k=9)).capitalize() for _ in range(6)) + "."

    def _add(self) -> None:
        name = f"note-{self.next_name}.txt"
        self.next_name += 1
        self.names.append(name)
        (self.files / name).write_text(self._text())

    def _records(self) -> None:
        lines = (json.dumps({"_id": str(n), "title": f"Record {n}", "text": self._text()}) for n in range(20))
        (self.files / "records.jsonl").write_text("\n".join(lines) + "\n")

    def step(self) -> str:
        """Change the folder; returns the content hash an undisturbed run comes to."""
        self._add()
        for name in self.chance.sample(self.names, 3):
            (self.files / name).write_text(self._text())
        (self.files / self.names.pop(0)).unlink()
        if self.chance.random() < 0.3:
            self._records()
        page = self.page.read_text()
        self.page.write_text(page.replace("micro enterprises", self.chance.choice(("small firms", "micro firms"))))
        return self.settle(self.control)

    def settle(self, data: Path) -> str:
        """An undisturbed run into ``data``, within this process; its content hash."""
        report = ingest([str(self.files)], data, self.encoder, MemoryFetcher({}), options=Options())
        assert not report.failures, report.failures
        identifier, content, answers = self.look(data)
        self.expected.setdefault(content, answers)
        assert self.expected[content] == answers, f"{identifier}: equal content, other answers"
        return content

    def look(self, data: Path) -> tuple[str, str, Answers]:
        """Snapshot id, content hash and answers of what ``data`` answers with."""
        snapshot = Snapshot.open_current(Layout(data), expected_encoder=self.encoder.identity.id)
        try:
            return (
                snapshot.manifest.id,
                snapshot.manifest.content_hash,
                self.answers(Engine(snapshot, self.encoder)),
            )
        finally:
            snapshot.close()

    @staticmethod
    def answers(engine: Engine) -> Answers:
        found = (engine.search(Query(text, limit=10)).hits for text in QUESTIONS)
        return [[(result.passage.id, round(result.score, 4)) for result in results] for results in found]

    def faults(self, data: Path) -> list[str]:
        """What the doctor calls wrong."""
        return [f"{f.code} {f.where}: {f.message}" for f in examine(data, lambda _: None) if f.level == "fault"]

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """The real command."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            text=True,
            env=os.environ | {"WORKSHOP_SEARCH_POLL_SECONDS": "0.2", "WORKSHOP_SEARCH_MODEL": ENGLISH},
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **more},
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """The real command over the data directory, to its end: its exit code, and all it said."""
        process = self.start(
            *arguments, "--data", str(self.data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said, _ = process.communicate(timeout=300)
        return process.returncode, said

    def ingest(self, **more: Any) -> subprocess.CompletedProcess[str]:
        """The real ingest, to its end."""
        process = self.start("ingest", str(self.files), "--data", str(self.data), **more)
        _, said = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, "", said)


class Tally:
    """What is counted, and every complaint in words."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(
            (
                *("kills", "losses", "mixed_answers", "failed_answers", "flips", "flips_found"),
                *("control_files", "lost_catalogue", "swept"),
            ),
            0,
        )
        self.rows: list[tuple[str, str]] = []
        self.complaints: list[str] = []

    def row(self, what: str, result: str) -> None:
        self.rows.append((what, result))
        print(f"{what:<44} {result}", flush=True)

    def complain(self, text: str) -> None:
        self.complaints.append(text)
        print(f"!! {text}", flush=True)


def kills(world: World, tally: Tally, wanted: int, chance: random.Random) -> None:
    """Kill ``ingest`` again and again; every few kills let one run come to its end."""
    settled = world.settle(world.control)
    assert world.ingest().returncode == 0
    spent = published = 0.0
    while tally.counts["kills"] < wanted:
        before, settled = settled, world.step()
        bad = False
        for _ in range(min(chance.choice((1, 2, 3, 5)), wanted - tally.counts["kills"])):
            begun = time.monotonic()
            if not _kill_one(world, chance):
                break  # it came to its end before it was to be killed
            spent += time.monotonic() - begun
            tally.counts["kills"] += 1
            try:
                _, content, answers = world.look(world.data)
                if content not in (before, settled):
                    raise AssertionError(f"answers from {content[:8]}, neither before nor after")
                if answers != world.expected[content]:
                    raise AssertionError(f"answers of {content[:8]} are not what they were")
                if faults := world.faults(world.data):
                    raise AssertionError("; ".join(faults))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a loss and is told
                bad = True
                tally.counts["losses"] += 1
                tally.complain(f"after kill {tally.counts['kills']}: {type(error).__name__}: {error}")
                break
            if content == settled:
                published += 1
                break
        run = world.ingest()
        _, content, answers = world.look(world.data)
        left = Layout(world.data).left_behind()
        if (
            run.returncode
            or content != settled
            or answers != world.expected[settled]
            or world.faults(world.data)
            or left
        ):
            tally.counts["losses"] += not bad
            tally.complain(
                f"run after kills: rc {run.returncode}, {content[:8]} for {settled[:8]}, {left} {run.stderr}"
            )
    tally.row("kills", f"{tally.counts['kills']}, {published:.0f} of them after publishing; {spent:.0f} s")


def _kill_one(world: World, chance: random.Random) -> bool:
    """Kill one run: anywhere, in the middle of taking in, or while the snapshot is built and published."""
    process = world.start("ingest", str(world.files), "--data", str(world.data))
    assert process.stderr is not None
    stages = (
        ("", 2.0),
        ("listing", 0.4),
        ("encoding", 0.3),
        ("building", 0.12),
        ("building", 0.12),
        ("building", 0.12),
    )
    sign, most = chance.choice(stages)
    if sign:
        for line in process.stderr:
            if line.startswith(sign):
                break
    time.sleep(chance.uniform(0, most))
    process.kill()
    with process.stderr:
        return process.wait() == -signal.SIGKILL


def flips(world: World, tally: Tally, each: int, chance: random.Random) -> None:
    """Flip one bit at a time in every file of the snapshot that answers."""
    layout = Layout(world.data)
    directory = layout.path(layout.current_id())
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for _ in range(each if content else 0):
            damaged = bytearray(content)
            damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(damaged)
            tally.counts["flips"] += 1
            try:
                Snapshot.open(directory).close()
                tally.complain(f"a flipped bit in {path.name} was not seen")
            except DamagedError:
                tally.counts["flips_found"] += 1
        path.write_bytes(content)
    tally.row("flipped bits", f"{tally.counts['flips']}, found {tally.counts['flips_found']}")


GARBAGE = (b"", b"\n", b"\xff\xfe\x00", b"x" * 5000, b"../../etc\n", b"\x1b]0;owned\x07", b"[" * 4096)


def control_files(world: World, tally: Tally, each: int, chance: random.Random) -> None:
    """Garbage in every file that steers the directory: named by the doctor, mended by a run, nothing lost."""
    written = 0
    for name in ("CURRENT", "PINNED", "ALIAS", "DELETED", "writer.lock", "manifest"):
        for garbage in chance.sample(GARBAGE, min(each, len(GARBAGE))):
            settled = world.step()
            layout = Layout(world.data)
            path = layout.path(layout.current_id()) / "manifest.json" if name == "manifest" else world.data / name
            path.write_bytes(garbage)
            written += 1
            code, said = world.run("doctor")
            # Nobody reads what a lock file says, and an empty list of deletions is one.
            harmless = name == "writer.lock" or (name == "DELETED" and not garbage.strip())
            run = world.ingest()
            unpinned = world.run("snapshots", "unpin")[0] if name == "PINNED" else 0
            _, content, answers = world.look(world.data)
            wrong = world.faults(world.data)
            # A snapshot without its manifest stays damaged until it is repaired or pruned; another one answers.
            wrong = [] if name == "manifest" else wrong
            if (
                "Traceback" in said + run.stderr
                or (code == 0) != harmless
                or run.returncode
                or unpinned
                or content != settled
                or answers != world.expected[settled]
                or wrong
            ):
                tally.complain(
                    f"{garbage[:20]!r} in {name}: doctor {code}, run {run.returncode}, {wrong} {run.stderr}"
                )
            else:
                tally.counts["control_files"] += 1
            if name == "manifest":
                world.run("doctor", "--repair")
    tally.row("garbage in control files", f"{written}, mended {tally.counts['control_files']}")


def lost_catalogue(world: World, tally: Tally, times: int, chance: random.Random) -> None:
    """The catalogue lost, or put back from before the last run: refused, then rebuilt from the snapshot."""
    catalogue, copy = world.data / CATALOGUE, world.data.parent / "catalogue.copy"
    for number in range(times):
        with Catalogue.open(catalogue) as opened:
            opened.flush()
        shutil.copy(catalogue, copy)
        settled = world.step()
        assert world.ingest().returncode == 0
        before, _, _ = world.look(world.data)
        for path in world.data.glob(f"{CATALOGUE}*"):
            path.unlink()
        if number % 2:
            shutil.copy(copy, catalogue)
        new = world.files / "new.txt"
        new.write_text("Something new.")
        refused, said = world.run("ingest", str(new))
        new.unlink()
        after, _, _ = world.look(world.data)
        repaired, told = world.run("doctor", "--repair", "--from-snapshot")
        run = world.ingest()
        _, content, answers = world.look(world.data)
        if (
            (refused, repaired, run.returncode) != (1, 0, 0)
            or "--from-snapshot" not in said
            or before != after
            or content != settled
            or answers != world.expected[settled]
            or world.faults(world.data)
        ):
            tally.complain(f"lost catalogue: {refused} {repaired} {run.returncode} {said} {told} {run.stderr}")
        else:
            tally.counts["lost_catalogue"] += 1
        for path in world.data.glob(f"{CATALOGUE}.before-*"):
            path.unlink()
    tally.row("lost catalogues", f"{times}, noticed and rebuilt {tally.counts['lost_catalogue']}")


def killed_copies(world: World, tally: Tally, times: int, chance: random.Random) -> None:
    """Kill backups and restores while they write; the next one leaves nothing of them and brings all back."""
    folder = world.data.parent / "copies"
    folder.mkdir()
    _, settled, answers = world.look(world.data)
    left = 0
    for number in range(times):
        target, archive = folder / f"restored-{number}", folder / f"{number}.tar"
        left += _kill_copy(world, ("backup", str(archive), "--data", str(world.data)), folder, chance)
        archive.unlink(missing_ok=True)
        backed_up, said = world.run("backup", str(archive))
        begun = list(folder.glob(".*"))
        left += _kill_copy(world, ("restore", str(archive), "--data", str(target)), target, chance)
        process = world.start("restore", str(archive), "--data", str(target))
        whole = (target / "CURRENT").exists()  # the kill came after its end, and nothing is replaced
        _, told = process.communicate(timeout=300)
        _, content, found = world.look(target)
        if (
            backed_up
            or begun
            or (process.returncode and not whole)
            or list(target.glob(".*"))
            or (content, found) != (settled, answers)
        ):
            tally.complain(f"killed copies: {backed_up} {process.returncode} {begun} {said} {told}")
        archive.unlink()
        shutil.rmtree(target)
    if list(folder.iterdir()):
        tally.complain(f"killed copies left {list(folder.iterdir())}")
    tally.counts["swept"] = left
    tally.row("killed backups and restores", f"{2 * times}, of which {left} left something, all of it swept")


def _kill_copy(world: World, arguments: tuple[str, ...], folder: Path, chance: random.Random) -> int:
    """Kill a backup or a restore when it has begun to write; 1 where it left something in ``folder``."""
    process = world.start(*arguments)
    while process.poll() is None and not (folder.is_dir() and list(folder.glob(".*"))):
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.1))
    process.kill()
    process.communicate()
    return int(folder.is_dir() and bool(list(folder.glob(".*"))))


def full_disk(world: World, tally: Tally, runs: int, chance: random.Random) -> None:
    """A limit on the size of files, as a full disk: a sentence, the old answers, all well once there is room."""
    refused = 0
    for _ in range(runs):
        _, before, _ = world.look(world.data)
        settled = world.step()
        limit = chance.choice((1 << 12, 1 << 15, 1 << 17, 1 << 18, 3 << 17))
        run = world.ingest(
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        )
        refused += run.returncode == 1
        if (
            run.returncode not in (0, 1)
            or "Traceback" in run.stderr
            or (run.returncode and "Error: " not in run.stderr)
        ):
            tally.complain(f"files of at most {limit} bytes: rc {run.returncode}, {run.stderr[-600:]}")
        _check(world, tally, f"with files of at most {limit} bytes", {before, settled})
        _finish(world, tally, "after a full disk", settled)
    tally.row("full disk", f"{runs} runs, {refused} refused")


def two_at_once(world: World, tally: Tally) -> None:
    """Two runs over the same folder: one works, the other says who is at work, or comes after."""
    settled = world.step()
    both = [world.start("ingest", str(world.files), "--data", str(world.data)) for _ in range(2)]
    ends = [(process.communicate(timeout=300)[1], process.returncode) for process in both]
    told = [code == 0 or (code == 1 and "is writing to" in said) for said, code in ends]
    if not all(told) or all(code for _, code in ends):
        tally.complain(f"two at once: {ends}")
    _finish(world, tally, "after two at once", settled)
    tally.row("two ingests at once", f"exit codes {sorted(code for _, code in ends)}")


def other_user(world: World, tally: Tally) -> None:
    """A data directory that this user cannot write: it answers, and a run says what is wrong."""
    paths = [world.data, *world.data.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    home = world.data.parent
    home.chmod(0o755)
    try:
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        # Forked, not started: another user may not be able to read this Python.
        process = os.fork()
        if process == 0:
            os._exit(_as_other_user(world))
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    if code:
        tally.complain(f"read-only, other user: step {code} went wrong")
    tally.row("read-only, other user", "answers, and refuses to write" if code == 0 else f"step {code} went wrong")


def _as_other_user(world: World) -> int:
    """0, or the step that went wrong. The words of the index are asked: the model is not for a forked process."""
    signal.alarm(60)
    try:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        os.environ["TMPDIR"] = "/tmp"
        step = 1
        snapshot = Snapshot.open_current(Layout(world.data))
        encoder = HashingEncoder(snapshot.manifest.dimension)
        step = 2
        if not Engine(snapshot, encoder).search(Query(QUESTIONS[1], limit=5, mode="lexical")).hits:
            return step
        step = 3
        if world.faults(world.data):
            return step
        step = 4
        with contextlib.suppress(StoreError):
            ingest([str(world.files)], world.data, encoder, MemoryFetcher({}))
            return step
    except BaseException as error:  # noqa: BLE001 - nothing may return into the parent's code
        print(f"!! step {step}: {type(error).__name__}: {error}", flush=True)
        return step
    return 0


def _check(world: World, tally: Tally, when: str, contents: set[str]) -> None:
    _, content, answers = world.look(world.data)
    if content not in contents or answers != world.expected[content] or world.faults(world.data):
        tally.complain(f"{when}: answers from {content[:8]}; {world.faults(world.data)}")


def _finish(world: World, tally: Tally, when: str, settled: str) -> None:
    run = world.ingest()
    if run.returncode:
        tally.complain(f"{when}: the next run ended with {run.returncode}: {run.stderr[-400:]}")
    _check(world, tally, when, {settled})


@contextlib.contextmanager
def served(world: World, workers: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running server and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("serve", "--data", str(world.data), "--port", str(port), "--workers", str(workers))
    process = world.start(
        *command, stderr=subprocess.DEVNULL
    )  # nobody reads its log, and a full pipe would stop it
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/readyz").status_code == 200:
                    break
            time.sleep(0.1)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=60)


class Asker(threading.Thread):
    """Asks one question after the other and keeps every answer."""

    def __init__(self, address: str, stop: threading.Event, seed: int) -> None:
        super().__init__()
        self.address, self.stopping, self.chance = address, stop, random.Random(seed)
        self.answers: list[tuple[str, int, list[tuple[str, float]]]] = []
        self.failed: list[str] = []
        self.ended_at = 0.0

    def run(self) -> None:
        with httpx.Client(base_url=self.address, timeout=30) as client:
            while not self.stopping.is_set():
                number = self.chance.randrange(len(QUESTIONS))
                try:
                    answer = client.get("/v1/search", params={"q": QUESTIONS[number], "limit": 10})
                except httpx.TransportError as error:
                    self.ended_at = time.monotonic()
                    self.failed.append(f"{type(error).__name__}: {error}")
                    if isinstance(error, httpx.ConnectError):
                        return
                    continue
                if answer.status_code != 200:
                    self.failed.append(f"{answer.status_code}: {answer.text[:200]}")
                    continue
                body = answer.json()
                found = [(result["passage"]["id"], round(result["score"], 4)) for result in body["results"]]
                self.answers.append((body["snapshot"]["id"], number, found))


def publishing_under_load(world: World, tally: Tally, publications: int, workers: int) -> None:
    """Publish again and again under constant questions; every answer is of the one snapshot it names."""
    expected = {}
    identifier, _, answers = world.look(world.data)
    expected[identifier] = answers
    stop = threading.Event()
    with served(world, workers) as (address, _):
        askers = [Asker(address, stop, seed) for seed in range(4)]
        for asker in askers:
            asker.start()
        for _ in range(publications):
            world.step()
            world.settle(world.data)
            identifier, _, answers = world.look(world.data)
            expected[identifier] = answers
            time.sleep(0.6)
        time.sleep(1.5)
        last = httpx.get(f"{address}/readyz").json()["snapshot"]
        stop.set()
        for asker in askers:
            asker.join()
    if last != identifier:
        tally.complain(f"the server stayed with {last}, {identifier} is published")
    seen = {answer[0] for asker in askers for answer in asker.answers}
    total = sum(len(asker.answers) for asker in askers)
    for asker in askers:
        for name, number, found in asker.answers:
            if not _alike(expected[name][number], found):
                tally.counts["mixed_answers"] += 1
                tally.complain(f"mixed: {name} question {number}")
        tally.counts["failed_answers"] += len(asker.failed)
        for text in asker.failed[:3]:
            tally.complain(f"failed: {text}")
    tally.row(
        f"published under load, {workers} processes",
        f"{publications} snapshots, {len(seen)} of them asked, {total} answers",
    )


def _alike(expected: list[tuple[str, float]], found: list[tuple[str, float]]) -> bool:
    return [name for name, _ in expected] == [name for name, _ in found] and all(
        abs(a - b) < 2e-4 for (_, a), (_, b) in zip(expected, found, strict=True)
    )


def stopped_under_load(world: World, tally: Tally) -> None:
    """SIGTERM while questions are asked: those under way are answered, and the process ends well."""
    stop = threading.Event()
    with served(world, 1) as (address, process):
        askers = [Asker(address, stop, seed) for seed in range(4)]
        for asker in askers:
            asker.start()
        time.sleep(1.0)
        told_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        took = time.monotonic() - told_at
        stop.set()
        for asker in askers:
            asker.join()
        # A connection that is refused or closed before its question was read is no answer lost; a 5xx is one.
        broken = [text for asker in askers for text in asker.failed if text[:3].isdigit()]
        early = [asker for asker in askers if asker.failed and asker.ended_at < told_at]
        tally.counts["failed_answers"] += len(broken) + len(early)
        if broken or early or process.returncode not in (0, -signal.SIGTERM):
            tally.complain(f"SIGTERM: rc {process.returncode}, {broken[:3]}, {[a.failed[:2] for a in early]}")
    total = sum(len(asker.answers) for asker in askers)
    tally.row(
        "SIGTERM during requests", f"{total} answers, ended within {took:.1f} s, exit code {process.returncode}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--publications", type=int, default=20)
    parser.add_argument("--flips", type=int, default=8, help="bits flipped in each file, one at a time")
    parser.add_argument("--full", type=int, default=6, help="runs on a full disk")
    parser.add_argument("--garbage", type=int, default=3, help="kinds of garbage for each control file")
    parser.add_argument("--lost", type=int, default=4, help="catalogues lost")
    parser.add_argument("--copies", type=int, default=6, help="backups and restores killed")
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--models", type=Path, help="a data directory's models, to spare compiling one")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, tally = random.Random(given.seed), Tally()
    with tempfile.TemporaryDirectory(prefix="workshop-search-faults-") as home:
        world = World(Path(home), given.seed, given.documents, given.models)
        stages: list[Callable[[], None]] = [
            lambda: kills(world, tally, given.kills, chance),
            lambda: flips(world, tally, given.flips, chance),
            lambda: control_files(world, tally, given.garbage, chance),
            lambda: lost_catalogue(world, tally, given.lost, chance),
            lambda: killed_copies(world, tally, given.copies, chance),
            lambda: full_disk(world, tally, given.full, chance),
            lambda: two_at_once(world, tally),
            lambda: other_user(world, tally),
            lambda: publishing_under_load(world, tally, given.publications, 2),
            lambda: stopped_under_load(world, tally),
        ]
        for stage in stages:
            stage()
    print(json.dumps(tally.counts | {"complaints": len(tally.complaints)}))
    return 1 if tally.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
