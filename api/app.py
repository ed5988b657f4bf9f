"""The HTTP service: middleware, routes and pages put together into one application."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from anyio import create_task_group
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE

from api.encoders import encoder_opener
from api.http import compression, errors, logs
from api.http.access_log import REQUEST_LOG, AccessLog, RequestLog, answer_internal_error
from api.http.admission import Admission
from api.http.auth import RequireKey
from api.http.head import Head
from api.http.key_cache import KeyCache
from api.http.metrics import DIRECTORY, Metrics
from api.http.origin_check import OriginCheck
from api.http.rate_limit import RateLimit
from api.jobs import JobRunner
from api.mcp.http import McpEndpoint
from api.memory import few_arenas
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
from api.web import explorer, pages
from api.web.page_picture import PagePictures
from api.web.render import key_page, wrong_host_page
from corpus.catalogue.catalogue import CATALOGUE
from corpus.errors import WorkshopSearchError

_CORES = os.cpu_count() or 1
_THREADS = max(3, _CORES + 1)
"""Requests computed at the same time; the others wait. More threads are slower, because they compete for the
interpreter lock: on two cores with 32 clients, eight threads switched 126 times a question where three switched 38
times, and answered a sixth fewer questions."""
_MILVUS_THREADS = max(8, 4 * _CORES)
"""The same with vectors on Milvus, where a thread mostly waits for the network."""

_ROUTES = (
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
    health,
    metrics,
)


def make_service(settings: Settings) -> Service:
    """The service over the data directory of ``settings``, not started yet."""
    layout = settings.layout
    return Service(layout, encoder_opener(layout.models, settings.model, settings.encoder), settings.poll_seconds)


def create_app(settings: Settings, service: Service | None = None) -> FastAPI:
    """The application over the data directory of ``settings``. Files are opened when it starts, not here.

    A ``service`` that is given must have been started; it is stopped together with the application.
    """
    metrics = Metrics()
    mcp = McpEndpoint()
    request_log = RequestLog(metrics)
    app = FastAPI(
        title="workshop-search",
        version="1",
        description=DESCRIPTION,
        lifespan=_lifespan(settings, service, mcp, request_log),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.keys = KeyCache(settings.data / CATALOGUE)
    app.state.metrics = metrics
    request_log.routes = app.routes
    describe(app)
    errors.install(app)
    pages.install_not_found(app)
    _add_middleware(app, settings, request_log)
    for module in _ROUTES:
        app.include_router(module.router)
    app.include_router(pages.router)
    app.router.routes.append(Route("/mcp", mcp, include_in_schema=False))
    app.mount("/static", pages.static(), name="static")
    explorer.install(app)
    return app


def _lifespan(
    settings: Settings, given: Service | None, mcp: McpEndpoint, request_log: RequestLog
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, RequestLog]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, RequestLog]]:
        service = given or make_service(settings)
        app.state.service, app.state.settings = service, settings
        app.state.jobs = runner = JobRunner(settings)
        app.state.pictures = pictures = PagePictures()
        current_default_thread_limiter().total_tokens = _MILVUS_THREADS if settings.milvus_uri else _THREADS
        service.instrument(app.state.metrics, settings.log_questions)
        if given is None:
            service.start()
        runner.start()
        app.state.heartbeat = heartbeat = Heartbeat()
        try:
            async with create_task_group() as tasks, mcp.running(service.pin):
                tasks.start_soon(heartbeat.beat)
                yield {REQUEST_LOG: request_log}
                tasks.cancel_scope.cancel()
        finally:
            pictures.close()
            runner.stop()
            service.stop()

    return lifespan


def _add_middleware(app: FastAPI, settings: Settings, request_log: RequestLog) -> None:
    """Innermost first: each wraps those added before it. ``api/http/README.md`` says what each one does."""
    metrics: Metrics = app.state.metrics
    compression.install(app)
    app.add_middleware(Head)
    app.add_middleware(
        Admission,
        metrics=metrics,
        max_body_bytes=settings.max_body_bytes,
        max_under_way=settings.max_under_way,
        deadline_seconds=settings.deadline_seconds,
    )
    if settings.reads == "keyed":
        app.add_middleware(RequireKey, keys=app.state.keys, key_page=key_page)
    app.add_middleware(
        RateLimit, metrics=metrics, per_address=settings.rate_per_address, per_key=settings.rate_per_key
    )
    on_error: ASGIApp = answer_internal_error
    if settings.origins:
        app.add_middleware(compression.with_cors, origins=settings.origins)
        on_error = compression.with_cors(answer_internal_error, settings.origins)
    app.add_middleware(
        OriginCheck, hosts=settings.hosts, origins=settings.origins, wrong_host_page=wrong_host_page
    )
    app.add_middleware(AccessLog, request_log=request_log, on_error=on_error)


FAILURE = "failure"
"""The file, in the folder of the metrics, in which one of several processes says why it could not start."""


def app_from_environment() -> FastAPI:
    """The application with settings from the environment: what each of several server processes runs.

    A process that cannot start says why in the file ``FAILURE`` and ends, instead of with a traceback.
    """
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    few_arenas()
    settings = Settings.load()
    logs.configure(settings.log_format, settings.log_level)
    service = make_service(settings)
    try:
        service.start()
    except WorkshopSearchError as error:
        Path(os.environ[DIRECTORY], FAILURE).write_text(str(error), "utf-8")
        sys.exit(STARTUP_FAILURE)
    return create_app(settings, service)
