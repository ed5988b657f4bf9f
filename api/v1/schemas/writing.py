"""The wire, version 1: adding and removing documents, and the jobs that do it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictBool

from api.v1.schemas.common import Wire
from corpus.catalogue.jobs import Job, JobState

Text = Annotated[str, Field(min_length=1, max_length=2000)]


class DocumentFields(Wire):
    """What may be said about an uploaded file. ``talk`` is a position or a title in ``workshop``."""

    workshop: Text | None = None
    talk: Text | None = None
    role: Literal["presentation", "paper"] | None = None


class DocumentIn(Wire):
    """A document by its URL. ``talk`` is a position or a title; with ``workshop`` the document is attached to
    it."""

    url: Text
    workshop: Text | None = None
    talk: Text | int | None = None
    role: Literal["presentation", "paper"] | None = None


class IngestIn(Wire):
    """Either a folder on the server below an allowed root, or the URL of a page with its papers."""

    folder: Text | None = None
    url: Text | None = None
    allow_removals: StrictBool = False


class JobOut(BaseModel):
    """``done`` of ``total`` counts the current stage; ``report`` is that of ingest, or an error with its detail.

    ``document`` is the id of the document the job is about, if it is about one.
    """

    id: str
    state: JobState
    done: int
    total: int | None
    report: dict[str, Any] | None
    document: str | None = None

    @classmethod
    def of(cls, job: Job) -> JobOut:
        """A job as the wire shows it."""
        return cls(
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
