"""``workshop-search ingest``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from api.cli.common import FAILED, Shown, common_options, print_json, settings_for
from api.cli.status import print_report, print_rewordings
from api.settings import Settings
from corpus.errors import InputError, ModelError, StoreError
from ingest.indexing.report import Progress, Report
from ingest.pipeline import Options
from ingest.pipeline import ingest as run
from ingest.plan import Plan, plan
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from ingest.targets.website import WebOptions
from search.encoder.loading import load_encoder
from search.snapshot.layout import Layout


def run_ingest(
    settings: Settings,
    targets: Sequence[str],
    *,
    options: Options | None = None,
    allow_private: bool = False,
    quiet: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take in ``targets`` with the configured model."""
    if settings.data.exists() and not settings.data.is_dir():  # said before a model is compiled for it
        raise StoreError(f"The data directory {settings.data} is a file. Name a folder with --data.")
    encoder = load_encoder(Layout(settings.data).models, settings.model, settings.encoder, build=True)
    fetcher = HttpFetcher(FetchPolicy(allow_private=allow_private or settings.allow_private))
    options = options or Options()
    web = replace(options.web, most=settings.max_papers)
    options = replace(options, store=settings.store, milvus=settings.milvus, web=web)
    shown = Shown(quiet=quiet)
    try:
        return run(targets, settings.data, encoder, fetcher, options=options, progress=progress or shown)
    finally:
        shown.close()


@click.command()
@click.argument("targets", nargs=-1, metavar="PATH|URL...")
@click.option("--workshop", help="The workshop (slug) the one file given belongs to.")
@click.option("--talk", help="Its talk, by number or title.")
@click.option("--role", type=click.Choice(("presentation", "paper")), help="What the file is of that talk.")
@click.option("--include", multiple=True, help="Fetch only linked papers whose URL fits this glob.")
@click.option("--exclude", multiple=True, help="Do not fetch linked papers whose URL fits this glob.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private and loopback addresses.")
@click.option("--allow-removals", is_flag=True, help="Let more than half of a folder's documents be gone.")
@click.option("--restore", multiple=True, metavar="ID", help="Let a deleted document in again.")
@click.option("--delete", multiple=True, metavar="ID", help="Take a document out and keep it out until restored.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done; nothing is written.")
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
    restore: tuple[str, ...],
    delete: tuple[str, ...],
    dry_run: bool,
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
        web=WebOptions(include, exclude, settings.max_papers),
        restore=restore,
        delete=delete,
        keep=settings.keep_snapshots,
    )
    if dry_run:
        _show_plan(_planned(settings, targets, options, allow_private, quiet=as_json), as_json=as_json)
        return
    report = run_ingest(settings, targets, options=options, allow_private=allow_private, quiet=as_json)
    if as_json:
        print_json(report.to_plain())
    else:
        print_report(report.to_plain())
        what = f"Published snapshot {report.published}" if report.published else "Nothing changed; no new snapshot"
        if report.pinned:
            what = f"Snapshot {report.pinned} is pinned; the catalogue is up to date, nothing was published"
        click.echo(f"{what}: {report.passages} passages.")
    if report.failures:
        sys.exit(FAILED)


def _planned(
    settings: Settings, targets: Sequence[str], options: Options, allow_private: bool, *, quiet: bool
) -> Plan:
    models = Layout(settings.data).models
    shown = Shown(quiet=quiet)
    fetcher = HttpFetcher(FetchPolicy(allow_private=allow_private or settings.allow_private))
    with tempfile.TemporaryDirectory(prefix="workshop-search-") as scratch:
        try:
            encoder = load_encoder(models, settings.model, settings.encoder, build=False)
        except ModelError:  # none was made yet; the data directory is not to be written for a plan
            encoder = load_encoder(Path(scratch), settings.model, settings.encoder, build=True)
        try:
            return plan(targets, settings.data, encoder, fetcher, options=options, progress=shown)
        finally:
            shown.close()


def _show_plan(found: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(found.to_plain())
        return
    for action, sources in found.sources.items():
        for source in sources:
            click.echo(f"{action}: {source}")
    for failure in found.failures:
        click.echo(f"failed: {failure.source}: {failure.code}: {failure.message}", err=True)
    print_rewordings([asdict(item) for item in found.recommendations])
    counts = ", ".join(
        f"{len(found.sources.get(action, ()))} {action}" for action in ("new", "changed", "gone", "stale")
    )
    click.echo(
        f"Would be {counts}; {found.unchanged} unchanged; {len(found.failures)} failed. Nothing was written."
    )
