"""A running ``workshop-search serve``."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.command import Command


@dataclass
class Server:
    """The process, where it answers, and the lines it has logged since."""

    process: subprocess.Popen[str]
    address: str = ""
    lines: list[str] = field(default_factory=list)
    _reader: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """End the process as an operator does, and wait for its last line."""
        self.process.terminate()
        self._wait()

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        self._wait()

    def read(self) -> None:
        """Begin to keep the lines: a full pipe would stop the process."""
        stderr = self.process.stderr
        assert stderr is not None
        self._reader = threading.Thread(target=lambda: self.lines.extend(stderr), daemon=True)
        self._reader.start()

    def _wait(self) -> None:
        self.process.wait(30)
        if self._reader is not None:
            self._reader.join(10)


def start_server(
    command: Command, data: Path | None, *arguments: object, argv: Sequence[str] = (), **environment: str
) -> Server:
    """Start a server on a free port; returns once it listens.

    Without ``data`` it takes that of its environment. ``argv`` starts another program in place of the command.
    """
    given = ["serve", "--port", "0", *map(str, arguments), *(["--data", str(data)] if data else [])]
    process = subprocess.Popen(
        [*(argv or command.argv()), *given],
        cwd=command.home,
        env=command.environment(**environment),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    server = Server(process)
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            server.address = found[0]
            break
    else:
        raise AssertionError("".join(said))
    server.read()
    return server
