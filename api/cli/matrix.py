"""``workshop-search matrix``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.cli.search import opened, refuse_unknown
from api.v1.routes.matrix import HEADER, matrix_out, matrix_rows
from search.features.csv_safe import lines
from search.features.recommendations.actions import MEASURED
from search.features.recommendations.matrix import BYS, By, Matrix
from search.features.recommendations.matrix import matrix as laid_out
from search.query import parse_filters


@click.command()
@click.option("--by", default="action", type=click.Choice(BYS), show_default=True)
@click.option("--workshop", multiple=True, help="Only this workshop (slug).")
@click.option("--addressee", multiple=True, help="Only recommendations to this addressee.")
@click.option("--csv", "as_csv", is_flag=True, help="One line for each recommendation in a cell.")
@common_options
def matrix(
    by: By,
    workshop: tuple[str, ...],
    addressee: tuple[str, ...],
    as_csv: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Who is asked for what: addressee by action or theme, by workshop."""
    filters = parse_filters({"workshop": workshop, "addressee": addressee})
    with opened(settings_for(data)) as engine:
        refuse_unknown(engine, filters)
        found = laid_out(engine, by, filters)
        if as_json:
            print_json(matrix_out(found, engine).model_dump())
            return
    if as_csv:
        click.echo("".join(lines(HEADER, matrix_rows(found))), nl=False)
        return
    _show(found)


def _show(found: Matrix) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for cell in found.cells:
        counts[cell.addressee, cell.column] += len(cell.quotes)
    width = max((len(name) for name in found.addressees), default=9) + 2
    names = [column.name for column in found.columns]
    click.echo(" " * width + "  ".join(names))
    for addressee in found.addressees:
        numbers = (f"{counts[addressee, name] or '·':>{len(name)}}" for name in names)
        click.echo(f"{addressee:<{width}}" + "  ".join(numbers))
    click.echo(f"\n{found.recommendations} recommendations of {len(found.workshops)} workshops")
    for measured in MEASURED if found.by == "action" else ():
        click.echo(
            f"Actions, against a reader on {measured.recommendations} recommendations of {measured.on}: "
            f"precision {measured.precision:.2f}, recall {measured.recall:.2f}"
        )
