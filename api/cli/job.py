"""``workshop-search job``: the process a server starts for one job. Not meant for people."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from api.cli.common import common_options, settings_for
from api.cli.ingest import run_ingest
from api.cli.snapshots import go_back
from api.http.errors import public_message
from api.settings import Settings
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Job, Jobs
from corpus.errors import WorkshopSearchError, in_full
from corpus.ids import is_within
from corpus.lock import writer_lock
from ingest.pipeline import Options

_EVERY_SECONDS = 0.5
_PATIENCE = 0.05


@click.command(hidden=True)
@click.argument("job_id", metavar="ID")
@common_options
def job(job_id: str, data: Path | None, as_json: bool) -> None:
    """Run one job of the queue, holding its lock."""
    del as_json
    settings = settings_for(data)
    with Catalogue.open(settings.data / CATALOGUE) as catalogue:
        jobs = Jobs(catalogue, settings.data)
        with jobs.lock(job_id, wait=True):
            if jobs.get(job_id).state != "waiting":
                return
            with writer_lock(settings.data, wait=True):
                pass  # waits its turn; the run waits again if another process is faster
            if jobs.claim(job_id):
                _run(settings, jobs, jobs.get(job_id))


def _run(settings: Settings, jobs: Jobs, job: Job) -> None:
    try:
        if job.task["kind"] == "rollback":
            jobs.finish(job.id, "done", go_back(settings.layout, job.task["snapshot"], wait=True).to_plain())
        else:
            _ingest(settings, jobs, job)
    except WorkshopSearchError as error:
        click.echo(f"job {job.id}: {in_full(error)}", err=True)
        jobs.finish(job.id, "failed", {"error": type(error).__name__, "detail": public_message(error)})
    jobs.remove_files(job.id)


def _ingest(settings: Settings, jobs: Jobs, job: Job) -> None:
    targets, options = _task(job, jobs)
    options = replace(options, keep=settings.keep_snapshots)
    report = run_ingest(settings, targets, options=options, progress=_JobProgress(settings, job.id))
    # What is inside a file that was read may fail by itself.
    unread = any(not is_within(failure.source) for failure in report.failures)
    unread = unread and job.task["kind"] in ("file", "document")
    jobs.finish(job.id, "failed" if unread else "done", report.to_plain())


def _task(job: Job, jobs: Jobs) -> tuple[list[str], Options]:
    """Targets and options of a job's task, which :mod:`api.v1.submissions` made."""
    task: dict[str, Any] = job.task
    attach_to = (task["workshop"], task.get("talk"), task.get("role")) if task.get("workshop") else None
    if task["kind"] == "file":
        options = Options(attach_to=attach_to, source=task["source"], wait=True)
        return [str(jobs.files(job.id) / task["name"])], options
    if task["kind"] == "document":
        return [task["url"]], Options(attach_to=attach_to, without_links=True, wait=True)
    if task["kind"] == "ingest":
        return [task["target"]], Options(allow_removals=task["allow_removals"], wait=True)
    if task["kind"] == "correct":
        return [], Options(read_again=(task["workshop"],), wait=True)
    if task["kind"] == "unpin":
        return [], Options(unpin=True, wait=True)
    if task["kind"] == "delete":
        return [], Options(delete=(task["document"],), wait=True)
    return [], Options(restore=(task["document"],), wait=True)


class _JobProgress:
    """Writes progress to the job's row from time to time, and skips an update while the row is locked."""

    def __init__(self, settings: Settings, job_id: str) -> None:
        self._catalogue = Catalogue.open(settings.data / CATALOGUE)
        self._catalogue.connection.execute(f"PRAGMA busy_timeout={int(_PATIENCE * 1000)}")
        self._jobs = Jobs(self._catalogue, settings.data)
        self._id = job_id
        self._last = 0.0

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """See :data:`ingest.indexing.report.Progress`."""
        del what
        now = time.monotonic()
        if now - self._last < _EVERY_SECONDS:
            return
        self._last = now
        try:
            self._jobs.progress(self._id, done, total)
        except sqlite3.OperationalError:
            return  # the run itself is writing; the next update comes soon
