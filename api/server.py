"""Server processes: uvicorn with the limits of this service."""

from __future__ import annotations

import gc
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess, multiprocess

from api.app import FAILURE, create_app
from api.http import metrics
from api.http.connection import LimitedProtocol
from api.http.rate_limit import share_counts
from api.service import Service
from api.settings import Settings
from corpus.errors import StoreError

KEEP_ALIVE_SECONDS = 65
"""How long an idle connection stays open. Longer than in proxies (nginx: 60 s): if the server closed first, a
request sent at that moment would be lost."""
_OPEN_FILES = 16_384
_STOPPING_SECONDS = 5
"""When the service stops, running requests may take so long beyond the deadline of an answer."""


def _raise_open_file_limit() -> None:
    """Raise the limit of open files, often 1,024, if possible: each connection needs one."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def serve_one(settings: Settings, service: Service, listening: socket.socket) -> None:
    """Serve in this process until it is stopped. ``service`` must have been started."""
    _raise_open_file_limit()
    with suppress(KeyboardInterrupt):  # Ctrl+C is the normal way to stop it
        server(create_app(settings, service), settings).run(sockets=[listening])


def server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    """A server of ``app`` in this process, with the protocol and limits of this service."""
    return uvicorn.Server(uvicorn.Config(app, **_options(settings)))


def serve_many(settings: Settings, listening: socket.socket, workers: int) -> None:
    """Serve in several processes on one socket; a process that dies is restarted.

    They get the settings, and the folder for their metrics and counts, through environment variables. Raises
    StoreError if one cannot start.
    """
    _raise_open_file_limit()
    os.environ.update(settings.as_environment())
    folder = tempfile.mkdtemp(prefix="workshop-search-metrics-")
    metrics.share_values(folder)
    share_counts(Path(folder))
    config = uvicorn.Config("api.app:app_from_environment", factory=True, workers=workers, **_options(settings))
    # Milvus's client has threads, which a fork would lose.
    supervisor = _Forking if sys.platform == "linux" and not settings.milvus_uri else Multiprocess
    try:
        supervisor(config, [listening]).run()
        if (failure := Path(folder, FAILURE)).exists():
            raise StoreError(failure.read_text("utf-8"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Forking(Multiprocess):
    """Forks the processes after the application was imported: they start sooner, and share what was imported.

    Nothing may be opened before, neither a model nor an index: their threads would be missing in the forks.
    """

    def run(self) -> None:
        gc.collect()
        gc.freeze()  # the collector would write to the pages that are shared
        # A private name: pyproject.toml pins uvicorn to one version.
        multiprocess.get_subprocess = _forked  # type: ignore[attr-defined,assignment]
        super().run()


def _forked(_: uvicorn.Config, target: Callable[..., None], sockets: list[socket.socket]) -> BaseProcess:
    """See :func:`uvicorn._subprocess.get_subprocess`."""
    return get_context("fork").Process(target=_run, args=(target, sockets))


def _run(target: Callable[..., None], sockets: list[socket.socket]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent's handlers, which only wake the parent
        signal.signal(number, signal.SIG_DFL)
    with suppress(KeyboardInterrupt):
        target(sockets=sockets)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "log_config": None,  # see api.http.logs
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
