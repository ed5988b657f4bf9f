"""``workshop-search ingest``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from api.cli.common import FAILED, ConsoleProgress, common_options, print_json, settings_for
from api.cli.status import print_report, print_rewordings
from api.encoders import library_model
from api.settings import Settings
from corpus.errors import InputError, ModelError, StoreError
from ingest.drafting import draft as draft_page
from ingest.indexing.chunk import ChunkingEncoder
from ingest.indexing.report import Progress, Report
from ingest.pipeline import Options
from ingest.pipeline import ingest as run
from ingest.plan import Plan, plan
from ingest.sources.http.client import HttpFetcher
from ingest.sources.http.policy import FetchPolicy
from ingest.targets.website import WebOptions
from search.encoder.choice import DEFAULT, choose, reads_more
from search.encoder.loading import load_encoder, load_tokens


def run_ingest(
    settings: Settings,
    targets: Sequence[str],
    *,
    options: Options | None = None,
    allow_private: bool = False,
    quiet: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Ingest ``targets`` with the configured model."""
    if settings.data.exists() and not settings.data.is_dir():  # before a model is compiled for it
        raise StoreError(f"The data directory {settings.data} is a file. Choose a folder with --data.")
    model = library_model(settings)
    if settings.model is None and not quiet and reads_more(model):
        click.echo(
            f"This library keeps its model, {choose(model).setting}. For questions in other languages, set "
            f"WORKSHOP_SEARCH_MODEL={DEFAULT} and ingest again; every passage is then encoded again.",
            err=True,
        )
    encoder = load_encoder(settings.layout.models, model, settings.encoder, build=True)
    fetcher = HttpFetcher(FetchPolicy(allow_private=allow_private or settings.allow_private))
    options = options or Options()
    web = replace(options.web, most=settings.max_papers)
    options = replace(options, store=settings.store, milvus=settings.milvus, web=web)
    console = ConsoleProgress(quiet=quiet)
    try:
        return run(targets, settings.data, encoder, fetcher, options=options, progress=progress or console)
    finally:
        console.close()


@click.command()
@click.argument("targets", nargs=-1, metavar="PATH|URL...")
@click.option("--workshop", help="Attach the file to this workshop (slug).")
@click.option("--talk", help="Attach the file to this talk (number or title).")
@click.option("--role", type=click.Choice(("presentation", "paper")), help="What the file is for that talk.")
@click.option("--include", multiple=True, help="Fetch only linked papers whose URL matches this glob.")
@click.option("--exclude", multiple=True, help="Do not fetch linked papers whose URL matches this glob.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private and loopback addresses.")
@click.option("--allow-removals", is_flag=True, help="Allow more than half of a folder's documents to be removed.")
@click.option("--start-empty", is_flag=True, help="Start an empty library if the catalogue was lost.")
@click.option("--restore", multiple=True, metavar="ID", help="Restore a deleted document.")
@click.option("--delete", multiple=True, metavar="ID", help="Delete a document; it stays out until restored.")
@click.option("--erase", multiple=True, metavar="ID", help="Permanently remove everything stored of a document.")
@click.option(
    "--moved-from", metavar="OLD", help="Former folder, file or URL of what is ingested; its ids then redirect."
)
@click.option(
    "--forget", multiple=True, metavar="ROOT", help="Remove everything that came from this folder or URL."
)
@click.option("--dry-run", is_flag=True, help="Show what would be done without writing anything.")
@click.option(
    "--draft", is_flag=True, help="Write what was read from a page to workshop.toml, for you to correct."
)
@click.option("--into", type=click.Path(path_type=Path), help="Folder for drafts of URLs (default: here).")
@click.option("--ignore-robots", is_flag=True, help="Follow links even where robots.txt disallows it.")
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
    start_empty: bool,
    restore: tuple[str, ...],
    delete: tuple[str, ...],
    erase: tuple[str, ...],
    moved_from: str | None,
    forget: tuple[str, ...],
    dry_run: bool,
    draft: bool,
    into: Path | None,
    ignore_robots: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Index folders, files and URLs, and publish a snapshot.

    A folder with a workshop.toml is a workshop; other files are documents; a .jsonl file has one document per
    line. Unchanged documents are skipped. A running server uses the new snapshot within a second.
    """
    settings = settings_for(data)
    if (talk or role) and not workshop:
        raise InputError("--talk and --role need --workshop too.")
    options = Options(
        attach_to=(workshop, talk, role) if workshop else None,
        allow_removals=allow_removals,
        start_empty=start_empty,
        web=WebOptions(include, exclude, settings.max_papers, ignore_robots),
        restore=restore,
        delete=delete,
        erase=erase,
        moved_from=moved_from,
        forget=forget,
        keep=settings.keep_snapshots,
    )
    if draft or into:
        if not draft or not targets:
            raise InputError("--draft needs a folder or a URL, and --into needs --draft.")
        _draft(settings, targets, into, allow_private, as_json=as_json)
        return
    if dry_run and (restore or delete or erase or forget or moved_from):
        raise InputError(
            "--dry-run cannot be combined with --restore, --delete, --erase, --forget or --moved-from. "
            "Leave it out."
        )
    if dry_run:
        _show_plan(_planned(settings, targets, options, allow_private, quiet=as_json), as_json=as_json)
        return
    report = run_ingest(settings, targets, options=options, allow_private=allow_private, quiet=as_json)
    if as_json:
        print_json(report.to_plain())
    else:
        print_report(report.to_plain())
        what = (
            f"Published snapshot {report.published}"
            if report.published
            else "Nothing was published"
            if any(failure.code == "removals-refused" for failure in report.failures)
            else "Nothing has changed; no new snapshot"
        )
        if report.pinned:
            what = f"Snapshot {report.pinned} is pinned, so the changes were not published"
        click.echo(f"{what}: {report.passages} passages.")
    if report.failures:
        sys.exit(FAILED)


def _draft(
    settings: Settings, targets: Sequence[str], into: Path | None, allow_private: bool, *, as_json: bool
) -> None:
    fetcher = HttpFetcher(FetchPolicy(allow_private=allow_private or settings.allow_private))
    drafts = [draft_page(target, fetcher, into) for target in targets]
    if as_json:
        print_json([{**asdict(made), "path": str(made.path)} for made in drafts])
        return
    for made in drafts:
        for note in made.notes:
            click.echo(f"{made.path}: {note}")
        click.echo(
            f"{made.path}: {made.talks} talks, {made.recommendations} recommendations. Correct it, then run"
        )
        click.echo(f"  workshop-search ingest {made.path.parent}")


def _planned(
    settings: Settings, targets: Sequence[str], options: Options, allow_private: bool, *, quiet: bool
) -> Plan:
    progress = ConsoleProgress(quiet=quiet)
    fetcher = HttpFetcher(FetchPolicy(allow_private=allow_private or settings.allow_private))
    try:
        measure = _measure(settings)
        return plan(targets, settings.data, measure, fetcher, options=options, progress=progress)
    finally:
        progress.close()


def _measure(settings: Settings) -> ChunkingEncoder:
    """What tells where passages would be cut: the compiled model, or its tokenizer if none is compiled yet."""
    model = library_model(settings)
    try:
        return load_encoder(settings.layout.models, model, settings.encoder, build=False)
    except ModelError:
        return load_tokens(model)


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
        f"Result: {counts}; {found.unchanged} unchanged; {len(found.failures)} failed. Nothing was written."
    )
