"""The MCP server: lists the tools with their schemas and calls them. Errors are texts an assistant can read."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.metadata import version
from typing import Any

from anyio.to_thread import run_sync
from mcp import MCPError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool
from pydantic import ValidationError

from api.http.errors import first_faults, public_message, status_of
from api.mcp.tools import TOOLS, Tool
from api.threads import compute_long
from corpus.errors import WorkshopSearchError, in_full
from search.engine import Engine

log = logging.getLogger("workshop_search.mcp")

Pin = Callable[[], AbstractContextManager[Engine]]
"""Gives the engine for one call and holds it open until the call has ended."""

INSTRUCTIONS = """Passages of policy-workshop documents with their exact source. Search, cite what you use \
with its citation, and verify a quote before you give it. If search says that a question is not answerable, \
say so."""


def make_server(pin: Pin) -> Server[Any]:
    """A server of the tools. Each call asks ``pin`` for the current engine."""
    tools = {tool.name: tool for tool in TOOLS}
    listed = ListToolsResult(tools=[_listed(tool) for tool in TOOLS])

    async def on_list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return listed

    async def on_call_tool(_: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"Unknown tool {params.name!r}. The tools are {', '.join(tools)}.")
        arguments = params.arguments or {}
        if tool.is_long:
            return await compute_long(call, pin, tool, arguments, gives_way=True)
        return await run_sync(call, pin, tool, arguments)

    return Server(
        "workshop-search",
        title="Workshop search",
        version=version("workshop-search"),
        instructions=INSTRUCTIONS,
        on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
    )


def call(pin: Pin, tool: Tool, arguments: dict[str, Any]) -> CallToolResult:
    """The result of a tool, or an error that says what to do. Never raises."""
    try:
        model = tool.input_model.model_validate(arguments)
        with pin() as engine:
            result = tool.run(engine, model).model_dump(mode="json")
    except ValidationError as error:
        return _error(_faults(error))
    except WorkshopSearchError as error:
        if status_of(error) >= 500:
            log.error("the tool %s failed: %s", tool.name, in_full(error))
        return _error(public_message(error))
    except Exception as error:
        log.exception("the tool %s failed", tool.name)
        return _error(public_message(error))
    text = TextContent(type="text", text=json.dumps(result, ensure_ascii=False))
    return CallToolResult(content=[text], structured_content=result)


def _error(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)


def _faults(error: ValidationError) -> str:
    return f"Invalid arguments. {first_faults(error.errors())}. See the input schema of the tool."


def _listed(tool: Tool) -> ListedTool:
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_model.model_json_schema(),
        output_schema=tool.output_model.model_json_schema(mode="serialization"),
        annotations=ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )
