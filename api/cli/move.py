"""``workshop-search move``."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.cli.ingest import run_ingest
from api.settings import Settings
from corpus.catalogue.catalogue import Catalogue
from corpus.errors import InputError, StoreError, in_full
from corpus.lock import writer_lock
from ingest.indexing.encoding import token_space
from ingest.pipeline import CATALOGUE, Options
from search.encoder.loading import load_encoder
from search.snapshot.build import StoreKind
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.retention import leave_milvus


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
    same = "the same content" if before == manifest.content_hash else "what the catalogue holds"
    click.echo(
        f"Snapshot {manifest.id} answers from {to}: {manifest.passages} passages, {same}; "
        f"{report.encoded} were encoded."
    )
    for note in notes:
        click.echo(f"  note: {note}")


def _content(layout: Layout) -> str | None:
    """The content hash of what answered before, where it can be read."""
    try:
        return Manifest.read(layout.path(layout.current_id())).content_hash
    except StoreError:
        return None


def _announce(settings: Settings) -> None:
    """Say what will be encoded all the same, as it is where another model is set than vectors are there of."""
    encoder = load_encoder(settings.layout.models, settings.model, settings.encoder, build=True)
    with Catalogue.open_read_only(settings.data / CATALOGUE, older=True) as catalogue:
        space = token_space(catalogue, encoder)
        without = set(catalogue.unencoded(encoder.identity.id))
        if space is not None:
            without.update(catalogue.unencoded(space.id))
    if without:
        name = encoder.identity.name
        said = f"{len(without)} texts have no vector of {name}, the model that is set, or none of their words"
        click.echo(f"{said}: they are encoded.", err=True)


def _left(layout: Layout) -> list[str]:
    """Remove what is left on Milvus; says what stays."""
    if not layout.has_alias():
        return []
    again = "`workshop-search snapshots prune --keep 1` removes it"
    if layout.milvus is None:
        return [f"What was on Milvus stays there. With WORKSHOP_SEARCH_MILVUS_URI set, {again}."]
    try:
        with writer_lock(layout.data):
            stay = leave_milvus(layout)
    except StoreError as error:
        return [f"What was on Milvus stays there ({in_full(error)}). When it answers, {again}."]
    return [f"A server still reads {', '.join(stay)} on Milvus. When it has gone over, {again}."] if stay else []
