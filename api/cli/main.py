"""The command ``workshop-search``."""

from __future__ import annotations

import click

from api.cli.backup import backup, restore
from api.cli.doctor import doctor
from api.cli.evaluate import evaluate
from api.cli.ingest import ingest
from api.cli.job import job
from api.cli.keys import keys
from api.cli.search import related, search
from api.cli.serve import serve
from api.cli.snapshots import snapshots
from api.cli.status import status


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="workshop-search", prog_name="workshop-search")
def main() -> None:
    """Questions in plain language over policy-workshop documents.

    Exit codes: 0 well, 1 something failed and is named, 2 wrong usage.
    """


for command in (
    ingest,
    search,
    related,
    serve,
    evaluate,
    status,
    doctor,
    snapshots,
    backup,
    restore,
    keys,
    job,
):
    main.add_command(command)
