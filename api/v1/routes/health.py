"""Health checks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.http.errors import problem
from api.service import Service

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
    """200 while questions can be answered; 503 before that and while the vector store is not responding."""
    service: Service = request.app.state.service
    if (unavailable := service.unavailable) is not None:
        return problem(503, unavailable.public_detail, {"Retry-After": "5"})
    asked, remembered = service.encoder_counts
    refusal = service.refusal  # read once: the polling thread may set it to None meanwhile
    return Ready(
        status="ready",
        snapshot=service.snapshot_id,
        refused=refusal.public_detail if refusal is not None else None,
        asked=asked,
        remembered=remembered,
    )
