"""``workshop-search backup`` and ``restore``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from ingest.maintenance.backup import back_up
from ingest.maintenance.backup import restore as bring_back


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
@common_options
def restore(file: Path, data: Path | None, as_json: bool) -> None:
    """Restore an empty data directory from an archive FILE."""
    settings = settings_for(data)
    made = bring_back(file, settings.data)
    if as_json:
        print_json(asdict(made))
    else:
        click.echo(f"Restored {settings.data} with snapshot {made.snapshot} ({made.files} files).")
