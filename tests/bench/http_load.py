"""Load on an HTTP service: each question sent once, by so many clients, each on its own connection.

Not wrk, which cannot promise that: it sends for a time and not a list. The client takes some of the cores it
shares with the service, the same from either side.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import uvloop
from ask import percentiles


def load(port: int, path: str, questions: Sequence[str], clients: int) -> dict[str, Any]:
    """Answers a second and latency; ``path`` is what stands before a question."""
    times: list[float] = []
    errors = 0

    async def client(waiting: Iterator[str]) -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for question in waiting:
            began = time.perf_counter()
            writer.write(f"GET {path}{quote(question)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            times.append((time.perf_counter() - began) * 1e3)
            errors += b" 200 " not in head.split(b"\r\n")[0] or len(body) < 3
        writer.close()

    async def run() -> None:
        waiting = iter(questions)
        await asyncio.gather(*(client(waiting) for _ in range(clients)))

    began = time.perf_counter()
    uvloop.run(run())
    rate = len(times) / (time.perf_counter() - began)
    return {"clients": clients, "rps": round(rate, 1), "errors": errors, **percentiles(times)}


@contextmanager
def service(command: Sequence[str], port: int, probe: str, env: dict[str, str]) -> Iterator[tuple[int, float]]:
    """A service running ``command`` until the end; gives its process id and the seconds to its first answer."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=60) as answer:
                    answer.read()
                break
            except urllib.error.HTTPError as error:
                raise SystemExit(f"{command[0]} answers {error.code} to {probe}") from error
            except (urllib.error.URLError, OSError):
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended with {process.returncode} before it answered") from None
                time.sleep(0.01)
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def remembered(port: int) -> int:
    """How many questions our service had at hand and did not encode."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        return int(json.load(answer)["remembered"])
