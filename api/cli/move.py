"""``workshop-search move``."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.cli.ingest import run_ingest
from api.encoders import library_model
from api.settings import Settings
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import InputError, StoreError, in_full
from corpus.lock import writer_lock
from ingest.indexing.encoding import token_space
from ingest.pipeline import Options
from search.encoder.loading import load_encoder
from search.snapshot.build import StoreKind
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.retention import leave_milvus


@click.command()
@click.option("--to", type=click.Choice(("faiss", "milvus")), required=True, help="The store to move to.")
@common_options
def move(to: StoreKind, data: Path | None, as_json: bool) -> None:
    """Move the vectors to another store.

    Nothing is encoded again: the vectors come from the catalogue. The old snapshot answers until the new one is
    complete. To keep using the new store, also set WORKSHOP_SEARCH_STORE.
    """
    settings = settings_for(data, store=to)
    layout = settings.layout
    if to == "milvus" and settings.milvus_uri is None:
        raise InputError("Set WORKSHOP_SEARCH_MILVUS_URI to the address of Milvus.")
    if not (settings.data / CATALOGUE).exists():
        raise StoreError(f"There is no catalogue in {settings.data}. Choose the data directory with --data.")
    if (pinned := layout.pinned_id()) is not None:
        raise InputError(f"Snapshot {pinned} is pinned. Run `workshop-search snapshots unpin` first.")
    before = _content(layout)
    _announce(settings)
    report = run_ingest(settings, (), options=Options(rebuild=True, keep=settings.keep_snapshots), quiet=as_json)
    manifest = Manifest.read(layout.path(layout.current_id()))
    notes = [*report.notes, *(_left(layout) if to == "faiss" else [])]
    if as_json:
        print_json(
            {
                "snapshot": manifest.id,
                "store": to,
                "content_hash": manifest.content_hash,
                "content_hash_before": before,
                "encoded": report.encoded,
                "notes": notes,
            }
        )
        return
    same = "the same content" if before == manifest.content_hash else "the content of the catalogue"
    click.echo(
        f"Snapshot {manifest.id} now answers from {to}: {manifest.passages} passages, {same}; "
        f"{report.encoded} were encoded."
    )
    for note in notes:
        click.echo(f"  note: {note}")


def _content(layout: Layout) -> str | None:
    """The content hash of the current snapshot; None if it cannot be read."""
    try:
        return Manifest.read(layout.path(layout.current_id())).content_hash
    except StoreError:
        return None


def _announce(settings: Settings) -> None:
    """Print how many texts must be encoded, because they have no vectors of the configured model."""
    encoder = load_encoder(settings.layout.models, library_model(settings), settings.encoder, build=True)
    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        space = token_space(catalogue, encoder)
        without = set(catalogue.unencoded(encoder.identity.id))
        if space is not None:
            without.update(catalogue.unencoded(space.id))
    if without:
        name = encoder.identity.name
        click.echo(
            f"{len(without)} texts have no vectors of the configured model {name}. Encoding them.", err=True
        )


def _left(layout: Layout) -> list[str]:
    """Remove the library from Milvus; notes on what could not be removed."""
    if not layout.has_alias():
        return []
    again = "run `workshop-search snapshots prune --keep 1` to remove it"
    if layout.milvus is None:
        return [f"The data on Milvus was not removed. Set WORKSHOP_SEARCH_MILVUS_URI and {again}."]
    try:
        with writer_lock(layout.data):
            stay = leave_milvus(layout)
    except StoreError as error:
        return [f"The data on Milvus was not removed ({in_full(error)}). When Milvus responds again, {again}."]
    return (
        [f"A server still reads {', '.join(stay)} on Milvus. When it uses the new snapshot, {again}."]
        if stay
        else []
    )
