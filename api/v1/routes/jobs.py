"""Jobs by id."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.settings import Settings
from api.v1.redact import without_places
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Job, Jobs, JobState
from corpus.errors import NotFoundError

router = APIRouter(prefix="/v1", tags=["jobs"])


class JobOut(BaseModel):
    """``done`` of ``total`` of the present stage; ``report`` when it ended: that of ingest, or error and detail.

    ``document`` is the id of the document it is about, where it is about one.
    """

    id: str
    state: JobState
    done: int
    total: int | None
    report: dict[str, Any] | None
    document: str | None = None


def job_out(job: Job) -> JobOut:
    """A job as the wire shows it."""
    return JobOut(
        id=job.id,
        state=job.state,
        done=job.done,
        total=job.total,
        report=job.report,
        document=job.task.get("document"),
    )


class JobsOut(BaseModel):
    """Jobs, the newest first."""

    items: list[JobOut]
    total: int
    next_cursor: str | None


@router.get("/jobs/{id}", summary="How a job stands")
def get_job(id: str, request: Request) -> JobOut:
    """Waiting, running, done or failed, with the report of what it did.

    The report names files without saying where they lie on the server; the list of all jobs, for which a key is
    needed, says that too.
    """
    settings: Settings = request.app.state.settings
    path = settings.data / CATALOGUE
    if not path.exists():
        raise NotFoundError(f"There is no job {id!r}.")
    with Catalogue.open_read_only(path, older=True) as catalogue:
        found = job_out(Jobs(catalogue, settings.data).get(id))
    return found.model_copy(update={"report": without_places(found.report, settings.data, settings.roots)})
