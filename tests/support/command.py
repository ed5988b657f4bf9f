"""The command ``workshop-search``, in a process of its own or in this one."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from api.cli.main import main

MODEL = "english"
"""What tests encode a new library with. The default has a second model too, which takes three times as long."""

WATCH = """
import os, signal, sys
_log = os.environ.get("WATCH_LOG")
_kill = os.environ.get("WATCH_KILL")  # "event:part of its arguments": the process kills itself just before it
if _log:
    _fd = os.open(_log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    _events = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "os.mkdir", "os.rename")
    def _watch(event, args):
        if event == "import" and args[0] in ("torch", "sentence_transformers", "transformers"):
            os.write(_fd, f"import {args[0]}\\n".encode())
        elif event in _events:
            where = args[0 if event in ("socket.getaddrinfo", "os.mkdir", "os.rename") else 1]
            where = str(where) if isinstance(where, os.PathLike) else where
            os.write(_fd, f"{event} {where!r}\\n".encode())
        elif event == "open" and not isinstance(args[0], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            os.write(_fd, f"write {str(args[0])!r}\\n".encode())
    sys.addaudithook(_watch)
if _kill:
    _wanted, _part = _kill.split(":", 1)
    def _killer(event, args):
        if event == _wanted and _part in " ".join(map(str, args)):
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(_killer)
"""

Completed = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Command:
    """Runs ``workshop-search`` in a process of its own, in a home of its own, its doings noted."""

    home: Path
    watch: Path

    @property
    def log(self) -> Path:
        """What its processes opened, wrote and connected to."""
        return self.watch / "log"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {n: v for n, v in os.environ.items() if n != "CI" and not n.startswith("WORKSHOP_SEARCH_")}
        return kept | {
            "HOME": str(self.home),
            "PYTHONPATH": str(self.watch),
            "PYTHONDONTWRITEBYTECODE": "1",
            "WORKSHOP_SEARCH_WORKERS": "1",  # several take longer to start and more memory
            "WORKSHOP_SEARCH_MODEL": MODEL,
            **more,
        }

    def argv(self, *arguments: object) -> list[str]:
        return [str(Path(sys.executable).parent / "workshop-search"), *map(str, arguments)]

    def __call__(self, *arguments: object, **environment: str) -> Completed:
        return subprocess.run(
            self.argv(*arguments),
            cwd=self.home,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def in_process(self, *arguments: object, cwd: Path | None = None, **environment: str) -> Completed:
        """The same within this process, for tests that are about what the command does and says.

        A process takes a second to start. What the command writes to is the same: an exception that it does not
        catch ends it with 1, and its traceback is on standard error.
        """
        wanted = self.environment(**environment)
        other = {name: None for name in os.environ if name not in wanted}
        with chdir(cwd or self.home):
            ran = CliRunner().invoke(main, [str(part) for part in arguments], env={**wanted, **other})
        err = ran.stderr
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            err += "".join(traceback.format_exception(ran.exception))
        return subprocess.CompletedProcess(list(map(str, arguments)), ran.exit_code, ran.stdout, err)
