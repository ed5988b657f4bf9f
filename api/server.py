"""Server processes: uvicorn, as this service needs it."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import tempfile
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.http import metrics
from api.http.connection import LimitedProtocol
from api.service import Service
from api.settings import Settings

KEEP_ALIVE_SECONDS = 65
"""How long an idle connection stays open. Longer than proxies keep theirs (nginx: 60 s): the side that
closes first must be the one that sends requests, or one is lost now and then."""
_FILES = 16_384
_STOPPING_SECONDS = 5
"""Beyond the deadline of an answer, how long requests under way are let finish when the service is stopped."""


def _open_all_files() -> None:
    """Let this process open more files, where it may: each connection is one, and many begin with 1,024."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def serve_one(settings: Settings, service: Service, listening: socket.socket) -> None:
    """Answer in this process until told to stop. ``service`` was started."""
    _open_all_files()
    with suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end
        server(create_app(settings, service), settings).run(sockets=[listening])


def server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    """A server of ``app`` in this process, with our protocol and limits."""
    return uvicorn.Server(uvicorn.Config(app, **_options(settings)))


def serve_many(settings: Settings, listening: socket.socket, workers: int) -> None:
    """Answer in several processes at one socket; one that dies is started again.

    Settings reach them as environment, and so does the folder their metrics are added up from.
    """
    _open_all_files()
    os.environ.update(settings.as_environment())
    folder = tempfile.mkdtemp(prefix="workshop-search-metrics-")
    os.environ[metrics.DIRECTORY] = folder
    config = uvicorn.Config("api.app:app_from_environment", factory=True, workers=workers, **_options(settings))
    try:
        Multiprocess(config, [listening]).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "log_config": None,  # logging is ours
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "lifespan": "on",
        "http": LimitedProtocol,
        "ws": "none",
        "forwarded_allow_ips": settings.trusted_proxies,
        "limit_concurrency": settings.max_connections,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": int(settings.deadline_seconds) + _STOPPING_SECONDS,
    }
