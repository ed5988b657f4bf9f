"""``workshop-search status``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from api.cli.common import common_options, print_json, settings_for
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import DamagedError
from ingest.indexing.continuity import why_behind, why_lost
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot


@click.command()
@common_options
def status(data: Path | None, as_json: bool) -> None:
    """Show the current snapshot and the last ingest report."""
    settings = settings_for(data)
    layout = settings.layout
    snapshot = Snapshot.open_current(layout)
    try:
        coverage, report = snapshot.store.meta("coverage"), snapshot.store.meta("report")
        if coverage is None or report is None:
            raise DamagedError(
                f"Snapshot {snapshot.manifest.id} has no report. Run `workshop-search ingest` to build a new one."
            )
    finally:
        snapshot.close()
    manifest, pinned = snapshot.manifest, layout.pinned_id()
    ahead, last_run, fault = _waiting(layout, manifest)
    if as_json:
        print_json(
            {
                "data": str(settings.data),
                "snapshot": manifest.id,
                "created": manifest.created,
                "model": manifest.encoder_name,
                "encoder_id": manifest.encoder_id,
                "passages": manifest.passages,
                "documents": manifest.documents,
                "content_hash": manifest.content_hash,
                "coverage": coverage,
                "report": report,
                "pinned": pinned,
                "catalogue_ahead": ahead,
                "catalogue_fault": fault,
                "last_run": last_run,
            }
        )
        return
    click.echo(f"Snapshot {manifest.id}, created {manifest.created}, in {settings.data}")
    click.echo(f"{manifest.passages} passages from {manifest.documents} documents, model {manifest.encoder_name}")
    click.echo(
        f"Papers: {coverage['linked']} linked, {coverage['at_hand']} available, {coverage['missing']} missing, "
        f"{coverage['failed']} failed, {coverage['image_only']} scanned images without text"
    )
    if pinned:
        click.echo(f"Pinned to {pinned}: nothing is published until `workshop-search snapshots unpin`")
    if fault:
        click.echo(f"{fault} Run `workshop-search doctor` to see what to do.")
    elif ahead:
        click.echo(f"{ahead} changes in the catalogue are not published yet")
    print_report(last_run if pinned and last_run else report)


def _waiting(layout: Layout, manifest: Manifest) -> tuple[int, dict[str, Any] | None, str | None]:
    """How many changes of the catalogue are not published, the report of the last run, what is wrong."""
    path = layout.data / CATALOGUE
    if not path.exists():
        return 0, None, why_lost(layout)
    with Catalogue.open_read_only(path, older=True) as catalogue:
        behind = why_behind(catalogue, layout)
        fault = f"The catalogue {behind}." if behind else None
        return max(0, catalogue.change_number() - manifest.catalogue_change), catalogue.last_run(), fault


def print_rewordings(changes: list[dict[str, Any]]) -> None:
    """Print changes in the recommendations of a page."""
    for item in changes:
        was, now = item["text"], item["now_text"]
        text = f"{was!r} is now {now!r}" if item["change"] == "reworded" else repr(now or was)
        click.echo(f"  recommendation {item['change']} ({item['workshop']}): {text}")


def print_report(report: dict[str, Any]) -> None:
    """Print an ingest report."""
    counts = ", ".join(f"{report[name]} {name}" for name in ("new", "changed", "unchanged", "gone", "stale"))
    click.echo(f"Documents: {counts}; {len(report['failures'])} failed")
    click.echo(
        f"Pages read: {report['pages']} ({report['characters']} characters); passages encoded: {report['encoded']}"
    )
    if report["fallback_pages"] or report["image_only_pages"]:
        click.echo(
            f"Pages read by the fallback extractor: {report['fallback_pages']}; "
            f"scanned images without text: {report['image_only_pages']}"
        )
    if report["shapes_seen"]:
        click.echo(f"Slide shapes read: {report['shapes_read']} of {report['shapes_seen']}")
    print_rewordings(report.get("recommendations", []))
    if report.get("deleted"):
        click.echo(f"Deleted documents left out: {report['deleted']} (restore one with `ingest --restore ID`)")
    for note in report["notes"]:
        click.echo(f"  note: {note}")
    for failure in report["failures"]:
        click.echo(f"  failed: {failure['source']}: {failure['code']}: {failure['message']}", err=True)
