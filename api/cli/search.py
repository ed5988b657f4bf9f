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
from api.v1.serialize import answer_plain
from api.v1.views import related_out
from corpus.errors import InputError
from corpus.model import KINDS, Passage
from ingest.sources.files import shown
from search.engine import Engine
from search.features.related.related import related as related_to
from search.features.saved_search import SearchRecord
from search.known_values import unknown_values
from search.query import FILTER_NAMES, MAX_LIMIT, MODES, Filters, Question
from search.ranking.parameters import Parameters
from search.snapshot.open import Snapshot


@contextmanager
def opened(settings: Settings, parameters: Parameters | None = None) -> Iterator[Engine]:
    """The engine over the snapshot that answers, with other ranking parameters than the shipped where given."""
    layout = settings.layout
    opener = encoder_opener(layout.models, settings.model, settings.encoder)
    snapshot = Snapshot.open_current(layout)
    try:
        yield Engine(snapshot, opener(snapshot.manifest.encoder_id), parameters)
    finally:
        snapshot.close()


def refuse_unknown(engine: Engine, filters: Filters) -> None:
    """Raises InputError for values of filters that no passage has, with those there are."""
    if unknown := unknown_values(engine.snapshot.store, filters):
        raise InputError(" ".join(map(str, unknown)))


def place(passage: Passage) -> str:
    """Where a passage stands, in one line."""
    steps = list(passage.heading_path) or [passage.document_id]
    where = f"page {passage.page}" if passage.page_label is None else passage.page_label
    return " › ".join(steps) + f" ({where}, characters {passage.start}–{passage.end})"


def _keep(path: Path, record: SearchRecord) -> None:
    try:
        path.write_text(record.dump() + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error


def _show(number: int, head: str, passage: Passage) -> None:
    click.echo(f"{number:>3}. {head} {place(passage)}")
    click.echo(textwrap.indent(textwrap.fill(" ".join(passage.text.split()), 96), "     "))
    click.echo(f"     id {passage.id}\n")


@click.command()
@click.argument("question")
@click.option("-k", "limit", default=10, show_default=True, help=f"Passages, 1 to {MAX_LIMIT}.")
@click.option("--mode", default="hybrid", type=click.Choice(MODES), show_default=True)
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only this kind; repeat for alternatives.")
@click.option("--workshop", multiple=True, help="Only this workshop (slug).")
@click.option("--addressee", multiple=True, help="Only recommendations to this addressee.")
@click.option("--document", multiple=True, help="Only this document (id).")
@click.option("--session", multiple=True, help="Only this session, by label or title.")
@click.option("--speaker", multiple=True, help="Only talks and papers of this speaker.")
@click.option("--country", multiple=True, help="Only talks from this country.")
@click.option("--year", multiple=True, help="Only workshops of this year.")
@click.option("--media-type", multiple=True, help="Only documents of this media type.")
@click.option("--no-dedupe", is_flag=True, help="List near-identical passages one by one.")
@click.option("--record", type=click.Path(path_type=Path, dir_okay=False), help="Keep it in this file, for rerun.")
@common_options
def search(
    question: str,
    limit: int,
    mode: str,
    no_dedupe: bool,
    record: Path | None,
    data: Path | None,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Ranked passages for QUESTION, with their exact source."""
    given = {name: filters[name] for name in FILTER_NAMES if filters.get(name)}
    asked = Question.parse(question, limit=limit, mode=mode, filters=given, dedupe=not no_dedupe)
    with opened(settings_for(data)) as engine:
        refuse_unknown(engine, asked.filters)
        answer = engine.search(asked)
    if record is not None:
        _keep(record, SearchRecord.of(answer))
    if as_json:
        print_json(answer_plain(answer))
        return
    if not answer.answerable:
        click.echo("Nothing here seems to answer this; the nearest passages are:\n")
    for result in answer.results:
        _show(result.rank, f"[{result.passage.kind}]", result.passage)
    missing = answer.coverage["missing"]
    if missing:
        click.echo(
            f"{missing} of {answer.coverage['linked']} linked papers are not at hand and were not searched."
        )


@click.command()
@click.argument("identifier", metavar="ID")
@click.option("-k", "limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Passages.")
@click.option("--across", is_flag=True, help="Those of other workshops first.")
@common_options
def related(identifier: str, limit: int, across: bool, data: Path | None, as_json: bool) -> None:
    """Passages related to the passage or recommendation ID; recommendations to a recommendation."""
    identifier = shown(identifier)
    with opened(settings_for(data)) as engine:
        kind = engine.passage(identifier).kind
        only: Filters = {"kind": (kind,)} if kind == "recommendation" else {}
        found = related_to(engine, identifier, limit, only, across=across)
        if as_json:
            print_json({"items": [related_out(item, engine).model_dump() for item in found]})
            return
    for number, item in enumerate(found, start=1):
        _show(number, f"[{item.relation}: {item.reason}]", item.passage)
