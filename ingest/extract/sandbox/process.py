"""One worker process as the parent sees it: sent a task, watched, and, when it dies, asked what it died of."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from corpus.errors import ExtractionError
from ingest.extract.sandbox import wire
from ingest.extract.sandbox.limits import Limits

_ENVELOPE = 3
"""An answer may be this many times the text limit: spans and JSON escapes come with the text."""
_CHUNK = 1 << 20
_TASKS_PER_WORKER = 500
# Answers are decoded one at a time: the largest need several times their size while that is done.
_DECODING = threading.Lock()
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to extract; see :meth:`ingest.extract.sandbox.pool.ExtractionPool.submit`."""

    source: Path | bytes
    media_type: str | None
    name: str | None
    options: Mapping[str, str | None] = field(default_factory=dict)


class WorkerProcess(Generic[Result]):
    """One child process at a time, started when needed, replaced when dead."""

    def __init__(
        self,
        target: str,
        limits: Limits,
        stopping: threading.Event,
        decode: Callable[[dict[str, Any]], Result],
    ) -> None:
        self._decode = decode
        self._target = target
        self._limits = limits
        self._stopping = stopping
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def run(self, task: Task) -> Result:
        """Raises ExtractionError for whatever becomes of the file."""
        try:
            return self._run(task)
        except _Retired:
            # It had answered the file before and gone, as it should; this one it never saw.
            return self._run(task)

    def _run(self, task: Task) -> Result:
        process = self._alive()
        served = self._served
        deadline = time.monotonic() + self._limits.wall_seconds
        try:
            self._send(process, task, deadline)
            kind, payload = self._receive(process, deadline)
        except _Failed as failure:
            self.end()
            raise ExtractionError(failure.code, failure.message) from None
        except (EOFError, OSError):
            died = self._cause_of_death()
            if served and isinstance(died, _Ended):
                raise _Retired from None
            raise died from None
        self._served += 1
        return self._read(kind, payload)

    def _read(self, kind: int, payload: bytes | bytearray) -> Result:
        try:
            with _DECODING:
                message = json.loads(payload)
                if kind == wire.RESULT:
                    return self._decode(message)
            raise ExtractionError(str(message["code"]), str(message["message"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            self.end()
            raise ExtractionError("crashed", "The worker's answer could not be read.") from None

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._served >= _TASKS_PER_WORKER):
            self.end()
        if self._process is None:
            limits = self._limits
            numbers = (limits.memory, limits.cpu_seconds, limits.output, limits.input)
            self._served = 0
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "ingest.extract.sandbox.worker",
                    str(os.getpid()),
                    self._target,
                    *map(str, numbers),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                # Ctrl-C is the parent's to handle; it ends its workers itself.
                start_new_session=True,
            )
            for stream in (self._process.stdin, self._process.stdout):
                assert stream is not None  # noqa: S101 - for the type checker
                os.set_blocking(stream.fileno(), False)
        return self._process

    def _send(self, process: subprocess.Popen[bytes], task: Task, deadline: float) -> None:
        header = {"media_type": task.media_type, "name": task.name, **task.options}
        if isinstance(task.source, bytes):
            frames = [
                wire.frame(wire.TASK_BYTES, wire.pack(header)),
                wire.HEADER.pack(0, len(task.source)),
                task.source,
            ]
        else:
            frames = [wire.frame(wire.TASK_PATH, wire.pack({**header, "path": str(task.source)}))]
        if isinstance(task.source, bytes) and len(task.source) > self._limits.input:
            raise ExtractionError("too-large", f"The file is larger than {self._limits.input} bytes.")
        assert process.stdin is not None  # noqa: S101 - for the type checker
        descriptor = process.stdin.fileno()
        for part in frames:
            view = memoryview(part)
            while view:
                self._wait(descriptor, select.POLLOUT, deadline)
                view = view[os.write(descriptor, view[:_CHUNK]) :]

    def _receive(self, process: subprocess.Popen[bytes], deadline: float) -> tuple[int, bytearray]:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        descriptor = process.stdout.fileno()
        head = self._exactly(descriptor, wire.HEADER.size, deadline)
        kind, length = wire.HEADER.unpack(head)
        if length > self._limits.output * _ENVELOPE:
            raise _Failed("output-limit", f"The worker's answer is {length} bytes long.")
        return kind, self._exactly(descriptor, length, deadline)

    def _exactly(self, descriptor: int, length: int, deadline: float) -> bytearray:
        data = bytearray()
        while len(data) < length:
            self._wait(descriptor, select.POLLIN, deadline)
            part = os.read(descriptor, min(_CHUNK, length - len(data)))
            if not part:
                raise EOFError
            data += part
        return data

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        while not poll.poll(200):
            if self._stopping.is_set():
                raise _Failed("crashed", "The run was stopped.")
            if time.monotonic() > deadline:
                raise _Failed("time-limit", f"The file took more than {self._limits.wall_seconds:g} s.")

    def _cause_of_death(self) -> ExtractionError:
        """The worker closed its pipe: its exit status says why."""
        process = self._process
        assert process is not None  # noqa: S101 - for the type checker
        status, peak = _reap(process)
        self.end()
        if status == -signal.SIGXCPU:
            return ExtractionError(
                "time-limit", f"The file took more than {self._limits.cpu_seconds} s of processor time."
            )
        if status == -signal.SIGKILL:
            return ExtractionError(
                "memory-limit", "The system killed the worker, most likely because it used too much memory."
            )
        # A child's peak counts what its parent had mapped when it was made, which says nothing of the file.
        inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        if status < 0 and peak > max(self._limits.memory // 3, inherited):
            # Native code answers a refused allocation by aborting.
            return ExtractionError("memory-limit", "The worker ran out of memory.")
        if status < 0:
            with contextlib.suppress(ValueError):
                return ExtractionError(
                    "crashed", f"The worker was stopped by signal {signal.Signals(-status).name}."
                )
        if status == 0:
            return _Ended("crashed", "The worker exited.")
        return ExtractionError("crashed", f"The worker exited with status {status}.")

    def end(self) -> None:
        """Kill the worker, with whatever it started, and take it away."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()


class _Ended(ExtractionError):  # noqa: N818 - a kind of an error that leaves this module as one
    """The worker ended with status 0, which it does only between two files."""


class _Retired(Exception):  # noqa: N818 - no error: the file is given to another
    """The worker had served files and ended before it saw this one."""


class _Failed(Exception):  # noqa: N818 - a cause, not yet an error
    """Why the parent gave a worker up."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _reap(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Exit status (negative: the signal) and most resident bytes of a process that has closed its pipe."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        time.sleep(0.005)
    return 0, 0


def _environment() -> dict[str, str]:
    """The worker finds the modules its parent finds, and no more of the parent's settings than that needs."""
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    }
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return {
        **kept,
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
