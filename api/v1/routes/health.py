"""Health checks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.http.errors import problem
from api.service import Service
from api.settings import Settings
from api.threads import Heartbeat

_STUCK_SECONDS = 2.0
"""Beyond the deadline of a request: when a thread must have come free."""

router = APIRouter(tags=["health"])


class Ready(BaseModel):
    """``refused`` says why a newer snapshot could not be opened, if that is so; the log says more.

    ``asked`` counts the questions this process has encoded, ``remembered`` those whose vector was cached.
    """

    status: str
    snapshot: str | None
    refused: str | None = None
    asked: int = 0
    remembered: int = 0


@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> dict[str, str]:
    """200 as long as the process answers at all."""
    # Neither health check waits for a thread: an overloaded service is still alive.
    return {"status": "alive"}


@router.get("/readyz", summary="Can the service answer questions?", response_model=Ready)
async def readyz(request: Request) -> Ready | Response:
    """200 while questions can be answered; 503 before that, and while the vector store does not respond or all
    threads are stuck."""
    service: Service = request.app.state.service
    if (unavailable := service.unavailable) is not None:
        return problem(503, unavailable.public_detail, {"Retry-After": "5"})
    heartbeat: Heartbeat = request.app.state.heartbeat
    settings: Settings = request.app.state.settings
    # What waits is given up at its deadline, so a thread comes free by then unless all are stuck.
    if heartbeat.waited > settings.deadline_seconds + _STUCK_SECONDS:
        detail = f"No thread has been free for {heartbeat.waited:.0f} s. If this lasts, restart the service."
        return problem(503, detail, {"Retry-After": "5"})
    asked, remembered = service.encoder_counts
    refusal = service.refusal  # read once: the polling thread may set it to None meanwhile
    return Ready(
        status="ready",
        snapshot=service.snapshot_id,
        refused=refusal.public_detail if refusal is not None else None,
        asked=asked,
        remembered=remembered,
    )
