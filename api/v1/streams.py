"""Tables streamed line by line.

A table of ten thousand questions takes longer than one answer may. Each question has the time of one answer, and
all of them ``TABLE_SECONDS``. If that is not enough, or anything fails, a last line says so: the status was sent
long before.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple

from api.http.errors import public_message
from api.http.logs import REQUEST_ID
from corpus.errors import WorkshopSearchError, in_full
from search.features.csv_safe import Cell, lines
from search.features.evidence_table import COLUMNS, Row, TableFormat
from search.runtime import Deadline

log = logging.getLogger("workshop_search.table")

TABLE_SECONDS = 600.0
MEDIA_TYPES: dict[TableFormat, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def stream_table(
    found: Iterator[Row], total: int, sent_as: TableFormat, seconds: float, warnings: Sequence[str] = ()
) -> Iterator[str]:
    """The lines of a table of ``total`` questions, each of which may take ``seconds``.

    In JSONL, ``warnings`` are a line of their own, before the rows.
    """
    if sent_as == "jsonl":
        if warnings:
            yield json.dumps({"warnings": list(warnings)}, ensure_ascii=False) + "\n"
        for item in _until_it_ends(found, total, seconds):
            yield json.dumps(asdict(item) if isinstance(item, Row) else item, ensure_ascii=False) + "\n"
    else:
        yield from lines(COLUMNS, _cells(_until_it_ends(found, total, seconds)))


def _cells(items: Iterator[Row | dict[str, str | int | None]]) -> Iterator[tuple[Cell, ...]]:
    for item in items:
        yield astuple(item) if isinstance(item, Row) else (item["ended"], *[None] * (len(COLUMNS) - 1))


def _until_it_ends(
    found: Iterator[Row], total: int, seconds: float
) -> Iterator[Row | dict[str, str | int | None]]:
    """The rows, and if they end early, an object that says why."""
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
        log.error("a table ended after %d of %d questions: %s", done, total, in_full(error))
        reason = public_message(error)
    except Exception as error:
        log.exception("a table ended after %d of %d questions", done, total)
        reason = public_message(error)
    ended = f"The table ends here, after {done} of {total} questions. {reason}"
    yield {"ended": ended, "answered": done, "asked": total, "request_id": REQUEST_ID.get()}
