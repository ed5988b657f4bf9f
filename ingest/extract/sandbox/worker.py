"""The worker process: reads tasks from standard input, extracts under limits, writes answers to standard output.

Run as ``python -m ingest.extract.sandbox.worker PARENT TARGET MEMORY CPU OUTPUT INPUT``. It imports nothing heavy:
an extractor's libraries come with the first file that needs them.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO, Protocol

from corpus.errors import ExtractionError
from corpus.model import Page
from ingest.extract.sandbox import limits, wire


class Result(Protocol):
    """What a target gives: a dataclass with the pages it read."""

    @property
    def pages(self) -> Sequence[Page]:
        """All pages, to be counted."""


Target = Callable[..., Result]

_MAX_PARTS = 1_000_000
_FORBIDDEN = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")


def main(arguments: list[str]) -> None:
    """Serve tasks until standard input ends."""
    parent, target = int(arguments[0]), arguments[1]
    memory, cpu, output, size = map(int, arguments[2:6])
    limits.end_with_parent(parent)
    limits.no_core_files()
    tasks, answers = _take_streams()
    sys.addaudithook(_no_network)
    logging.disable(logging.CRITICAL)
    limits.bind_memory(memory)
    extract = _resolve(target)
    while task := _read_task(tasks):
        limits.allow_cpu(cpu)
        kind, payload, last = _answer(extract, *task, output=output, size=size)
        del task
        answers.write(wire.frame(kind, payload))
        answers.flush()
        # After memory ran out the heap is in pieces; the next file deserves a fresh one.
        if last or limits.peak_memory() > memory // 2:
            return


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent. Whatever a library prints goes nowhere instead of between the frames."""
    tasks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return tasks, answers


def _no_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError("Extraction does not use the network.")


def _resolve(target: str) -> Target:
    module, _, name = target.partition(":")
    resolved: Target = getattr(importlib.import_module(module), name)
    return resolved


def _read_task(tasks: BinaryIO) -> tuple[int, dict[str, str | None], bytes] | None:
    """The kind of task, its header and the bytes sent with it; None when the parent has no more."""
    first = tasks.read(wire.HEADER.size)
    if len(first) < wire.HEADER.size:
        return None
    kind, length = wire.HEADER.unpack(first)
    header = json.loads(tasks.read(length))
    data = b""
    if kind == wire.TASK_BYTES:
        _, length = wire.HEADER.unpack(tasks.read(wire.HEADER.size))
        data = tasks.read(length)
    return kind, header, data


def _answer(
    extract: Target, kind: int, header: dict[str, str | None], data: bytes, *, output: int, size: int
) -> tuple[int, bytes, bool]:
    """The frame to send back, and whether this process should end after it."""
    try:
        if kind == wire.TASK_PATH:
            data = _read_file(str(header.pop("path")), size)
        result = extract(data, **header)
        length = sum(len(page.text.encode("utf-8", "surrogatepass")) for page in result.pages)
        if length > output:
            raise ExtractionError(
                "output-limit", f"The file yields {length} bytes of text; the limit is {output}."
            )
        if len(result.pages) + sum(len(page.spans) for page in result.pages) > _MAX_PARTS:
            raise ExtractionError(
                "output-limit", "The file yields more pages and spans than the limit for one file."
            )
        return wire.RESULT, wire.pack(wire.to_message(result)), False
    except ExtractionError as error:
        return (
            wire.FAILURE,
            wire.pack({"code": error.code, "message": str(error)[:1000]}),
            error.code == "memory-limit",
        )
    except MemoryError:
        message = {"code": "memory-limit", "message": "The file needs more memory than the limit for one file."}
        return wire.FAILURE, wire.pack(message), True
    except RecursionError:
        message = {"code": "damaged", "message": "The file is nested deeper than any document."}
        return wire.FAILURE, wire.pack(message), False


def _read_file(path: str, size: int) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - bytes of any path, pathlib adds nothing
            data = file.read(size + 1)
    except OSError as error:
        raise ExtractionError("vanished", f"The file cannot be read: {error.strerror or error}.") from error
    if len(data) > size:
        raise ExtractionError("too-large", f"The file is larger than {size} bytes.")
    return data


if __name__ == "__main__":
    main(sys.argv[1:])
