"""The assistants' endpoint of a service that asks for a key, by the protocol's own client."""

from __future__ import annotations

from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

TOOLS = {"search", "get_passage", "related", "list_workshops", "verify_quote"}


async def ask(running: Any, *sent: str) -> dict[str, Any]:
    """What an assistant gets that sends these Authorization headers."""
    headers = [("Authorization", value) for value in sent]
    async with httpx2.AsyncClient(headers=headers, timeout=20) as http:
        transport = streamable_http_client(f"http://127.0.0.1:{running.port}/mcp", http_client=http)
        async with Client(transport, read_timeout_seconds=20) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            result = await client.call_tool("search", {"query": "pumps"})
            assert not result.is_error
            found: dict[str, Any] = result.structured_content
            return found


def test_the_tools_work_with_a_key(keyed: Any) -> None:
    found = anyio.run(ask, keyed, f"Bearer {keyed.key('assistant', 'read')}")
    assert found["results"][0]["passage"]["text"] == "Solar pumps water the fields."


@pytest.mark.parametrize("how", ["no key", "a wrong key", "a revoked key"])
def test_the_tools_need_a_valid_key(keyed: Any, how: str) -> None:
    key = keyed.key("assistant", "read")
    keyed.revoke("assistant")
    sent = {"no key": [], "a wrong key": ["Bearer wsk_00000000_" + "x" * 43], "a revoked key": [f"Bearer {key}"]}
    with pytest.raises(Exception) as refused:  # noqa: PT011 - the client wraps it in groups of its own
        anyio.run(ask, keyed, *sent[how])
    assert "pumps" not in repr(refused.value)
    lines = [f"Authorization: {value}" for value in sent[how]]
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    reply = keyed.ask("/mcp", "Content-Type: application/json", *lines, method="POST", body=body)
    assert (reply.status, "key" in reply.problem) == (401, True)
    assert reply.headers["www-authenticate"].startswith("Bearer ")
