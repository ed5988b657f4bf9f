"""``workshop-search move``."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.cli.ingest import run_ingest
from corpus.errors import InputError, StoreError
from ingest.pipeline import CATALOGUE, Options
from search.snapshot.build import StoreKind
from search.snapshot.manifest import Manifest


@click.command()
@click.option("--to", type=click.Choice(("faiss", "milvus")), required=True, help="Where vectors go.")
@common_options
def move(to: StoreKind, data: Path | None, as_json: bool) -> None:
    """Publish the library from another store. Nothing is encoded again: vectors come from the catalogue.

    What answered before goes on answering until the new snapshot is whole. To stay there, set
    WORKSHOP_SEARCH_STORE as well.
    """
    settings = settings_for(data, store=to)
    layout = settings.layout
    if to == "milvus" and settings.milvus_uri is None:
        raise InputError("Say where Milvus is by WORKSHOP_SEARCH_MILVUS_URI.")
    if not (settings.data / CATALOGUE).exists():
        raise StoreError(f"{settings.data} holds no catalogue to move. Name another directory with --data.")
    if (pinned := layout.pinned_id()) is not None:
        raise InputError(f"Snapshot {pinned} is pinned: run `workshop-search snapshots unpin` first.")
    before = _content(layout.pointed_id(), layout.snapshots)
    report = run_ingest(settings, (), options=Options(rebuild=True, keep=settings.keep_snapshots), quiet=as_json)
    manifest = Manifest.read(layout.path(layout.current_id()))
    if as_json:
        print_json(
            {
                "snapshot": manifest.id,
                "store": to,
                "content_hash": manifest.content_hash,
                "content_hash_before": before,
                "encoded": report.encoded,
            }
        )
        return
    same = "the same content" if before == manifest.content_hash else "what the catalogue holds"
    click.echo(f"Snapshot {manifest.id} answers from {to}: {manifest.passages} passages, {same}.")
    for note in report.notes:
        click.echo(f"  note: {note}")


def _content(snapshot_id: str | None, snapshots: Path) -> str | None:
    """The content hash of what answered before, where it can be read."""
    try:
        return Manifest.read(snapshots / snapshot_id).content_hash if snapshot_id else None
    except StoreError:
        return None
