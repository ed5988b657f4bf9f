"""The HTTP service."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import create_task_group
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp

from api.encoders import encoder_opener
from api.http import compression, errors, logs
from api.http.access_log import WATCH, Observe, Watch, unforeseen
from api.http.admission import Limits
from api.http.auth import KeyAccess
from api.http.head import Head
from api.http.key_cache import KeyRing
from api.http.metrics import Meters
from api.http.origin_check import Guard
from api.http.rate_limit import RateLimit
from api.jobs import JobRunner
from api.mcp.http import Endpoint
from api.service import Service
from api.settings import Settings
from api.threads import Heartbeat
from api.v1.openapi import DESCRIPTION, describe, operation_id
from api.v1.routes import (
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
from api.web import explorer, not_found, pages
from corpus.catalogue.catalogue import CATALOGUE

_CORES = os.cpu_count() or 1
_THREADS = max(3, _CORES + 1)
"""Requests computed at a time; the rest wait in line. More threads answer no faster and hand the interpreter to
and fro: on two cores and with 32 clients three switched 38 times for a question, eight 126 times, and gave a sixth
fewer answers."""
_WAITING_THREADS = max(8, 4 * _CORES)
"""The same where vectors are on Milvus: a thread then mostly waits for it."""


def make_service(settings: Settings) -> Service:
    """What follows the data directory of ``settings``; not started yet."""
    layout = settings.layout
    return Service(layout, encoder_opener(layout.models, settings.model, settings.encoder), settings.poll_seconds)


def create_app(settings: Settings, service: Service | None = None) -> FastAPI:
    """The service over the data directory of ``settings``. Files are opened when it starts, not before.

    A ``service`` that was started already is used as it is, and stopped with the application.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Watch]]:
        following = service or make_service(settings)
        app.state.service, app.state.settings = following, settings
        app.state.jobs = runner = JobRunner(settings)
        current_default_thread_limiter().total_tokens = _WAITING_THREADS if settings.milvus_uri else _THREADS
        following.watch(app.state.meters, settings.log_questions)
        if service is None:
            following.start()
        runner.start()
        app.state.heartbeat = heartbeat = Heartbeat()
        try:
            async with create_task_group() as tasks, assistants.running(following.pin):
                tasks.start_soon(heartbeat.beat)
                yield {WATCH: watch}
                tasks.cancel_scope.cancel()
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
        generate_unique_id_function=operation_id,
    )
    describe(app)
    errors.install(app)
    not_found.install(app)
    compression.install(app)
    # Each is put around those before it: HEAD, size and places, key, rate, other sites' pages, host, log.
    app.state.keys = KeyRing(settings.data / CATALOGUE)
    app.state.meters = meters = Meters()
    app.add_middleware(Head)
    app.add_middleware(Limits, settings=settings, meters=meters)
    if settings.reads == "keyed":
        app.add_middleware(KeyAccess, keys=app.state.keys)
    app.add_middleware(RateLimit, settings=settings, meters=meters)
    last: ASGIApp = unforeseen
    if settings.origins:
        app.add_middleware(compression.shared, origins=settings.origins)
        last = compression.shared(unforeseen, settings.origins)
    app.add_middleware(Guard, hosts=settings.hosts, origins=settings.origins)
    watch = Watch(meters, app.routes)
    app.add_middleware(Observe, watch=watch, last=last)
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
        app.include_router(module.router)
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
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    settings = Settings.load()
    logs.configure(settings)
    return create_app(settings)
