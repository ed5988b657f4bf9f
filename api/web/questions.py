"""Questions out of a file: a line each, or a column of a table, or a field of JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from corpus.errors import InputError

MOST = 1000
"""Questions one batch may have."""
_NAMES = ("question", "query", "q", "text")


def questions_of(text: str, name: str = "") -> list[str]:
    """The questions ``text`` holds, in order; ``name`` is the file's, whose ending tells the format.

    A table's column is the one called question (or query), else its first. Raises InputError where there are none
    or too many.
    """
    text = text.removeprefix("\ufeff")
    ending = name.lower().rpartition(".")[2]
    if ending in ("jsonl", "ndjson", "json") or text.lstrip()[:1] == "{":
        found = list(_json_lines(text))
    elif ending in ("csv", "tsv"):
        found = list(_table(text, "\t" if ending == "tsv" else None))
    else:
        found = text.splitlines()
    asked = [" ".join(question.split()) for question in found]
    asked = [question for question in asked if question]
    if not asked:
        raise InputError(
            "There is no question in this. Give one a line, or a table with a column called question."
        )
    if len(asked) > MOST:
        raise InputError(
            f"There are {len(asked)} questions; at most {MOST} are answered at a time. Split the file."
        )
    return asked


def _json_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise InputError(f"Line {number} is not JSON ({error}). Give one JSON object a line.") from error
        value = next((item[n] for n in _NAMES if n in item), None) if isinstance(item, dict) else item
        if not isinstance(value, str):
            raise InputError(f"Line {number} has no question: give it as {{“question”: …}}.")
        yield value


def _table(text: str, separator: str | None) -> Iterator[str]:
    first = text.partition("\n")[0]
    separator = separator or max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise InputError(f"This is not a table that can be read ({error}).") from error
    if not rows:
        return
    heads = [cell.strip().casefold() for cell in rows[0]]
    at = next((heads.index(name) for name in _NAMES if name in heads), None)
    for row in rows if at is None else rows[1:]:
        yield row[at or 0] if len(row) > (at or 0) else ""
