"""``workshop-search backup`` and ``restore``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from ingest.maintenance.backup import back_up
from ingest.maintenance.restore import restore as bring_back


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@common_options
def backup(file: Path, data: Path | None, as_json: bool) -> None:
    """Save the data directory to a new archive FILE.

    The data directory may be in use meanwhile.
    """
    settings = settings_for(data)
    made = back_up(settings.data, file, settings.milvus)
    if as_json:
        print_json(asdict(made))
    else:
        click.echo(f"{file}: snapshot {made.snapshot}, {made.files} files, {made.size} bytes.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--deleted-in",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Leave out documents that were deleted by hand in this data directory.",
)
@common_options
def restore(file: Path, deleted_in: Path | None, data: Path | None, as_json: bool) -> None:
    """Restore a new or empty data directory from an archive FILE.

    An existing library is never replaced. The archive still contains documents that were deleted after the backup
    was made: name the data directory they were deleted in with --deleted-in.
    """
    settings = settings_for(data)
    made = bring_back(file, settings.data, deleted_in)
    if as_json:
        print_json(asdict(made))
    else:
        click.echo(f"Restored {settings.data} with snapshot {made.snapshot} ({made.files} files).")
