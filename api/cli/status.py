"""``workshop-search status``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from api.cli.common import common_options, print_json, settings_for
from corpus.errors import DamagedError
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot


@click.command()
@common_options
def status(data: Path | None, as_json: bool) -> None:
    """What answers now: snapshot, model, counts, papers at hand and missing, the report of its making."""
    settings = settings_for(data)
    layout = Layout(settings.data)
    snapshot = Snapshot.open_current(layout)
    try:
        coverage, report = snapshot.store.meta("coverage"), snapshot.store.meta("report")
        if coverage is None or report is None:
            raise DamagedError(
                f"Snapshot {snapshot.manifest.id} holds no report. Run `workshop-search ingest` again."
            )
    finally:
        snapshot.close()
    manifest = snapshot.manifest
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
            }
        )
        return
    click.echo(f"Snapshot {manifest.id} of {manifest.created}, in {settings.data}")
    click.echo(
        f"{manifest.passages} passages of {manifest.documents} documents, encoded by {manifest.encoder_name}"
    )
    click.echo(
        f"Papers: {coverage['linked']} linked, {coverage['at_hand']} at hand, {coverage['missing']} missing, "
        f"{coverage['failed']} failed, {coverage['image_only']} image only"
    )
    print_report(report)


def print_report(report: dict[str, Any]) -> None:
    """An ingest report for a person."""
    counts = ", ".join(f"{report[name]} {name}" for name in ("new", "changed", "unchanged", "gone", "stale"))
    click.echo(f"Documents: {counts}; {len(report['failures'])} failed")
    click.echo(
        f"Pages read: {report['pages']} ({report['characters']} characters); passages encoded: {report['encoded']}"
    )
    if report["fallback_pages"] or report["image_only_pages"]:
        click.echo(
            f"Pages by the second extractor: {report['fallback_pages']}; image only: {report['image_only_pages']}"
        )
    if report["shapes_seen"]:
        click.echo(f"Slide shapes read: {report['shapes_read']} of {report['shapes_seen']}")
    for note in report["notes"]:
        click.echo(f"  note: {note}")
    for failure in report["failures"]:
        click.echo(f"  failed: {failure['source']}: {failure['code']}: {failure['message']}", err=True)
