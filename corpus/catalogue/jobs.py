"""Jobs requested over HTTP, as rows of the catalogue, and the locks that tell a running job from a dead one.

::

    waiting ──claim──▶ running ──finish──▶ done | failed
       ▲                  │
       └──requeue_orphans─┘   its lock is free: the process died; once, then failed
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import NotFoundError, StoreError, TooManyError
from corpus.lock import flocked

JobState = Literal["waiting", "running", "done", "failed"]

MOST_WAITING = 20
_KEPT = 200
"""Jobs that ended are remembered up to this many."""
_UPLOAD_SECONDS = 3600.0
"""How long files may lie in the folder before their job is added."""
_ID = re.compile(r"j[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Job:
    """``done`` of ``total`` counts what the present stage counts; ``total`` is None where it is not known."""

    id: str
    task: dict[str, Any]
    state: JobState
    done: int
    total: int | None
    report: dict[str, Any] | None
    orphaned: int
    created: str
    finished: str | None


class Jobs:
    """The jobs of a data directory. Any number of processes may use it at once."""

    def __init__(self, catalogue: Catalogue, data: Path) -> None:
        self._catalogue = catalogue
        self._db = catalogue.connection
        self.folder = data / "jobs"

    @staticmethod
    def new_id() -> str:
        """A new id that cannot be guessed."""
        return "j" + secrets.token_hex(8)

    @staticmethod
    def any_open(catalogue: Catalogue) -> bool:
        """Whether any job waits or runs; a catalogue opened for reading will do."""
        query = "SELECT 1 FROM job WHERE state IN ('waiting', 'running') LIMIT 1"
        return catalogue.connection.execute(query).fetchone() is not None

    def files(self, job_id: str) -> Path:
        """The folder for files that came with a job."""
        return self.folder / job_id

    def lock_file(self, job_id: str) -> Path:
        """The file whose lock the process of a job holds. Raises NotFoundError for what is no id of a job."""
        if not _ID.fullmatch(job_id):
            raise NotFoundError(f"There is no job {job_id!r}.")
        return self.folder / f"{job_id}.lock"

    def add(self, task: dict[str, Any], job_id: str | None = None) -> Job:
        """Put a job in the queue. Raises TooManyError while more than ``MOST_WAITING`` would wait."""
        job_id = job_id or self.new_id()
        with self._catalogue.transaction():
            waiting = self._db.execute("SELECT count(*) FROM job WHERE state = 'waiting'").fetchone()[0]
            if waiting >= MOST_WAITING:
                raise TooManyError(f"{waiting} jobs are already waiting. Try again when some have ended.")
            self._db.execute(
                "INSERT INTO job (id, task, state, created) VALUES (?, ?, 'waiting', ?)",
                (job_id, json.dumps(task, ensure_ascii=False), _now()),
            )
            self._db.execute(
                "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state IN ('done', 'failed') "
                "ORDER BY created DESC, rowid DESC LIMIT -1 OFFSET ?)",
                (_KEPT,),
            )
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """A job. Raises NotFoundError."""
        row = self._db.execute("SELECT * FROM job WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"There is no job {job_id!r}.")
        return _job(row)

    def newest(self) -> list[Job]:
        """All jobs, newest first."""
        return [_job(row) for row in self._db.execute("SELECT * FROM job ORDER BY created DESC, id DESC")]

    def in_state(self, state: JobState) -> list[Job]:
        """Jobs in a state, oldest first."""
        rows = self._db.execute("SELECT * FROM job WHERE state = ? ORDER BY created, rowid", (state,))
        return [_job(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state; a state none is in is left out."""
        return dict(self._db.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall())

    def claim(self, job_id: str) -> bool:
        """Take a waiting job as running; False when it is not waiting. For the holder of its lock."""
        changed = self._db.execute(
            "UPDATE job SET state = 'running' WHERE id = ? AND state = 'waiting'", (job_id,)
        )
        return changed.rowcount == 1

    def progress(self, job_id: str, done: int, total: int | None) -> None:
        """Store the progress of a job."""
        self._db.execute("UPDATE job SET done = ?, total = ? WHERE id = ?", (done, total, job_id))

    def finish(self, job_id: str, state: Literal["done", "failed"], report: dict[str, Any]) -> None:
        """End a job."""
        self._db.execute(
            "UPDATE job SET state = ?, done = iif(? = 'done', coalesce(total, done), done), "
            "report = ?, finished = ? WHERE id = ?",
            (state, state, json.dumps(report, ensure_ascii=False), _now(), job_id),
        )

    def requeue(self, job_id: str) -> None:
        """A running job waits again because it was stopped on purpose. For whoever stopped its process."""
        self._db.execute("UPDATE job SET state = 'waiting' WHERE id = ? AND state = 'running'", (job_id,))

    def requeue_orphans(self) -> list[str]:
        """Let every job wait again whose process died, once; the second time it has failed. Returns their ids."""
        orphans = []
        for job in self.in_state("running"):
            with self.lock(job.id) as held:
                # Looked at again under its lock: it may have ended since the list was read.
                if not held or self.get(job.id).state != "running":
                    continue
                orphans.append(job.id)
                if job.orphaned:
                    detail = "The process of this job died twice. The server log may say why."
                    self.finish(job.id, "failed", {"error": "Died", "detail": detail})
                    self.remove_files(job.id)
                else:
                    self._db.execute("UPDATE job SET state = 'waiting', orphaned = 1 WHERE id = ?", (job.id,))
        return orphans

    def remove_files(self, job_id: str) -> None:
        """Remove what came with a job, and its lock. For the holder of its lock, when it has ended."""
        shutil.rmtree(self.files(job_id), ignore_errors=True)
        self.lock_file(job_id).unlink(missing_ok=True)

    def sweep(self) -> list[str]:
        """Remove what jobs left that ended without doing so, or that nobody knows any more. Returns their ids.

        Files that came just now are left alone: their job is about to be added.
        """
        if not self.folder.is_dir():
            return []
        ids = {path.name.removesuffix(".lock") for path in self.folder.iterdir()}
        open_jobs = {job.id for state in ("waiting", "running") for job in self.in_state(state)}
        swept = []
        for job_id in sorted(filter(_ID.fullmatch, ids - open_jobs)):
            if not self._is_young(job_id):
                with self.lock(job_id) as held:
                    if held:
                        self.remove_files(job_id)
                        swept.append(job_id)
        return swept

    def _is_young(self, job_id: str) -> bool:
        """Whether a job without a row may be about to be added."""
        known = self._db.execute("SELECT 1 FROM job WHERE id = ?", (job_id,)).fetchone()
        try:
            return known is None and time.time() - self.files(job_id).stat().st_mtime < _UPLOAD_SECONDS
        except OSError:
            return False

    def has_process(self, job_id: str) -> bool:
        """Whether a process holds the lock of a job."""
        with self.lock(job_id) as held:
            return not held

    @contextmanager
    def lock(self, job_id: str, *, wait: bool = False) -> Iterator[bool]:
        """Hold the lock of a job; False inside when another process holds it and ``wait`` is not set."""
        with _locked(self.lock_file(job_id), wait=wait) as held:
            yield held

    @contextmanager
    def dispatching(self) -> Iterator[bool]:
        """Be the one process that starts jobs; False inside when another is."""
        with _locked(self.folder / "dispatcher.lock") as held:
            yield held


@contextmanager
def _locked(path: Path, *, wait: bool = False) -> Iterator[bool]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        yield flocked(handle, path, wait=wait)
    finally:
        os.close(handle)


def _job(row: Any) -> Job:
    report = json.loads(row["report"]) if row["report"] else None
    return Job(
        row["id"],
        json.loads(row["task"]),
        row["state"],
        row["done"],
        row["total"],
        report,
        row["orphaned"],
        row["created"],
        row["finished"],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
