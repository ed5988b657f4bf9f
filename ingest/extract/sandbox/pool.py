"""Extraction in worker processes: a hostile file costs itself, never the run.

One thread of the parent serves one worker process over a pipe. The worker binds itself to the limits
(:mod:`ingest.extract.sandbox.limits`); the thread watches the clock and the length of the answer, names the way
a worker died, and starts another. Workers are plain child processes rather than ``multiprocessing``'s, which
would import the parent's main module into each of them and unpickle what they send.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.sandbox import wire
from ingest.extract.sandbox.limits import Limits
from ingest.extract.sandbox.process import Task, WorkerProcess

TARGET = "ingest.extract.registry:extract"

Key = TypeVar("Key")
Result = TypeVar("Result")


class WorkerPool(Generic[Result]):
    """Reads files in ``workers`` processes (as many as processors by default). A context manager.

    ``target`` is the "module:function" run in the worker, ``(data, media_type, name, **options)``. It returns a
    dataclass with ``pages``, which ``decode`` makes again of its JSON: it raises KeyError, TypeError or ValueError
    where that cannot be.
    """

    def __init__(
        self,
        workers: int | None,
        limits: Limits | None,
        *,
        target: str,
        decode: Callable[[dict[str, Any]], Result],
    ) -> None:
        self._decode = decode
        self.workers = workers or _processors()
        self.limits = limits or Limits()
        self._target = target
        self._tasks: queue.SimpleQueue[tuple[Task, Future[Result]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(
        self,
        source: Path | bytes,
        media_type: str | None = None,
        *,
        name: str | None = None,
        **options: str | None,
    ) -> Future[Result]:
        """Read one file. The future holds a result or an ExtractionError; nothing else, ever.

        A path is read by the worker, so the parent never holds the bytes. ``name`` (a path's own by default)
        helps to tell the media type where that is not given. ``options`` are passed on to the target.
        """
        if self._stopping.is_set():
            raise RuntimeError("The pool is closed.")
        future: Future[Result] = Future()
        if name is None and isinstance(source, Path):
            name = source.name
        self._start_threads()
        self._tasks.put((Task(source, media_type, name, options), future))
        return future

    def map(
        self, items: Iterable[tuple[Key, Path | bytes, str | None]]
    ) -> Iterator[tuple[Key, Result | ExtractionError]]:
        """Read ``(key, source, media_type)`` items; yields as they are done, drawing few items ahead."""
        pending: dict[Future[Result], Key] = {}
        source = iter(items)
        drained = False
        while True:
            while not drained and len(pending) < 2 * self.workers:
                item = next(source, None)
                if item is None:
                    drained = True
                else:
                    pending[self.submit(item[1], item[2])] = item[0]
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                key = pending.pop(future)
                error = future.exception()
                if isinstance(error, ExtractionError):
                    yield key, error
                else:
                    yield key, future.result()

    def close(self) -> None:
        """Kill the workers. Futures that are not done fail as cancelled."""
        self._stopping.set()
        with self._lock:
            threads, self._threads = self._threads, []
        for _ in threads:
            self._tasks.put(None)
        for thread in threads:
            thread.join()
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._tasks.get_nowait()
                if job is not None:
                    job[1].cancel()

    def _start_threads(self) -> None:
        with self._lock:
            while len(self._threads) < self.workers:
                thread = threading.Thread(target=self._serve, name="extraction", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self) -> None:
        """One thread: takes tasks and has them done by its worker. It outlives its worker, whose death signal
        follows the thread that started it."""
        worker = WorkerProcess(self._target, self.limits, self._stopping, self._decode)
        try:
            while not self._stopping.is_set():
                job = self._tasks.get()
                if job is None:
                    return
                task, future = job
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    result = worker.run(task)
                except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the future
                    future.set_exception(error)
                else:
                    future.set_result(result)
        finally:
            worker.end()


class ExtractionPool(WorkerPool[Extraction]):
    """Extracts files: ``target`` gives an Extraction."""

    def __init__(self, workers: int | None = None, limits: Limits | None = None, *, target: str = TARGET) -> None:
        super().__init__(workers, limits, target=target, decode=wire.from_message)


def _processors() -> int:
    """Those this process may run on, which in a container are fewer than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
