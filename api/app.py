"""The HTTP service."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.routing import Route

from api import problem
from api.access import KeyAccess
from api.encoders import encoder_opener
from api.guard import Guard
from api.jobs import JobRunner
from api.keyring import KeyRing
from api.mcp.http import Endpoint
from api.routes import (
    citations,
    health,
    jobs,
    matrix,
    metrics,
    originals,
    passages,
    quotes,
    recommendations,
    records,
    search,
    tables,
    workshops,
    writing,
)
from api.schemas import ProblemOut
from api.service import Service
from api.settings import Settings
from api.web import explorer, pages
from corpus.catalogue.catalogue import CATALOGUE
from search.snapshot.layout import Layout

DESCRIPTION = """Questions in plain language over policy-workshop documents, answered by ranked passages with their
exact source. `text` of a passage is exactly characters `start` to `end` of its page."""

_THREADS = max(4, 2 * (os.cpu_count() or 1))
"""Requests computed at a time; the rest wait in line. More threads than this answer no faster and fight over the
interpreter: on two cores and with 32 clients, 40 threads (the default) had the longer waits in every run made."""

_PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": ProblemOut, "content": {problem.MEDIA_TYPE: {}}, "description": text}
    for status, text in ((404, "No such id"), (422, "The request does not fit"), (503, "Not ready"))
}


def make_service(settings: Settings) -> Service:
    """What follows the data directory of ``settings``; not started yet."""
    layout = Layout(settings.data)
    return Service(layout, encoder_opener(layout.models, settings.model, settings.encoder), settings.poll_seconds)


def create_app(settings: Settings, service: Service | None = None) -> FastAPI:
    """The service over the data directory of ``settings``. Files are opened when it starts, not before.

    A ``service`` that was started already is used as it is, and stopped with the application.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        following = service or make_service(settings)
        app.state.service, app.state.settings = following, settings
        app.state.jobs = runner = JobRunner(settings)
        current_default_thread_limiter().total_tokens = _THREADS
        if service is None:
            following.start()
        runner.start()
        try:
            async with assistants.running(following.pin):
                yield
        finally:
            runner.stop()
            following.stop()

    app = FastAPI(
        title="workshop-search",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        docs_url=None,
        redoc_url=None,
    )
    problem.install(app)
    # Each is put around those before it: key, limits, host and origin, log.
    app.state.keys = KeyRing(settings.data / CATALOGUE)
    if settings.reads == "keyed":
        app.add_middleware(KeyAccess, keys=app.state.keys)
    app.add_middleware(Guard, hosts=settings.hosts, origins=settings.origins)
    for module in (
        search,
        workshops,
        passages,
        jobs,
        writing,
        recommendations,
        originals,
        citations,
        quotes,
        matrix,
        records,
        tables,
    ):
        app.include_router(module.router, responses=_PROBLEMS)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(pages.router)
    assistants = Endpoint()
    app.router.routes.append(Route("/mcp", assistants, include_in_schema=False))
    app.mount("/static", pages.static(), name="static")
    explorer.install(app)
    return app


def app_from_environment() -> FastAPI:
    """The service as the environment sets it: what each of several server processes runs."""
    return create_app(Settings.load())
