"""Is it alive, is it ready."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.http.errors import problem
from api.service import Service
from api.settings import Settings
from api.threads import Heartbeat

_STUCK_SECONDS = 2.0
"""Beyond the deadline of an answer."""

router = APIRouter(tags=["health"])


class Ready(BaseModel):
    """``refused`` says why a newer snapshot is not being served, when that is so; the log says more.

    ``asked`` counts the questions this process has encoded or remembered, ``remembered`` the latter.
    """

    status: str
    snapshot: str | None
    refused: str | None = None
    asked: int = 0
    remembered: int = 0


@router.get("/healthz", summary="The process is alive")
async def healthz() -> dict[str, str]:
    """Always 200 while the process answers at all."""
    # Neither of the two waits in line for a thread: a service with much to do is alive, and says so.
    return {"status": "alive"}


@router.get("/readyz", summary="A snapshot is open", response_model=Ready)
async def readyz(request: Request) -> Ready | Response:
    """200 while questions can be answered; 503 before, while the vector store is away or threads are stuck."""
    service: Service = request.app.state.service
    if (unready := service.unready) is not None:
        return problem(503, unready.told, {"Retry-After": "5"})
    heartbeat: Heartbeat = request.app.state.heartbeat
    settings: Settings = request.app.state.settings
    # Whatever waits in line is given up at its deadline, so a turn comes by then, or threads are stuck.
    if heartbeat.waited > settings.deadline_seconds + _STUCK_SECONDS:
        detail = (
            f"No thread has been free to answer for {heartbeat.waited:.0f} s. Restart the service if it lasts."
        )
        return problem(503, detail, {"Retry-After": "5"})
    asked, remembered = service.questions
    refusal = service.refusal  # once: the thread that polls may set it to None meanwhile
    return Ready(
        status="ready",
        snapshot=service.snapshot_id,
        refused=refusal.told if refusal is not None else None,
        asked=asked,
        remembered=remembered,
    )
