"""A running server with data of its own, and what is typed at a shell beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Command
from tests.support.server import start_server

DEFAULT_ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Place:
    """A running server, its data, a key to it, and a folder to run examples in."""

    address: str
    key: str
    folder: Path
    environment: dict[str, str]
    command: Command

    def ask(self, *arguments: str) -> str:
        """What the command prints, run within this process: for what an example needs or leaves behind."""
        data = self.environment["WORKSHOP_SEARCH_DATA"]
        ran = self.command.in_process(*arguments, cwd=self.folder, WORKSHOP_SEARCH_DATA=data)
        assert ran.returncode == 0, f"{arguments}\n{ran.stderr}"
        return ran.stdout

    def run(self, language: str, text: str, code: int = 0) -> str:
        """What an example says, on either output where it fails. It must end with ``code``."""
        text = text.replace("Bearer KEY", f"Bearer {self.key}").replace(DEFAULT_ADDRESS, self.address)
        argv = ["sh", "-e", "-c", text] if language == "sh" else [sys.executable, "-c", text]
        ran = subprocess.run(
            argv, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert ran.returncode == code, f"{text}\n{ran.stderr}"
        return ran.stdout if code == 0 else ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def place(command: Command, real: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The tracked workshop, served."""
    folder = tmp_path_factory.mktemp("documented")
    data = real.copy(folder / "data")
    (folder / "paper.txt").write_text("Clinics are funded by the districts they serve.")
    key = json.loads(command.in_process("keys", "add", "reader", "--data", data, "--json").stdout)["key"]
    environment = command.environment(WORKSHOP_SEARCH_DATA=str(data))
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    server = start_server(command, data)
    yield Place(server.address, key, folder, environment, command)
    server.stop()
