"""The soak test passes only what it has seen: it is held to its own bounds here, with answers that are made up."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from memory import slope
from soak import broken, moments, recovered
from steady import UNSAID, Sender, Sent

WELL: dict[str, Any] = {
    "capacity_rps": 100.0, "requests": 72_000, "errors": 0, "reindexed": 15, "reindexed_due": 15,
    "reindex_failures": 0, "reindex_latest_s": 0.1, "memory_slope_mb_per_min": 0.2, "overload_rps": 1000.0,
    "overload_refused_503": 15_000, "overload_unclean": 0, "recovery_s": 0.4,
}  # fmt: skip


def test_a_run_in_which_everything_holds_is_well() -> None:
    assert broken(WELL) == []


@pytest.mark.parametrize(
    "worse",
    [
        {"requests": 0},
        {"errors": 1},
        {"reindexed": 14},
        {"reindexed": 0, "reindexed_due": 0},
        {"reindex_failures": 1},
        {"reindex_latest_s": 60.0},
        {"memory_slope_mb_per_min": None},
        {"memory_slope_mb_per_min": 1.1},
        {"overload_rps": 800.0},
        {"overload_refused_503": 0},
        {"overload_unclean": 1},
        {"recovery_s": 5.1},
    ],
)
def test_each_bound_breaks_by_itself(worse: dict[str, Any]) -> None:
    assert len(broken(WELL | worse)) == 1


def test_runs_begin_with_each_minute_of_the_load() -> None:
    assert moments(900) == [60.0 * minute for minute in range(15)]
    assert moments(90) == [0.0, 60.0]


def test_the_slope_is_that_of_what_comes_after_the_third_minute_and_none_before() -> None:
    def memory(at: float) -> float:
        return 100 + at if at < 180 else 280 + (at - 180) / 60 * 0.5

    seen = [(float(at), memory(at)) for at in range(0, 900, 5)]
    assert slope(seen) == pytest.approx(0.5)
    assert slope(seen[:40]) is None


def test_recovery_is_timed_to_the_last_request_that_failed_or_was_slow() -> None:
    sent = [Sent(101.0, "503", 3.0), Sent(102.5, "200", 1200.0), Sent(103.0, "200", 900.0)]
    assert recovered(sent, since=100.0) == 2.5
    assert recovered(sent[2:], since=100.0) == 0.0


def came(answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> Counter[str]:
    """What half a second of requests gets of a server of one's own."""

    async def run() -> Counter[str]:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            sender = Sender(server.sockets[0].getsockname()[1], itertools.repeat("what?"))
            await sender.send(40, 0.5)
            await sender.finish()
        return sender.came

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("head", "counted"),
    [
        ("200 OK\r\n", "200"),
        ("503 Busy\r\nRetry-After: 1\r\n", "503"),
        ("503 Busy\r\nRetry-After: 1\r\nConnection: close\r\n", "503"),
        ("503 Busy\r\n", UNSAID),
    ],
)
def test_answers_are_counted_by_status_and_a_refusal_that_says_nothing_of_when_to_return_apart(
    head: str, counted: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 {head}Content-Length: 2\r\n\r\n{{}}".encode())

    found = came(answer)
    assert found.keys() == {counted}
    assert found[counted] >= 15


def test_a_connection_that_is_closed_unanswered_is_counted_as_what_it_is() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    assert came(answer).keys() <= {"IncompleteReadError", "ConnectionResetError"}


def test_a_connection_closed_at_rest_is_opened_anew() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    assert came(answer).keys() == {"200"}
