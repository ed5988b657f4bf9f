"""Is it alive, is it ready."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.http.errors import problem
from api.service import Service

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
    """200 while questions can be answered, 503 before and while the vector store is away. The log says more."""
    service: Service = request.app.state.service
    if (unavailable := service.unavailable) is not None:
        return problem(503, unavailable.public_detail, {"Retry-After": "5"})
    asked, remembered = service.encoder_counts
    refusal = service.refusal  # once: the thread that polls may set it to None meanwhile
    return Ready(
        status="ready",
        snapshot=service.snapshot_id,
        refused=refusal.public_detail if refusal is not None else None,
        asked=asked,
        remembered=remembered,
    )
