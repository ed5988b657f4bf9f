"""``workshop-search matrix``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.cli.search import open_engine, refuse_unknown
from api.v1.evidence_views import matrix_out
from api.v1.routes.matrix import HEADER, matrix_rows
from search.features.csv_safe import lines
from search.features.recommendations.actions import MEASURED
from search.features.recommendations.matrix import BYS, By, Matrix
from search.features.recommendations.matrix import matrix as laid_out
from search.query import parse_filters


@click.command()
@click.option("--by", default="action", type=click.Choice(BYS), show_default=True, help="What the columns are.")
@click.option("--workshop", multiple=True, help="Only this workshop (slug).")
@click.option("--addressee", multiple=True, help="Only recommendations to this addressee.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, one line for each recommendation in a cell.")
@common_options
def matrix(
    by: By,
    workshop: tuple[str, ...],
    addressee: tuple[str, ...],
    as_csv: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Count recommendations by addressee and action or theme."""
    filters = parse_filters({"workshop": workshop, "addressee": addressee})
    with open_engine(settings_for(data)) as engine:
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
    click.echo(
        f"\n{_count(found.recommendations, 'recommendation')} of {_count(len(found.workshops), 'workshop')}"
    )
    for measured in MEASURED if found.by == "action" else ():
        click.echo(
            f"Actions compared with a reader's, {measured.recommendations} recommendations of {measured.on}: "
            f"precision {measured.precision:.2f}, recall {measured.recall:.2f}"
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
