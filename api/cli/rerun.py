"""``workshop-search rerun``."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.cli.search import open_engine
from api.v1.evidence_views import rerun_out
from corpus.errors import InputError
from search.features.saved_search import SavedSearch
from search.features.saved_search import rerun as ask_again


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@common_options
def rerun(record: Path, data: Path | None, as_json: bool) -> None:
    """Run a saved search again and compare.

    RECORD is a file that `search --record` or "Save this search" on the page wrote.
    """
    try:
        before = SavedSearch.parse(record.read_bytes())
    except OSError as error:
        raise InputError(f"{record} cannot be read: {error.strerror}.") from error
    with open_engine(settings_for(data)) as engine:
        found = ask_again(engine, before)
    if as_json:
        print_json(rerun_out(found).model_dump())
        return
    click.echo("Same passages in the same order." if found.same else "The results have changed.")
    for sentence in found.sentences():
        click.echo(f"  {sentence}")
