"""What the commands share: --data and --json, progress, error messages and exit codes."""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
from tqdm import tqdm

from api.cli.terminal import bare, harmless, harmless_output
from api.settings import Settings
from corpus.errors import InputError, WorkshopSearchError, in_full

P = ParamSpec("P")
R = TypeVar("R")

FAILED, WRONG_USAGE = 1, 2
"""Exit codes; 0 is success."""


def common_options(command: Callable[P, R]) -> Callable[P, R]:
    """Adds ``--data`` and ``--json``, and prints errors of this program as a message instead of a traceback."""

    @click.option(
        "--data", type=click.Path(path_type=Path), help="Data directory. [default: WORKSHOP_SEARCH_DATA or ./data]"
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with harmless_output():
            try:
                return command(*args, **kwargs)
            except WorkshopSearchError as error:
                if kwargs.get("as_json"):
                    click.echo(json.dumps({"error": type(error).__name__, "detail": in_full(error)}))
                click.echo(f"Error: {in_full(error)}", err=True)
                sys.exit(WRONG_USAGE if type(error) is InputError else FAILED)

    return wrapped


def settings_for(data: Path | None, **given: Any) -> Settings:
    """Settings from the environment; ``--data`` and other options take precedence."""
    return Settings.load(data=data, **given)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class ConsoleProgress:
    """Progress on standard error: a bar on a terminal, otherwise one line every few seconds."""

    _EVERY_SECONDS = 5.0

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._bar: tqdm[Any] | None = None
        self._what = ""
        self._begun = self._last = time.monotonic()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """See :data:`ingest.indexing.report.Progress`."""
        if self._quiet:
            return
        if self._terminal:
            self._draw(what, done, total)
        else:
            self._say(what, done, total)

    def close(self) -> None:
        """Close the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _draw(self, what: str, done: int, total: int | None) -> None:
        if self._bar is None or what != self._what:
            self.close()
            self._what = what
            self._bar = tqdm(total=total, desc=harmless(what), unit="", dynamic_ncols=True, file=bare(sys.stderr))
        self._bar.update(done - self._bar.n)

    def _say(self, what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._begun, self._last = what, now, now
        elif now - self._last < self._EVERY_SECONDS and done != total:
            return
        self._last = now
        rate = done / (now - self._begun) if now > self._begun and done else 0.0
        left = f", {(total - done) / rate:.0f} s left" if total and rate and done < total else ""
        click.echo(
            f"{what}: {done}{f' of {total}' if total else ''}{f', {rate:.0f}/s' if rate else ''}{left}", err=True
        )
