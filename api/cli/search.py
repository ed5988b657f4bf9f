"""``workshop-search search`` and ``related``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from api.encoders import encoder_opener
from api.settings import Settings
from api.v1.serialize import answer_dict
from api.v1.views import related_out
from corpus.errors import InputError
from corpus.model import KINDS, Document, Passage
from ingest.sources.files import shown
from search.engine import Engine
from search.features.citation.location import location, unit_of
from search.features.related.related import related as related_to
from search.features.saved_search import SavedSearch
from search.features.unmet import missing_quotes, unmet_sentences
from search.known_values import unknown_values
from search.query import FILTER_NAMES, MAX_LIMIT, MODES, PER_DOCUMENT, Filters, Query
from search.ranking.parameters import Parameters
from search.snapshot.open import Snapshot


@contextmanager
def open_engine(settings: Settings, parameters: Parameters | None = None) -> Iterator[Engine]:
    """The engine over the current snapshot, with other ranking parameters if they are given."""
    layout = settings.layout
    opener = encoder_opener(layout.models, settings.model, settings.encoder)
    snapshot = Snapshot.open_current(layout)
    try:
        yield Engine(snapshot, opener(snapshot.manifest.encoder_id), parameters)
    finally:
        snapshot.close()


def refuse_unknown(engine: Engine, filters: Filters) -> None:
    """Raise InputError for filter values that no passage has, with the values there are."""
    if unknown := unknown_values(engine.snapshot.store, filters):
        raise InputError(" ".join(map(str, unknown)))


def source_line(passage: Passage, document: Document) -> str:
    """Where a passage is, in one line: headings, then page or slide and characters."""
    where = location(passage, document) or f"{unit_of(document)} {passage.page}"
    path = " › ".join(passage.heading_path) or document.title
    return f"{path} ({where}, characters {passage.start}–{passage.end})"


def _write_record(path: Path, record: SavedSearch) -> None:
    try:
        path.write_text(record.dump() + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error


def _print_passage(number: int, head: str, passage: Passage, document: Document) -> None:
    click.echo(f"{number:>3}. {head} {source_line(passage, document)}")
    click.echo(textwrap.indent(textwrap.fill(" ".join(passage.text.split()), 96), "     "))
    click.echo(f"     id {passage.id}\n")


@click.command()
@click.argument("question")
@click.option(
    "-k", "limit", default=10, show_default=True, type=click.IntRange(1, MAX_LIMIT), help="Number of passages."
)
@click.option("--mode", default="hybrid", type=click.Choice(MODES), show_default=True, help="How to search.")
@click.option(
    "--kind", multiple=True, type=click.Choice(KINDS), help="Only this kind; repeat any filter for alternatives."
)
@click.option("--workshop", multiple=True, help="Only this workshop (slug).")
@click.option("--addressee", multiple=True, help="Only recommendations to this addressee.")
@click.option("--document", multiple=True, help="Only this document (id).")
@click.option("--session", multiple=True, help="Only this session (label or title).")
@click.option("--speaker", multiple=True, help="Only talks and papers by this speaker.")
@click.option("--country", multiple=True, help="Only talks from this country.")
@click.option("--year", multiple=True, help="Only workshops of this year.")
@click.option("--media-type", multiple=True, help="Only documents of this media type.")
@click.option("--no-dedupe", is_flag=True, help="List near-identical passages separately.")
@click.option(
    "--per-document",
    default=PER_DOCUMENT,
    show_default=True,
    type=click.IntRange(1, MAX_LIMIT),
    help="List more passages of a document after those of others.",
)
@click.option("--as-typed", is_flag=True, help="Do not correct misspelt words.")
@click.option(
    "--record", type=click.Path(path_type=Path, dir_okay=False), help="Save the search to this file, for rerun."
)
@common_options
def search(
    question: str,
    limit: int,
    mode: str,
    no_dedupe: bool,
    per_document: int,
    as_typed: bool,
    record: Path | None,
    data: Path | None,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Find passages that answer QUESTION."""
    given = {name: filters[name] for name in FILTER_NAMES if filters.get(name)}
    query = Query.parse(
        question,
        limit=limit,
        mode=mode,
        filters=given,
        dedupe=not no_dedupe,
        correct=not as_typed,
        per_document=per_document,
    )
    with open_engine(settings_for(data)) as engine:
        refuse_unknown(engine, query.filters)
        answer = engine.search(query)
        quotes = missing_quotes(engine, answer)
        closest = [f"The closest text is “{quote.nearest.text}”." for quote in quotes if quote.nearest]
    if record is not None:
        _write_record(record, SavedSearch.of(answer))
    if as_json:
        print_json(answer_dict(answer))
        return
    for one in answer.corrected:
        click.echo(f"Showing results for {one.meant!r} instead of {one.typed!r}. To search as typed: --as-typed")
    if answer.operators_ignored:
        click.echo(f"Not read as operators: {' '.join(answer.operators_ignored)}")
    if answer.reason == "conditions-not-met":
        click.echo("\n".join([*unmet_sentences(answer), *closest, "The closest passages are:\n"]))
    elif not answer.answerable:
        click.echo(
            "Nothing here seems to answer this question. The closest passages are:\n"
            if answer.hits
            else "No passage matches."
        )
    for result in answer.hits:
        _print_passage(result.rank, f"[{result.passage.kind}]", result.passage, result.document)
    missing = answer.coverage["missing"]
    if missing:
        click.echo(f"{missing} of {answer.coverage['linked']} linked papers are missing and were not searched.")


@click.command()
@click.argument("identifier", metavar="ID")
@click.option(
    "-k", "limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Number of passages."
)
@click.option("--across", is_flag=True, help="List passages of other workshops first.")
@common_options
def related(identifier: str, limit: int, across: bool, data: Path | None, as_json: bool) -> None:
    """Find passages related to a passage.

    ID is the id of a passage. If it is a recommendation, related recommendations are found.
    """
    identifier = shown(identifier)
    with open_engine(settings_for(data)) as engine:
        kind = engine.passage(identifier).kind
        only: Filters = {"kind": (kind,)} if kind == "recommendation" else {}
        found = related_to(engine, identifier, limit, only, across=across)
        if as_json:
            print_json({"items": [related_out(item, engine).model_dump() for item in found]})
            return
    for number, item in enumerate(found, start=1):
        _print_passage(number, f"[{item.relation}: {item.reason}]", item.passage, item.document)
