"""Runs that are refused: a full disk, two at once, another user."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal

from corpus.errors import StoreError
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from tests.faults.world import QUESTIONS, Tally, World, check, finish


def full_disk(world: World, tally: Tally, runs: int, chance: random.Random) -> None:
    """A limit on the size of files, as a full disk: a sentence, the old answers, all well once there is room."""
    refused = 0
    for _ in range(runs):
        _, before, _ = world.look(world.data)
        settled = world.step()
        limit = chance.choice((1 << 12, 1 << 15, 1 << 17, 1 << 18, 3 << 17))
        process = world.start_ingest(
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        )
        said, code = process.communicate(timeout=300)[1], process.returncode
        refused += code == 1
        if code not in (0, 1) or "Traceback" in said or (code and "Error: " not in said):
            tally.complain(f"files of at most {limit} bytes: rc {code}, {said[-600:]}")
        check(world, tally, f"with files of at most {limit} bytes", {before, settled})
        finish(world, tally, "after a full disk", settled)
    tally.row("full disk", f"{runs} runs, {refused} refused")


def two_at_once(world: World, tally: Tally) -> None:
    """Two runs over the same folder: one works, the other says who is at work, or comes after."""
    settled = world.step()
    both = [world.start_ingest() for _ in range(2)]
    ends = [(process.communicate(timeout=300)[1], process.returncode) for process in both]
    told = [code == 0 or (code == 1 and "is writing to" in said) for said, code in ends]
    if not all(told) or all(code for _, code in ends):
        tally.complain(f"two at once: {ends}")
    finish(world, tally, "after two at once", settled)
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
