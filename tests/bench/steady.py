"""Requests sent by the clock, whether or not answers have come, and what came of each."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

PATIENCE = 30.0
"""Seconds after which a request counts as hung."""
UNSAID = "503 without Retry-After"

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Sent:
    """A request: when it was sent (by ``time.perf_counter``), what came, and after how many milliseconds."""

    at: float
    came: str
    took_ms: float


@dataclass
class Sender:
    """Asks questions over connections that are kept open. ``came`` counts statuses and kinds of failure."""

    port: int
    questions: Iterator[str]
    sent: list[Sent] = field(default_factory=list)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _free: list[Connection] = field(default_factory=list)

    @property
    def came(self) -> Counter[str]:
        """How often each status or kind of failure came."""
        return Counter(request.came for request in self.sent)

    @property
    def times(self) -> list[float]:
        """Milliseconds of those that were answered."""
        return [request.took_ms for request in self.sent if request.came == "200"]

    async def send(self, rate: float, seconds: float) -> None:
        """``rate`` requests a second. Returns when the last is sent; a slow answer delays none after it."""
        began = time.perf_counter()
        count = 0
        while (elapsed := time.perf_counter() - began) < seconds:
            for _ in range(int(elapsed * rate) - count):
                task = asyncio.create_task(self._ask(next(self.questions)))
                self.under_way.add(task)
                task.add_done_callback(self.under_way.discard)
                count += 1
            await asyncio.sleep(0.002)

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self.under_way)
        for _, writer in self._free:
            writer.close()

    async def _ask(self, question: str) -> None:
        began = time.perf_counter()
        try:
            came = await asyncio.wait_for(self._answered(question), PATIENCE)
        except TimeoutError:
            came = "hung"
        except (OSError, asyncio.IncompleteReadError) as error:
            came = type(error).__name__
        self.sent.append(Sent(began, came, (time.perf_counter() - began) * 1e3))

    async def _answered(self, question: str) -> str:
        if kept := self._kept():
            try:
                return await self._over(kept, question)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                # The server may close a connection at rest just as it is used again: no word of it was answered.
                if getattr(error, "partial", b""):
                    raise
        return await self._over(await asyncio.open_connection("127.0.0.1", self.port), question)

    def _kept(self) -> Connection | None:
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return None

    async def _over(self, connection: Connection, question: str) -> str:
        reader, writer = connection
        try:
            writer.write(f"GET /v1/search?q={quote(question)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        except BaseException:
            writer.close()
            raise
        if b"\r\nconnection: close" in head:
            writer.close()
        else:
            self._free.append(connection)
        status = head.split(b" ")[1].decode()
        return UNSAID if status == "503" and b"\r\nretry-after:" not in head else status
