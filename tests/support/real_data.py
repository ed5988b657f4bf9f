"""The data directory of the tracked workshop, made once by the real command with the real model."""

from __future__ import annotations

import fcntl
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
from tests.support.command import Command

WORKSHOPS = Path(corpus.__file__).parent / "workshops"


@dataclass(frozen=True)
class RealData:
    """The data directory that ``ingest corpus/workshops`` made with the model english, and how that run went."""

    data: Path
    run: subprocess.CompletedProcess[str]
    temporary: Path
    log: Sequence[str]

    def copy(self, to: Path) -> Path:
        """A data directory of one's own; the compiled model is shared."""
        to.mkdir()
        for path in self.data.iterdir():
            if path.name == "models":
                (to / "models").symlink_to(path)
            else:
                subprocess.run(["cp", "-r", path, to], check=True)
        return to


def take_in_once(command: Command, shared: Path) -> RealData:
    """What is made in ``shared``. Processes that run beside each other share it: one makes it, the others wait."""
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "made.json"
        if not made.exists():
            made.write_text(json.dumps(_taken_in(command, shared)))
    status, out, err, log = json.loads(made.read_text())
    assert status == 0, err
    run = subprocess.CompletedProcess(["workshop-search", "ingest"], status, out, err)
    return RealData(shared / "data", run, shared / "temporary", log)


def _taken_in(command: Command, into: Path) -> tuple[int, str, str, list[str]]:
    """Exit status, output, messages and watch log of taking in the tracked workshop."""
    (into / "temporary").mkdir()
    temporary = str(into / "temporary")
    run = command("ingest", WORKSHOPS, "--data", into / "data", WATCH_LOG=str(command.log), TMPDIR=temporary)
    return run.returncode, run.stdout, run.stderr, command.log.read_text().splitlines()
