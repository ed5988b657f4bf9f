"""``workshop-search table``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple
from pathlib import Path
from typing import IO

import click

from api.cli.common import ConsoleProgress, common_options, settings_for
from api.cli.search import open_engine
from corpus.errors import InputError
from search.features.csv_safe import lines
from search.features.evidence_table import COLUMNS, TABLE_FORMATS, Row, TableFormat, read_questions, rows


@click.command()
@click.argument("questions", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Output file. [default: standard output]",
)
@click.option(
    "--format",
    "written",
    type=click.Choice(TABLE_FORMATS),
    help="Format of the table. [default: by the suffix of the output, else csv]",
)
@common_options
def table(
    questions: Path, output: Path | None, written: TableFormat | None, data: Path | None, as_json: bool
) -> None:
    """Answer a file of questions with a table of evidence.

    QUESTIONS is a CSV file with a column "question", or JSONL with strings or objects with "question". Each row
    has a quote, its citation, its source and a confidence; that of an invalid question has a note. --json writes
    JSONL.
    """
    given = read_questions(_text(questions), _kind(questions))
    if invalid := sum(bool(question.problem) for question in given):
        click.echo(f"Invalid questions: {invalid} of {len(given)}. The column note says what is wrong.", err=True)
    jsonl = as_json or written == "jsonl" or (written is None and output is not None and _kind(output) == "jsonl")
    progress = ConsoleProgress()
    with open_engine(settings_for(data)) as engine, _writing(output) as file:
        found = _counted(rows(engine, given), len(given), progress)
        if jsonl:
            file.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in found)
        else:
            file.writelines(lines(COLUMNS, (astuple(row) for row in found)))
    progress.close()


def _kind(path: Path) -> TableFormat:
    return "jsonl" if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else "csv"


def _text(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not valid UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


@contextmanager
def _writing(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error


def _counted(found: Iterator[Row], total: int, progress: ConsoleProgress) -> Iterator[Row]:
    for done, row in enumerate(found, start=1):
        yield row
        progress("questions", done, total)
