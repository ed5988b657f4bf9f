"""``workshop-search cite`` and ``verify``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.common import FAILED, common_options, print_json, settings_for
from api.cli.search import open_engine, source_line
from api.v1.evidence_views import quote_out
from search.features.citation.csl_json import csl_item
from search.features.citation.formats import FORMAT_NAMES, FORMATS, FormatName
from search.features.citation.reference import reference
from search.features.quotes.differences import Difference
from search.features.quotes.verify import Match
from search.features.quotes.verify import verify as look_up


@click.command()
@click.argument("identifiers", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--format",
    "written",
    default="formatted",
    type=click.Choice(FORMAT_NAMES),
    show_default=True,
    help="Format of the citations.",
)
@click.option("--base", metavar="URL", help="Base URL of the service, for permalinks.")
@common_options
def cite(
    identifiers: tuple[str, ...], written: FormatName, base: str | None, data: Path | None, as_json: bool
) -> None:
    """Print citations of passages.

    ID is the id of a passage or recommendation.
    """
    with open_engine(settings_for(data)) as engine:
        cited = [reference(engine, identifier, base) for identifier in identifiers]
    if as_json or written == "csl-json":
        print_json([csl_item(one) for one in cited])
        return
    for one in cited:
        # RIS ends its lines as files do on Windows; on a terminal the carriage returns would be written out.
        click.echo(FORMATS[written].write(one).replace("\r\n", "\n"))


@click.command()
@click.argument("quote")
@common_options
def verify(quote: str, data: Path | None, as_json: bool) -> None:
    """Check whether QUOTE is in the documents.

    Prints where it is, or how it differs from the closest text. Use - to read the quote from standard input. The
    exit code is 1 if the quote is not found.
    """
    text = sys.stdin.read() if quote == "-" else quote
    with open_engine(settings_for(data)) as engine:
        verdict = look_up(engine, text)
        if as_json:
            print_json(quote_out(verdict, engine).model_dump())
    if not as_json:
        click.echo("The quote is in the documents:" if verdict.verified else "The quote is not in the documents.")
        for match in verdict.matches:
            click.echo(f"  {'exact' if match.exact else 'different typography'}: {_source(match)}")
            click.echo(f"    characters {match.start}–{match.end} of the page; passage {match.passage.id}")
        if verdict.nearest:
            click.echo(f"  Closest text: {verdict.nearest.text}")
            click.echo(f"    {_source(verdict.nearest)}; passage {verdict.nearest.passage.id}")
        for difference in verdict.differences:
            click.echo(f"  {difference.kind}: {_differing(difference)}")
        if not verdict.complete:
            click.echo("  Not every passage was compared, so the quote may be in other places too.")
    if not verdict.verified:
        sys.exit(FAILED)


def _source(match: Match) -> str:
    return source_line(match.passage, match.document)


def _differing(difference: Difference) -> str:
    quote, source = difference.quote, difference.source
    if not source:
        return f"the quote adds {quote!r}"
    if not quote:
        return f"the quote leaves out {source!r}"
    return f"the quote has {quote!r}, the source {source!r}"
