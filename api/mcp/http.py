"""The tools over HTTP, stateless: any of several server processes can answer a request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskGroup, TaskStatus
from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.mcp.server import Pin

MAX_BODY = 256 * 1024
"""Bytes of a request. The longest quote with every character escaped takes less than half of it."""


class McpEndpoint:
    """An ASGI application for use within :meth:`running`.

    The first request makes its MCP server, because importing the SDK would double the start-up time of the
    service. Host and Origin are checked for the whole application, not again here.
    """

    def __init__(self) -> None:
        self._pin: Pin | None = None
        self._tasks: TaskGroup | None = None
        self._manager: StreamableHTTPSessionManager | None = None
        self._lock = anyio.Lock()

    @asynccontextmanager
    async def running(self, pin: Pin) -> AsyncIterator[None]:
        """Answer from the engines ``pin`` gives, until the end of the block."""
        async with anyio.create_task_group() as tasks:
            self._pin, self._tasks = pin, tasks
            try:
                yield
            finally:
                self._pin = self._tasks = self._manager = None
                tasks.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            # GET opens a stream to the client and DELETE ends a session; there are neither here.
            raise HTTPException(405, headers={"Allow": "POST"})
        await (await self._session_manager()).handle_request(scope, receive, send)

    async def _session_manager(self) -> StreamableHTTPSessionManager:
        async with self._lock:
            if self._manager is None:
                if self._pin is None or self._tasks is None:
                    raise HTTPException(503, "The service is stopping. Try again shortly.")
                manager = await run_sync(_manager, self._pin)
                await self._tasks.start(_run, manager)
                self._manager = manager
            return self._manager


def _manager(pin: Pin) -> StreamableHTTPSessionManager:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.mcp.server import make_server

    return StreamableHTTPSessionManager(
        make_server(pin), json_response=True, stateless=True, max_request_body_size=MAX_BODY
    )


async def _run(manager: StreamableHTTPSessionManager, *, task_status: TaskStatus[None]) -> None:
    """Runs the manager in one task of its own: it must start and end in the same task, and requests do not."""
    async with manager.run():
        task_status.started()
        await anyio.sleep_forever()
