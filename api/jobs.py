"""The job runner: one server process at a time starts jobs, one by one, each in its own process."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack

from api.settings import Settings
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Jobs
from corpus.errors import WorkshopSearchError

log = logging.getLogger("workshop_search.jobs")

_POLL_SECONDS = 1.0
_STOP_SECONDS = 10.0
# A job gives way to questions: unniced, it makes each take twice as long on two cores.
_COMMAND = "import os; os.nice(10); from api.cli.main import main; main()"


class JobRunner:
    """Starts waiting jobs, and queues jobs again whose process died.

    Among all servers of one data directory, the one that holds the dispatcher lock does this. If it dies, the
    kernel releases the lock and another server takes over.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.data / CATALOGUE
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None
        self._job = ""
        self._dispatching = ExitStack()
        self._mine = False

    def start(self) -> None:
        """Begin to look for jobs, in a thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look now, because a job was added."""
        self._wake.set()

    def stop(self) -> None:
        """Stop looking. A running job is stopped and queued again for the next server."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
            with Catalogue.open(self._path) as catalogue:
                Jobs(catalogue, self._settings.data).requeue(self._job)
        self._dispatching.close()

    def _run(self) -> None:
        said = ""
        while not self._stopping.is_set():
            try:
                self.look()
            except (WorkshopSearchError, sqlite3.Error, OSError) as error:
                # Logged once: a read-only data directory stays so, and questions are answered all the same.
                if str(error) != said:
                    log.error("cannot process jobs: %s", error)
                said = str(error)
            self._wake.wait(_POLL_SECONDS)
            self._wake.clear()

    def look(self) -> None:
        """Start the next waiting job, if no job is running."""
        if self._child is not None and self._child.poll() is None:
            return
        self._child = None
        if not self._path.exists() or not self._anything():
            return
        with Catalogue.open(self._path) as catalogue:
            jobs = Jobs(catalogue, self._settings.data)
            if not self._mine:
                self._mine = self._dispatching.enter_context(jobs.dispatching())
            if not self._mine:
                self._dispatching.close()
                return
            for left in jobs.sweep():
                log.warning("removed what job %s left", left)
            for orphan in jobs.requeue_orphans():
                log.error("the process of job %s died", orphan)
            waiting = jobs.in_state("waiting")
            if waiting and not jobs.in_state("running") and not jobs.has_process(waiting[0].id):
                self._start(waiting[0].id)

    def _anything(self) -> bool:
        with Catalogue.open_read_only(self._path, older=True) as catalogue:
            return Jobs.any_open(catalogue)

    def _start(self, job_id: str) -> None:
        self._job = job_id
        self._child = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "job", job_id],
            env=os.environ | self._settings.as_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
