"""A folder that changes in known steps, and what is counted of what becomes of it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

import corpus
from api.cli.main import main
from ingest.maintenance.doctor import examine
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.choice import ENGLISH
from search.encoder.loading import load_encoder
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

COMMAND = str(Path(sys.executable).parent / "workshop-search")
SETTINGS = {"WORKSHOP_SEARCH_POLL_SECONDS": "0.2", "WORKSHOP_SEARCH_MODEL": ENGLISH}
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


class Ran(NamedTuple):
    """How a command ended, and all that it said."""

    code: int
    said: str


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
        """The real command, in a process of its own."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            text=True,
            env=os.environ | SETTINGS,
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **more},
        )

    def run(self, *arguments: str) -> Ran:
        """The command over the data directory, within this process, to its end."""
        ran = CliRunner().invoke(main, [*arguments, "--data", str(self.data)], env=SETTINGS)
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Ran(ran.exit_code, ran.output)

    def ingest(self) -> Ran:
        """Take in the folder."""
        return self.run("ingest", str(self.files))

    def start_ingest(self, **more: Any) -> subprocess.Popen[str]:
        """Begin to take in the folder, in a process of its own."""
        return self.start("ingest", str(self.files), "--data", str(self.data), **more)


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


def check(world: World, tally: Tally, when: str, contents: set[str]) -> None:
    """Complain unless the data directory holds one of ``contents`` and answers as it ought to."""
    _, content, answers = world.look(world.data)
    if content not in contents or answers != world.expected[content] or world.faults(world.data):
        tally.complain(f"{when}: answers from {content[:8]}; {world.faults(world.data)}")


def finish(world: World, tally: Tally, when: str, settled: str) -> None:
    """Complain unless the next run comes to the content ``settled``."""
    run = world.ingest()
    if run.code:
        tally.complain(f"{when}: the next run ended with {run.code}: {run.said[-400:]}")
    check(world, tally, when, {settled})
