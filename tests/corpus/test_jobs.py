"""The queue of jobs: rows of the catalogue, and locks that tell a running job from a dead one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.jobs import MOST_WAITING, Jobs
from corpus.errors import NotFoundError, TooManyError


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        yield Jobs(catalogue, tmp_path)


def test_a_waiting_job_is_claimed_once_and_ends_with_its_report(jobs: Jobs) -> None:
    job = jobs.add({"kind": "ingest"})
    assert (job.state, job.done, job.total, job.report) == ("waiting", 0, None, None)
    assert jobs.claim(job.id)
    assert not jobs.claim(job.id)
    jobs.progress(job.id, 3, 7)
    assert (jobs.get(job.id).state, jobs.get(job.id).done, jobs.get(job.id).total) == ("running", 3, 7)
    jobs.finish(job.id, "done", {"new": 7})
    ended = jobs.get(job.id)
    assert (ended.state, ended.done, ended.report) == ("done", 7, {"new": 7})


def test_jobs_wait_in_the_order_they_came(jobs: Jobs) -> None:
    added = [jobs.add({"number": number}).id for number in range(5)]
    assert [job.id for job in jobs.in_state("waiting")] == added


def test_the_twenty_first_waiting_job_is_refused_and_leaves_no_row(jobs: Jobs) -> None:
    first = jobs.add({})
    for _ in range(MOST_WAITING - 1):
        jobs.add({})
    with pytest.raises(TooManyError, match="20 jobs are already waiting"):
        jobs.add({})
    jobs.claim(first.id)
    jobs.add({})
    assert len(jobs.in_state("waiting")) == MOST_WAITING


def test_a_running_job_whose_lock_is_held_is_left_alone(jobs: Jobs) -> None:
    job = jobs.add({})
    with jobs.lock(job.id) as held:
        assert held
        jobs.claim(job.id)
        assert jobs.requeue_orphans() == []
        assert jobs.has_process(job.id)
    assert jobs.get(job.id).state == "running"


def test_a_job_whose_process_was_killed_waits_again_once_and_has_failed_the_second_time(
    jobs: Jobs, tmp_path: Path
) -> None:
    job = jobs.add({})
    program = (
        "import sys, os, signal; from pathlib import Path\n"
        "from corpus.catalogue.catalogue import Catalogue; from corpus.catalogue.jobs import Jobs\n"
        "data = Path(sys.argv[1]); jobs = Jobs(Catalogue.open(data / 'catalogue.sqlite'), data)\n"
        "with jobs.lock(sys.argv[2], wait=True):\n"
        "    assert jobs.claim(sys.argv[2]); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    for state in ("waiting", "failed"):
        killed = subprocess.run([sys.executable, "-c", program, str(tmp_path), job.id], check=False)
        assert killed.returncode == -9
        assert jobs.get(job.id).state == "running"
        assert jobs.requeue_orphans() == [job.id]
        assert jobs.get(job.id).state == state
    assert "died twice" in (jobs.get(job.id).report or {})["detail"]
    assert jobs.requeue_orphans() == []


def test_a_job_whose_process_died_twice_leaves_no_file(jobs: Jobs) -> None:
    job = jobs.add({})
    jobs.files(job.id).mkdir(parents=True)
    (jobs.files(job.id) / "upload.pdf").write_text("A file.")
    for _ in range(2):
        assert jobs.claim(job.id)
        jobs.requeue_orphans()
    assert jobs.get(job.id).state == "failed"
    assert list(jobs.folder.glob(f"{job.id}*")) == []


def test_what_ended_and_unknown_jobs_left_is_swept_and_nothing_else(jobs: Jobs) -> None:
    waiting, done = jobs.add({}), jobs.add({})
    jobs.finish(done.id, "done", {})
    unknown, coming = "j" + "0" * 16, "j" + "1" * 16
    for job_id in (waiting.id, done.id, unknown, coming):
        jobs.files(job_id).mkdir(parents=True)
    os.utime(jobs.files(unknown), (0, 0))
    (jobs.folder / "j2222222222222222.lock").write_text("")
    with jobs.dispatching():
        assert jobs.sweep() == sorted([done.id, unknown, "j2222222222222222"])
    left = {path.name for path in jobs.folder.iterdir()}
    assert left == {waiting.id, coming, "dispatcher.lock"}


def test_a_job_that_is_running_is_not_swept(jobs: Jobs) -> None:
    job = jobs.add({})
    with jobs.lock(job.id):
        assert jobs.claim(job.id)
        assert jobs.sweep() == []
    assert jobs.lock_file(job.id).exists()


def test_a_job_stopped_on_purpose_is_no_orphan(jobs: Jobs) -> None:
    job = jobs.add({})
    jobs.claim(job.id)
    jobs.requeue(job.id)
    assert (jobs.get(job.id).state, jobs.get(job.id).orphaned) == ("waiting", 0)


def test_one_process_starts_jobs_at_a_time(jobs: Jobs) -> None:
    with jobs.dispatching() as first, jobs.dispatching() as second:
        assert (first, second) == (True, False)
    with jobs.dispatching() as again:
        assert again


@pytest.mark.parametrize("identifier", ["", "j1", "../../etc/passwd", "jZZZZZZZZZZZZZZZZ", "j" + "0" * 16 + "/x"])
def test_no_id_leads_to_a_lock_outside_the_folder(jobs: Jobs, identifier: str) -> None:
    with pytest.raises(NotFoundError):
        jobs.lock_file(identifier)
