"""``workshop-search mcp``."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from pathlib import Path

import anyio
import click
from mcp.server.stdio import stdio_server

from api.app import make_service
from api.cli.common import common_options, settings_for
from api.mcp.server import Pin, make_server


@click.command()
@common_options
def mcp(data: Path | None, as_json: bool) -> None:
    """Serve the tools for AI assistants (MCP).

    The server uses standard input and output.
    """
    del as_json
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)  # standard output belongs to the protocol
    service = make_service(settings_for(data))
    service.start()
    try:
        with suppress(KeyboardInterrupt):
            anyio.run(_serve, service.pin)
    finally:
        service.stop()


async def _serve(pin: Pin) -> None:
    server = make_server(pin)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
