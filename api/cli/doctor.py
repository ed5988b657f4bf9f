"""``workshop-search doctor``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from api.cli.common import FAILED, common_options, print_json, settings_for
from api.cli.ingest import run_ingest
from api.encoders import encoder_opener, library_model
from api.settings import Settings
from corpus.catalogue.catalogue import CATALOGUE
from corpus.errors import InputError, StoreError, WorkshopSearchError
from corpus.lock import writer_lock
from ingest.indexing.removal import reconcile_deletions
from ingest.maintenance.catalogue_rebuild import Rebuilt, rebuild_from_snapshot
from ingest.maintenance.doctor import Finding, examine, repair
from ingest.pipeline import Options, now
from search.encoder.loading import load_encoder
from search.snapshot.build import StoreKind
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.mending import mend_pointers

_REBUILD = {"no-snapshot", "pointer", "snapshot", "foreign-file"}


@click.command()
@click.option("--repair", is_flag=True, help="Remove damaged files and rebuild from the catalogue.")
@click.option("--from-snapshot", is_flag=True, help="With --repair: rebuild a lost catalogue from a snapshot.")
@common_options
def doctor(repair: bool, from_snapshot: bool, data: Path | None, as_json: bool) -> None:
    """Check all stored files and the catalogue.

    Compares every file with its checksum. The exit code is 1 if there are faults; notes are not faults.
    """
    settings = settings_for(data)
    found = _examined(settings)
    removed: list[str] = []
    rebuilt = None
    if from_snapshot:
        if not repair:
            raise InputError("--from-snapshot needs --repair. Give both.")
        if not any(finding.level == "fault" and finding.code == "catalogue" for finding in found):
            raise InputError("The catalogue is intact, so it is not replaced.")
        rebuilt = rebuild_from_snapshot(Layout(settings.data))
        found = _examined(settings)
    if repair and found:
        removed = _repair(settings, found, quiet=as_json)
        found = _examined(settings)
    faults = [finding for finding in found if finding.level == "fault"]
    if as_json:
        print_json(
            {
                "clean": not faults,
                "findings": [asdict(finding) for finding in found],
                "removed": removed,
                "rebuilt_from": rebuilt.snapshot if rebuilt else None,
                "lost_deletions": rebuilt.lost_deletions if rebuilt else 0,
            }
        )
    else:
        if rebuilt:
            _tell(rebuilt)
        for path in removed:
            click.echo(f"removed: {path}")
        for finding in found:
            click.echo(f"{finding.level}: {finding.where}: {finding.message}")
        number = "No faults" if not faults else f"{len(faults)} fault{'s'[: len(faults) - 1]}"
        click.echo(f"{number} found." + (" Use --repair to repair what can be repaired." if faults else ""))
    if faults:
        sys.exit(FAILED)


def _tell(rebuilt: Rebuilt) -> None:
    click.echo(
        f"The catalogue was rebuilt from snapshot {rebuilt.snapshot}: {rebuilt.passages} passages of "
        f"{rebuilt.documents} documents. The next ingest of each source reads it again."
    )
    if rebuilt.aside:
        click.echo(f"The former catalogue is kept as {rebuilt.aside}.")
    if rebuilt.lost_deletions:
        click.echo(
            f"{rebuilt.lost_deletions} lines of the list of deletions are damaged, so deleted documents may "
            "answer again. Delete them again with `workshop-search ingest --delete ID`."
        )
    if not rebuilt.vectors:
        click.echo("The snapshot's vectors are on Milvus, so the next ingest encodes every passage again.")
    if "api_key" not in rebuilt.carried:
        click.echo("API keys are not kept in snapshots: make new ones with `workshop-search keys add`.")


def _examined(settings: Settings) -> list[Finding]:
    layout = Layout(settings.data)
    opener = encoder_opener(layout.models, settings.model, settings.encoder)
    return examine(settings.data, opener, settings.milvus)


def _repair(settings: Settings, found: list[Finding], *, quiet: bool) -> list[str]:
    """Rebuild if the current snapshot is damaged, then remove damaged files. Gives what was removed."""
    layout = Layout(settings.data)
    if any(finding.code in ("pointer", "deletions") for finding in found):
        with writer_lock(settings.data):
            mended = [*mend_pointers(layout), *reconcile_deletions(settings.data, now()).notes]
        if not quiet:
            for sentence in mended:
                click.echo(f"repaired: {sentence}")
        found = _examined(settings)
    faults = {finding.code for finding in found if finding.level == "fault"}
    if "model" in faults:
        load_encoder(layout.models, library_model(settings), settings.encoder, build=True)
    answering = {str(layout.path(name)) for name in (layout.pointed_id(), layout.pinned_id()) if name}
    concerned = [
        finding
        for finding in found
        if finding.code in _REBUILD
        and finding.level == "fault"
        and (
            finding.code in ("no-snapshot", "pointer") or any(finding.where.startswith(path) for path in answering)
        )
    ]
    if concerned and "catalogue" not in faults and (settings.data / CATALOGUE).exists():
        where = settings.model_copy(update={"store": _store(layout, settings)})
        run_ingest(where, (), options=Options(rebuild=True, keep=settings.keep_snapshots), quiet=quiet)
    return repair(settings.data, settings.milvus)


def _store(layout: Layout, settings: Settings) -> StoreKind:
    """The store to rebuild in: the one the library is in. Raises StoreError for Milvus without an address."""
    for name in (layout.pointed_id(), *reversed(layout.ids())):
        try:
            on_milvus = name is not None and Manifest.read(layout.path(name)).on_milvus
        except WorkshopSearchError:
            continue  # damaged; the one before was in the same store
        if on_milvus and settings.milvus_uri is None:
            raise StoreError(
                "This library is on Milvus. Nothing was repaired: set WORKSHOP_SEARCH_MILVUS_URI, or run "
                "`workshop-search move --to faiss`."
            )
        return "milvus" if on_milvus else settings.store
    return settings.store
