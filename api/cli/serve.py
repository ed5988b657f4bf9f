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
from api.server import serve_many, serve_one
from api.settings import Settings
from corpus.errors import InputError, StoreAwayError, StoreError
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot


@click.command()
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--port", type=int, help="Port to listen on [8000].")
@click.option("--workers", type=click.IntRange(min=1), default=1, help="Processes that answer [1].")
@common_options
def serve(host: str | None, port: int | None, workers: int, data: Path | None, as_json: bool) -> None:
    """Answer questions over HTTP, on a page in the browser and as an API."""
    del as_json
    settings = settings_for(data, host=host, port=port)
    Layout(settings.data).current_id()  # an operator who has indexed nothing yet is told so
    listening = _listen(settings)
    logs.configure(settings)
    # What ends the process without a word, such as a mapped file cut short, leaves a line at least.
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    if workers > 1:
        with suppress(StoreAwayError):  # each process waits until Milvus is there
            Snapshot.open_current(settings.layout).close()  # damage is then a sentence and no traceback
        _announce(settings, listening)
        serve_many(settings, listening, workers)
        return
    # Started here and not by the application: what is damaged is then a sentence and not a traceback.
    service = make_service(settings)
    service.start()
    _announce(settings, listening)
    serve_one(settings, service, listening)


def _announce(settings: Settings, listening: socket.socket) -> None:
    bound = listening.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"Answering at http://{shown}:{bound} (page), /api-explorer (API). Ctrl+C stops.", err=True)


def _listen(settings: Settings) -> socket.socket:
    """A bound socket, so that a port in use is a sentence and not a traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise InputError(f"{settings.host!r} is no address to listen on ({error.strerror}).") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(2048)  # from here on who connects is waited on, not refused
    except OSError as error:
        listening.close()
        raise StoreError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Give another --port, or stop what is using it."
        ) from error
    return listening
