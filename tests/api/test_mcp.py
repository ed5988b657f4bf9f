"""The tools for assistants, asked by the protocol's own client over real processes and sockets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters

from search.query import MAX_QUERY_CHARS
from tests.support.server import start_server

QUESTION = "How can governments give small loans to micro enterprises?"
TOOLS = {"search", "get_passage", "related", "list_workshops", "verify_quote"}


@pytest.fixture(scope="module")
def address(command: Any, real: Any) -> Iterator[str]:
    """A service running as a process of its own."""
    server = start_server(command, real.data)
    yield server.address
    server.stop()


def stdio(command: Any, data: Path) -> StdioServerParameters:
    program, *arguments = command.argv("mcp", "--data", data)
    return StdioServerParameters(command=program, args=arguments, env=command.environment(), cwd=command.home)


@pytest.fixture(params=["stdio", "http"])
def server(request: pytest.FixtureRequest, command: Any, real: Any) -> StdioServerParameters | str:
    """What a client connects to, by either transport."""
    if request.param == "stdio":
        return stdio(command, real.data)
    return f"{request.getfixturevalue('address')}/mcp"


async def given(client: Client, tool: str, **arguments: Any) -> Any:
    """What a call gives; the client has held it to the tool's output schema."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """What the error of a call says."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert result.structured_content is None
    return str(result.content[0].text)


@asynccontextmanager
async def connected(server: StdioServerParameters | str) -> AsyncIterator[Client]:
    async with Client(server, read_timeout_seconds=30) as client:
        yield client


def test_an_assistant_searches_reads_verifies_and_finds_related_passages(
    server: StdioServerParameters | str,
) -> None:
    async def talk() -> None:
        async with connected(server) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} == TOOLS
            assert all(tool.output_schema and tool.description for tool in listed)

            answer = await given(client, "search", query=QUESTION, limit=3, filters={"kind": ["recommendation"]})
            assert answer["answerable"]
            assert len(answer["results"]) == 3
            best = answer["results"][0]["passage"]
            assert best["kind"] == "recommendation"
            assert best["document"]["title"] in best["citation"]

            passage = await given(client, "get_passage", id=best["id"])
            assert passage == best
            assert "@" in (await given(client, "get_passage", id=best["id"], citation="bibtex"))["citation"]

            verdict = await given(client, "verify_quote", quote=passage["text"])
            assert verdict["verified"]
            quoted = verdict["matches"][0]["quoted"]
            assert (quoted["start"], quoted["end"]) == (passage["start"], passage["end"])
            altered = await given(
                client, "verify_quote", quote=passage["text"].replace(" the ", " no ", 1) + " not"
            )
            assert not altered["verified"]
            assert altered["differences"]

            near = await given(client, "related", id=best["id"], limit=2, filters={"kind": ["recommendation"]})
            assert [item["passage"]["kind"] for item in near["items"]] == ["recommendation"] * 2
            assert all(item["reason"] and item["passage"]["citation"] for item in near["items"])

            workshops = await given(client, "list_workshops")
            assert workshops["items"][0]["slug"] == best["workshop"]
            assert workshops["items"][0]["title"] in workshops["items"][0]["citation"]

    anyio.run(talk)


def test_tool_errors_say_what_to_do(address: str) -> None:
    async def talk() -> None:
        async with connected(f"{address}/mcp") as client:
            assert "There is no passage" in await refused(client, "get_passage", id="nothing-of-this-name")
            assert "There is no passage" in await refused(client, "related", id="nothing-of-this-name")
            assert f"at most {MAX_QUERY_CHARS}" in await refused(
                client, "search", query="x" * (MAX_QUERY_CHARS + 1)
            )
            assert "limit" in await refused(client, "search", query=QUESTION, limit=101)
            assert "per_document" in await refused(client, "search", query=QUESTION, per_document=0)
            assert "speakers" in await refused(client, "search", query=QUESTION, filters={"speakers": ["x"]})
            unknown = await refused(client, "search", query=QUESTION, filters={"workshop": ["atlantis"]})
            assert "No passage has the workshop 'atlantis'. Valid values: workshop-china-seminar." in unknown
            assert "1066" in await refused(client, "list_workshops", year=[1066])
            with pytest.raises(MCPError, match="Unknown tool"):
                await client.call_tool("guess", {})

    anyio.run(talk)


def test_an_unanswerable_question_gets_a_note(address: str) -> None:
    async def talk() -> None:
        async with connected(f"{address}/mcp") as client:
            answer = await given(client, "search", query="How long should a soft egg boil?")
            assert not answer["answerable"]
            assert answer["reason"] == "nothing-relevant"
            assert "Nothing here seems to answer the question" in answer["note"]

    anyio.run(talk)


def test_without_a_snapshot_a_call_says_to_run_ingest(command: Any, tmp_path: Path) -> None:
    async def talk() -> None:
        async with connected(stdio(command, tmp_path / "empty")) as client:
            assert "workshop-search ingest" in await refused(client, "search", query=QUESTION)

    anyio.run(talk)


def test_standard_output_has_only_protocol_messages(command: Any, real: Any) -> None:
    asked = [
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "by hand", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "search", "arguments": {"query": QUESTION}}},
        {"id": 3, "method": "tools/call", "params": {"name": "get_passage", "arguments": {"id": "none"}}},
    ]
    process = subprocess.Popen(
        command.argv("mcp", "--data", real.data),
        env=command.environment(),
        cwd=command.home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("this is no message\n")
    process.stdin.writelines(json.dumps({"jsonrpc": "2.0", **message}) + "\n" for message in asked)
    process.stdin.flush()
    lines: list[Any] = []
    while sum("id" in line for line in lines) < 3:
        lines.append(json.loads(process.stdout.readline()))
    rest, complaints = process.communicate(timeout=30)
    assert all(line["jsonrpc"] == "2.0" for line in lines)
    assert {line["id"] for line in lines if "result" in line} == {1, 2, 3}
    assert rest == ""
    assert "Traceback" not in complaints
    assert process.returncode == 0


def test_the_http_transport_accepts_only_post(client: Any) -> None:
    answer = client.get("/mcp")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_the_mcp_sdk_is_imported_with_the_first_request(command: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import api.app, sys; print('mcp' in sys.modules)"],
        env=command.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
