"""``workshop-search ingest``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from api.cli.common import FAILED, Shown, common_options, print_json, settings_for
from api.cli.status import print_report
from api.settings import Settings
from corpus.errors import InputError
from ingest.pipeline import Options
from ingest.pipeline import ingest as run
from ingest.report import Report
from ingest.sources.fetch import HttpFetcher
from ingest.sources.policy import FetchPolicy
from ingest.web import WebOptions
from search.encoder.loading import load_encoder
from search.snapshot.layout import Layout


def run_ingest(
    settings: Settings,
    targets: Sequence[str],
    *,
    options: Options | None = None,
    allow_private: bool = False,
    quiet: bool = False,
) -> Report:
    """Take in ``targets`` with the configured model."""
    encoder = load_encoder(Layout(settings.data).models, settings.model, settings.encoder, build=True)
    fetcher = HttpFetcher(FetchPolicy(allow_private=allow_private))
    shown = Shown(quiet=quiet)
    try:
        return run(targets, settings.data, encoder, fetcher, options=options, progress=shown)
    finally:
        shown.close()


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--workshop", help="The workshop (slug) the one file given belongs to.")
@click.option("--talk", help="Its talk, by number or title.")
@click.option("--role", type=click.Choice(("presentation", "paper")), help="What the file is of that talk.")
@click.option("--include", multiple=True, help="Fetch only linked papers whose URL fits this glob.")
@click.option("--exclude", multiple=True, help="Do not fetch linked papers whose URL fits this glob.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private and loopback addresses.")
@click.option("--allow-removals", is_flag=True, help="Let more than half of a folder's documents be gone.")
@common_options
def ingest(
    targets: tuple[str, ...],
    workshop: str | None,
    talk: str | None,
    role: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    allow_private: bool,
    allow_removals: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Take in folders, files and URLs, and publish what is found.

    A folder with a workshop.toml is a workshop; other files are documents; a .jsonl file holds one document a
    line. What is unchanged is left alone. A running server answers from the new snapshot within a second.
    """
    settings = settings_for(data)
    if (talk or role) and not workshop:
        raise InputError("--talk and --role say which talk of a workshop a file belongs to: give --workshop too.")
    options = Options(
        supplied=(workshop, talk, role) if workshop else None,
        allow_removals=allow_removals,
        web=WebOptions(include, exclude),
    )
    report = run_ingest(settings, targets, options=options, allow_private=allow_private, quiet=as_json)
    if as_json:
        print_json(report.to_plain())
    else:
        print_report(report.to_plain())
        what = f"Published snapshot {report.published}" if report.published else "Nothing changed; no new snapshot"
        click.echo(f"{what}: {report.passages} passages.")
    if report.failures:
        sys.exit(FAILED)
