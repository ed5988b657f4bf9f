"""``workshop-search snapshots``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from api.cli.common import FAILED, common_options, print_json, settings_for
from api.cli.ingest import run_ingest
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.maintenance import prune_caches
from corpus.lock import writer_lock
from corpus.model import Document
from ingest.indexing.removal import reconcile_deletions
from ingest.pipeline import Options, now
from search.snapshot import retention
from search.snapshot.changes import Changes
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.mending import mend_pointers


@click.group()
def snapshots() -> None:
    """List, roll back and remove published snapshots."""


@snapshots.command("list")
@common_options
def list_command(data: Path | None, as_json: bool) -> None:
    """List all snapshots, the oldest first.

    Each with the documents added, removed and changed since the previous one.
    """
    listed = retention.list_changes(Layout(settings_for(data).data))
    if as_json:
        print_json(
            [
                {
                    "id": item.id,
                    "current": item.current,
                    "pinned": item.pinned,
                    "created": item.manifest.created if item.manifest else None,
                    "passages": item.manifest.passages if item.manifest else None,
                    "documents": item.manifest.documents if item.manifest else None,
                    "content_hash": item.manifest.content_hash if item.manifest else None,
                    "changes": asdict(item.changes) if item.changes else None,
                    "fault": item.fault,
                }
                for item in listed
            ]
        )
        return
    for item in listed:
        marks = " (current)" * item.current + " (pinned)" * item.pinned
        manifest = item.manifest
        what = (
            f"{manifest.created}  {manifest.passages} passages from {manifest.documents} documents"
            if manifest
            else f"cannot be read: {item.fault}"
        )
        if item.changes is not None:
            what += f"; {_told(item.changes)}"
        click.echo(f"{item.id}  {what}{marks}")
    if not listed:
        click.echo("Nothing has been published yet.")


def _told(changes: Changes) -> str:
    """The counts that are not 0, in words."""
    counts = ", ".join(f"{count} {name}" for name, count in asdict(changes).items() if count)
    return f"documents: {counts}" if counts else "the same documents"


@dataclass(frozen=True, slots=True)
class GoneBack:
    """What going back to a snapshot did. ``kept_out`` are its documents that stay deleted."""

    manifest: Manifest
    kept_out: Sequence[Document]
    settled: Sequence[str]
    note: str | None

    @property
    def notes(self) -> list[str]:
        """Sentences on what else was done or left to do."""
        return [*self.settled, *([self.note] if self.note else [])]

    def to_plain(self) -> dict[str, Any]:
        """As the report of a job."""
        deleted = [{"id": document.id, "title": document.title} for document in self.kept_out]
        return {"snapshot": self.manifest.id, "deleted": deleted, "notes": self.notes}


def go_back(layout: Layout, snapshot_id: str, *, wait: bool = False) -> GoneBack:
    """Make an earlier snapshot answer, and pin it. Raises NotFoundError, DamagedError, VersionError, BusyError."""
    with writer_lock(layout.data, wait=wait):
        report = reconcile_deletions(layout.data, now())
        manifest = retention.rollback(layout, snapshot_id)
        note = retention.follow_or_say(layout)
        return GoneBack(manifest, retention.kept_out(layout, snapshot_id), report.notes, note)


@snapshots.command()
@click.argument("snapshot_id", metavar="ID")
@common_options
def rollback(snapshot_id: str, data: Path | None, as_json: bool) -> None:
    """Go back to an earlier snapshot and pin it.

    Nothing is published until `snapshots unpin`; documents ingested meanwhile wait in the catalogue.
    """
    done = go_back(settings_for(data).layout, snapshot_id)
    manifest = done.manifest
    if as_json:
        deleted = [{"id": document.id, "title": document.title} for document in done.kept_out]
        print_json({"snapshot": manifest.id, "pinned": True, "deleted": deleted, "note": done.note})
        return
    click.echo(
        f"Snapshot {manifest.id}, created {manifest.created}, is now current and pinned. "
        "Run `workshop-search snapshots unpin` to publish again."
    )
    for document in done.kept_out:
        click.echo(
            f"  stays deleted: {document.title} ({document.id}); "
            f"run `workshop-search ingest --restore {document.id}` to restore it"
        )
    for sentence in done.notes:
        click.echo(f"  note: {sentence}")


@snapshots.command()
@click.option(
    "--allow-removals", is_flag=True, help="Publish even if more than half of the documents would be gone."
)
@common_options
def unpin(allow_removals: bool, data: Path | None, as_json: bool) -> None:
    """Resume publishing after a rollback.

    What was ingested in the meantime is published. If that is refused, the snapshot stays pinned.
    """
    settings = settings_for(data)
    layout = Layout(settings.data)
    with writer_lock(layout.data):
        mend_pointers(layout)
        pinned = layout.pinned_id()
    report = None
    if pinned is not None:
        options = Options(unpin=True, keep=settings.keep_snapshots, allow_removals=allow_removals)
        report = run_ingest(settings, (), options=options, quiet=as_json)
    if as_json:
        print_json({"was_pinned": pinned, "published": report.published if report else None})
    elif report is None:
        click.echo("No snapshot was pinned.")
    elif report.published:
        click.echo(f"Snapshot {pinned} is no longer pinned. Snapshot {report.published} is published and current.")
    elif not report.failures:
        click.echo(f"Snapshot {pinned} is no longer pinned. Nothing was ingested since, so it stays current.")
    if report is not None and report.failures:
        for failure in report.failures:
            click.echo(f"  failed: {failure.source}: {failure.code}: {failure.message}", err=True)
        sys.exit(FAILED)


@snapshots.command()
@click.option(
    "--keep", type=click.IntRange(min=1), help=f"How many of the newest to keep. [default: {retention.KEEP}]"
)
@click.option("--caches", is_flag=True, help="Also drop cached vectors and extractions that no document uses.")
@common_options
def prune(keep: int | None, caches: bool, data: Path | None, as_json: bool) -> None:
    """Remove old snapshots.

    Never removes one that is current, pinned or being read.
    """
    settings = settings_for(data, keep_snapshots=keep)
    layout = settings.layout
    dropped = None
    with writer_lock(layout.data):
        layout.sweep()
        removed = retention.prune(layout, settings.keep_snapshots)
        note = retention.follow_or_say(layout)
        if caches:
            with Catalogue.open(layout.data / CATALOGUE) as catalogue:
                kept = [item.manifest for item in retention.list_snapshots(layout) if item.manifest]
                dropped = prune_caches(catalogue, {i for m in kept for i in (m.encoder_id, m.token_space)})
    if as_json:
        counts = {"vectors": dropped.vectors, "extractions": dropped.extractions} if dropped else None
        print_json({"removed": removed, "dropped": counts, "note": note})
        return
    click.echo(f"Removed {len(removed)} snapshots, kept {len(layout.ids())}.")
    if dropped:
        click.echo(f"Dropped {dropped.vectors} cached vectors and {dropped.extractions} extractions.")
    if note:
        click.echo(f"  note: {note}")
