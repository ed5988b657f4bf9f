"""``workshop-search serve``."""

from __future__ import annotations

import faulthandler
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from api.app import make_service
from api.cli.common import common_options, settings_for
from api.http import logs
from api.memory import few_arenas
from api.processes import fitting
from api.server import serve_many, serve_one
from api.settings import Settings
from corpus.errors import InputError, StoreAwayError, StoreError
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot


@click.command()
@click.option("--host", help="Address to listen on. [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on. [default: 8000]")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Server processes. [default: as many as cores and free memory allow]",
)
@common_options
def serve(host: str | None, port: int | None, workers: int | None, data: Path | None, as_json: bool) -> None:
    """Serve the web page and the HTTP API."""
    del as_json
    settings = settings_for(data, host=host, port=port, workers=workers)
    current = Layout(settings.data).current_id()  # raises now if nothing has been indexed
    few_arenas()
    listening = _listen(settings)
    logs.configure(settings.log_format, settings.log_level)
    # A fault that kills the process, such as reading a mapped file that was cut short, then leaves a traceback.
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    wanted = settings.workers or _fitting(settings, current)
    if wanted > 1:
        if settings.milvus_uri:
            with suppress(StoreAwayError):  # each process waits for Milvus
                Snapshot.open_current(settings.layout).close()
        _announce(settings, listening)
        serve_many(settings, listening, wanted)
        return
    # Started here, not by the application, to report damage as a message and not a traceback.
    service = make_service(settings)
    service.start()
    _announce(settings, listening)
    serve_one(settings, service, listening)


def _fitting(settings: Settings, snapshot_id: str) -> int:
    """How many processes to serve in where nobody said."""
    if settings.milvus_uri and "://" not in settings.milvus_uri:
        return 1  # a file of Milvus Lite belongs to one process
    files = settings.layout.path(snapshot_id).rglob("*")
    return fitting(sum(path.stat().st_size for path in files if path.is_file()))


def _announce(settings: Settings, listening: socket.socket) -> None:
    bound = listening.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(
        f"Serving at http://{shown}:{bound} (API explorer at /api-explorer). Press Ctrl+C to stop.", err=True
    )


def _listen(settings: Settings) -> socket.socket:
    """A listening socket. Raises InputError or StoreError, so that a port in use gives a message, not a
    traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise InputError(f"Cannot listen on {settings.host!r} ({error.strerror}). Give a valid --host.") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(2048)  # from now on, connections wait instead of being refused
    except OSError as error:
        listening.close()
        raise StoreError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another --port, or stop the program that uses it."
        ) from error
    return listening
