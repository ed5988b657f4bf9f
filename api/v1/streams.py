"""Tables that go out line by line as they are found.

A table of ten thousand questions takes longer than an answer may. Each of its questions has the time of an answer,
and all of them ``TABLE_SECONDS``; where that is not enough, or anything fails, a last line says so and why: the
status went out long before.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, astuple

from api.http.errors import told
from api.http.logs import REQUEST_ID
from corpus.errors import WorkshopSearchError, in_full
from search.features.csv_safe import Cell, lines
from search.features.evidence_table import COLUMNS, Row, TableFormat
from search.runtime import Deadline

log = logging.getLogger("workshop_search.table")

TABLE_SECONDS = 600.0
MEDIA_TYPES: dict[TableFormat, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def table(found: Iterator[Row], asked: int, sent_as: TableFormat, seconds: float) -> Iterator[str]:
    """The lines of a table of ``asked`` questions, each of which may take ``seconds``."""
    if sent_as == "jsonl":
        for item in _counted(found, asked, seconds):
            yield json.dumps(asdict(item) if isinstance(item, Row) else item, ensure_ascii=False) + "\n"
    else:
        yield from lines(COLUMNS, _cells(_counted(found, asked, seconds)))


def _cells(items: Iterator[Row | dict[str, str | int | None]]) -> Iterator[tuple[Cell, ...]]:
    for item in items:
        yield astuple(item) if isinstance(item, Row) else (item["ended"], *[None] * (len(COLUMNS) - 1))


def _counted(found: Iterator[Row], asked: int, seconds: float) -> Iterator[Row | dict[str, str | int | None]]:
    """The rows, and why they end where they end before their time."""
    done, end = 0, time.monotonic() + TABLE_SECONDS
    try:
        while True:
            with Deadline(min(end, time.monotonic() + seconds)).scope():
                row = next(found, None)
            if row is None:
                return
            yield row
            done += 1
    except WorkshopSearchError as error:
        log.error("a table ended after %d of %d questions: %s", done, asked, in_full(error))
        why = told(error)
    except Exception as error:
        log.exception("a table ended after %d of %d questions", done, asked)
        why = told(error)
    said = f"The table ends here, after {done} of {asked} questions. {why}"
    yield {"ended": said, "answered": done, "asked": asked, "request_id": REQUEST_ID.get()}
