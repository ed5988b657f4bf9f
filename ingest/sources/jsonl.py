"""Files of records in BEIR's layout: one JSON object a line with ``_id``, ``title`` and ``text``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from corpus.errors import FetchError
from corpus.ids import digest
from ingest.sources.files import open_regular
from ingest.sources.urls import parse_url, record_source

MAX_LINE_BYTES = 16 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_UNFIT = re.compile("[\x00\ud800-\udfff]")

BadLineCode = Literal[
    "too-long", "not-utf8", "not-json", "not-an-object", "no-id", "duplicate-id", "not-text", "empty"
]


@dataclass(frozen=True, slots=True)
class Record:
    """One document of the file. ``line`` counts from 1; ``source`` is its canonical source."""

    line: int
    external_id: str
    title: str
    text: str
    source: str
    url: str | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of what a reader would see."""
        return digest(f"{self.title}\x00{self.text}")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that gives no document, and why. ``empty``: it has neither title nor text."""

    line: int
    code: BadLineCode
    message: str


def read_records(path: Path, *, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[Record | BadLine]:
    """The file's records in order, one line in memory at a time; blank lines are nothing.

    Only the ids met are remembered (about 100 bytes each). A byte order mark and CR LF are tolerated; NUL and
    lone surrogates, which no store keeps, become U+FFFD.

    :raises ExtractionError: ``vanished`` or ``unreadable``, also in the middle.
    """
    seen: set[str] = set()
    with open_regular(path) as file:
        for number, raw in _lines(file, max_line_bytes):
            if raw is None:
                yield BadLine(number, "too-long", f"line {number} is longer than {max_line_bytes} bytes")
                continue
            if not raw.strip():
                continue
            item = _parse(path, number, raw)
            if isinstance(item, Record):
                if item.external_id in seen:
                    shown = item.external_id[:80]
                    item = BadLine(number, "duplicate-id", f"line {number} repeats the _id {shown!r}")
                else:
                    seen.add(item.external_id)
            yield item


def _lines(file: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one over the limit, which is passed by in pieces."""
    number = 0
    while raw := file.readline(limit + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if len(raw) <= limit:
            yield number, raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = file.readline(limit)
        yield number, None


def _parse(path: Path, number: int, raw: bytes) -> Record | BadLine:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BadLine(number, "not-utf8", f"line {number} is not UTF-8: {error.reason}")
    except (ValueError, RecursionError) as error:
        return BadLine(number, "not-json", f"line {number} is not JSON: {error}")
    if not isinstance(value, dict):
        return BadLine(number, "not-an-object", f"line {number} is JSON, but no object with _id, title, text")
    external_id = _id(value.get("_id"))
    if not external_id:
        return BadLine(number, "no-id", f"line {number} has no _id")
    title, text = value.get("title"), value.get("text")
    if not isinstance(title, str | None) or not isinstance(text, str):
        return BadLine(number, "not-text", f"line {number}: its {_culprit(text)} is not a string")
    title, text = _UNFIT.sub("\ufffd", title or ""), _UNFIT.sub("\ufffd", text)
    if not title.strip() and not text.strip():
        return BadLine(number, "empty", f"line {number} has neither title nor text")
    return Record(number, external_id, title, text, record_source(path, external_id), _url(value))


def _culprit(text: object) -> str:
    return "title" if isinstance(text, str) else "text"


def _id(value: object) -> str:
    """Collections number their documents as often as they name them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _UNFIT.sub("\ufffd", value) if isinstance(value, str) else ""


def _url(value: dict[str, object]) -> str | None:
    metadata = value.get("metadata")
    url = metadata.get("url") if isinstance(metadata, dict) else None
    if not isinstance(url, str):
        return None
    try:
        return str(parse_url(url))
    except FetchError:
        return None
