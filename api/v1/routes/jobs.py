"""Jobs by id."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.settings import Settings
from api.v1.redact import without_places
from api.v1.schemas.writing import JobOut
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Jobs
from corpus.errors import NotFoundError

router = APIRouter(prefix="/v1", tags=["jobs"])


@router.get("/jobs/{id}", summary="The state of a job")
def get_job(id: str, request: Request) -> JobOut:
    """Waiting, running, done or failed, with a report once it has ended.

    The report names files without their folders on the server. The list of all jobs, which needs a key, gives
    their full paths.
    """
    settings: Settings = request.app.state.settings
    path = settings.data / CATALOGUE
    if not path.exists():
        raise NotFoundError(f"There is no job {id!r}.")
    with Catalogue.open_read_only(path, older=True) as catalogue:
        found = JobOut.of(Jobs(catalogue, settings.data).get(id))
    return found.model_copy(update={"report": without_places(found.report, settings.data, settings.roots)})
