"""``workshop-search cite`` and ``verify``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.common import FAILED, common_options, print_json, settings_for
from api.cli.search import opened, place
from api.v1.routes.quotes import quote_out
from search.features.citation.csl_json import csl_item
from search.features.citation.formats import FORMAT_NAMES, FORMATS, FormatName
from search.features.citation.reference import reference
from search.features.quotes.verify import verify as look_up


@click.command()
@click.argument("identifiers", metavar="ID...", nargs=-1, required=True)
@click.option("--format", "written", default="formatted", type=click.Choice(FORMAT_NAMES), show_default=True)
@click.option("--base", metavar="URL", help="Address of the service, for permalinks.")
@common_options
def cite(
    identifiers: tuple[str, ...], written: FormatName, base: str | None, data: Path | None, as_json: bool
) -> None:
    """Cite the passages ID, with page or slide, source, and the day the source was had."""
    with opened(settings_for(data)) as engine:
        cited = [reference(engine, identifier, base) for identifier in identifiers]
    if as_json or written == "csl-json":
        print_json([csl_item(one) for one in cited])
        return
    for one in cited:
        click.echo(FORMATS[written].write(one))


@click.command()
@click.argument("quote")
@common_options
def verify(quote: str, data: Path | None, as_json: bool) -> None:
    """Say whether QUOTE stands verbatim in the corpus, where, or what differs; - reads it from standard input.

    The exit code is 1 when it does not stand there.
    """
    text = sys.stdin.read() if quote == "-" else quote
    with opened(settings_for(data)) as engine:
        verdict = look_up(engine, text)
        if as_json:
            print_json(quote_out(verdict, engine).model_dump())
    if not as_json:
        click.echo("It stands in the corpus:" if verdict.verified else "It does not stand in the corpus.")
        for match in verdict.matches:
            click.echo(f"  {'to the letter' if match.exact else 'set differently'}: {place(match.passage)}")
            click.echo(f"    quote at characters {match.start}–{match.end}; passage {match.passage.id}")
        if verdict.nearest:
            click.echo(f"  The nearest: {verdict.nearest.text}")
            click.echo(f"    {place(verdict.nearest.passage)}; passage {verdict.nearest.passage.id}")
        for difference in verdict.differences:
            click.echo(f"  {difference.kind}: quote has {difference.quote!r}, source has {difference.source!r}")
        if not verdict.complete:
            click.echo("  Not every passage was compared: the quote may stand at other places too.")
    if not verdict.verified:
        sys.exit(FAILED)
