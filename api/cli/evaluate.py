"""``workshop-search evaluate``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from api.cli.common import ConsoleProgress, common_options, print_json, settings_for
from api.cli.ingest import run_ingest
from api.cli.search import open_engine
from api.settings import Settings
from corpus.errors import InputError
from search.engine import Engine
from search.features.evaluation import (
    Gain,
    Metrics,
    mean,
    measure,
    rank_documents,
    read_qrels,
    read_queries,
    significance,
)
from search.query import MAX_QUERY_CHARS, MODES, Mode
from search.ranking.parameters import Parameters


@dataclass(frozen=True, slots=True)
class EvaluatedSet:
    """The measures of a test set. ``cut`` counts questions that are longer than the encoder or the service
    reads."""

    name: str
    mean: Metrics
    queries: int
    cut: int
    each: dict[str, Metrics]


@dataclass(frozen=True, slots=True)
class _RunOptions:
    """How to search, and how to compute gains."""

    mode: Mode
    gain: Gain
    parameters: Parameters | None


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--queries", type=click.Path(path_type=Path), help="A queries.jsonl to run on --data.")
@click.option("--qrels", type=click.Path(path_type=Path), help="Judgements for --queries (TSV).")
@click.option("--split", default="test", show_default=True, help="Use qrels/SPLIT.tsv of each folder.")
@click.option("--mode", default="hybrid", type=click.Choice(MODES), show_default=True, help="How to search.")
@click.option(
    "--gain",
    default="linear",
    type=click.Choice(("linear", "exponential")),
    show_default=True,
    help="Gain of a grade in nDCG.",
)
@click.option(
    "--parameters",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A JSON file of ranking parameters to use instead of the defaults.",
)
@click.option("--per-query", is_flag=True, help="Also print the measures of each question.")
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), help="Save the run to this file, for --against."
)
@click.option("--against", type=click.Path(path_type=Path, dir_okay=False), help="Compare with a saved run.")
@common_options
def evaluate(
    folders: tuple[Path, ...],
    queries: Path | None,
    qrels: Path | None,
    split: str,
    mode: Mode,
    gain: Gain,
    parameters: Path | None,
    per_query: bool,
    save: Path | None,
    against: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Measure ranking quality on judged questions.

    Prints nDCG@10, Recall@100 and MRR@10. Each of FOLDERS is a collection in BEIR layout; it is indexed in its own
    data directory below --data. With --queries and --qrels, the documents already in --data are searched.
    """
    settings = settings_for(data)
    before = _read_run(against) if against else {}
    run_options = _RunOptions(
        mode, gain, Parameters.from_json(parameters.read_text("utf-8")) if parameters else None
    )
    if bool(folders) == bool(queries and qrels):
        raise InputError("Give either folders in BEIR layout, or both --queries and --qrels.")
    judged = []
    if queries and qrels:
        judged.append(_evaluate(settings, queries.stem, queries, qrels, run_options, quiet=as_json))
    for folder in folders:
        own = settings.model_copy(update={"data": settings.data / "evaluate" / folder.resolve().name})
        _share_models(settings.data, own.data)
        run_ingest(own, [str(folder / "corpus.jsonl")], quiet=as_json)
        found = folder / "qrels" / f"{split}.tsv"
        judged.append(
            _evaluate(own, folder.resolve().name, folder / "queries.jsonl", found, run_options, quiet=as_json)
        )
    if save:
        save.write_text(json.dumps({j.name: _set_json(j, per_query=True) for j in judged}), encoding="utf-8")
    compared = {j.name: _compared(j, before[j.name]) for j in judged if j.name in before}
    if as_json:
        sets = {j.name: _set_json(j, per_query=per_query) for j in judged}
        print_json({"sets": sets, "compared": compared} if against else {"sets": sets})
        return
    _table(judged, per_query=per_query)
    for name, difference in compared.items():
        click.echo(
            f"{name}: nDCG@10 {difference['ndcg@10']:+.4f} against the saved run over {difference['queries']:.0f} "
            f"questions, p = {difference['p']:.4f} (paired randomisation test)"
        )


def _share_models(data: Path, own: Path) -> None:
    """Share one compiled model among all collections: compiling takes longer than indexing a small collection."""
    (data / "models").mkdir(parents=True, exist_ok=True)
    own.mkdir(parents=True, exist_ok=True)
    if not (own / "models").exists():
        (own / "models").symlink_to((data / "models").resolve())


def _read_run(path: Path) -> dict[str, dict[str, dict[str, float]]]:
    try:
        saved = json.loads(path.read_text("utf-8"))
        return {name: plain["per_query"] for name, plain in saved.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is not a run saved by `evaluate --save`.") from error


def _compared(judged: EvaluatedSet, before: dict[str, dict[str, float]]) -> dict[str, float]:
    """The change of nDCG@10 over the questions of both runs, and its p-value."""
    both = [query for query in judged.each if query in before]
    if len(both) < 2:
        raise InputError(f"The saved run and this one have fewer than two questions of {judged.name} in common.")
    ours = [judged.each[query].ndcg_at_10 for query in both]
    theirs = [before[query]["ndcg@10"] for query in both]
    difference = (sum(ours) - sum(theirs)) / len(both)
    return {"ndcg@10": round(difference, 5), "p": significance(ours, theirs), "queries": len(both)}


def _evaluate(
    settings: Settings, name: str, queries_path: Path, qrels_path: Path, run_options: _RunOptions, *, quiet: bool
) -> EvaluatedSet:
    queries, qrels = read_queries(queries_path), read_qrels(qrels_path)
    progress = ConsoleProgress(quiet=quiet)
    each: dict[str, Metrics] = {}
    with open_engine(settings, run_options.parameters) as engine:
        judged_queries = [query for query in qrels if query in queries]
        cut = _count_cut(engine, [queries[query] for query in judged_queries])
        for done, query in enumerate(judged_queries, start=1):
            ranked = rank_documents(engine, query, queries[query], run_options.mode)
            each[query] = measure(ranked, qrels[query], run_options.gain)
            progress(f"searching {name}", done, len(judged_queries))
    progress.close()
    return EvaluatedSet(name, mean(list(each.values())), len(each), cut, each)


def _count_cut(engine: Engine, texts: list[str]) -> int:
    tokens = engine.encoder.token_offsets(texts)
    most = engine.encoder.identity.text_tokens
    return sum(len(t) > most or len(text) > MAX_QUERY_CHARS for t, text in zip(tokens, texts, strict=True))


def _measures_json(measured: Metrics) -> dict[str, float]:
    return {
        "ndcg@10": round(measured.ndcg_at_10, 5),
        "recall@100": round(measured.recall_at_100, 5),
        "mrr@10": round(measured.mrr_at_10, 5),
    }


def _set_json(judged: EvaluatedSet, *, per_query: bool) -> dict[str, object]:
    plain: dict[str, object] = {**_measures_json(judged.mean), "queries": judged.queries, "cut": judged.cut}
    if per_query:
        plain["per_query"] = {query: _measures_json(m) for query, m in judged.each.items()}
    return plain


def _table(judged: list[EvaluatedSet], *, per_query: bool) -> None:
    click.echo(f"{'set':<28} {'nDCG@10':>8} {'R@100':>8} {'MRR@10':>8} {'queries':>8} {'cut':>5}")
    for j in judged:
        m = j.mean
        click.echo(
            f"{j.name:<28} {m.ndcg_at_10:>8.4f} {m.recall_at_100:>8.4f} {m.mrr_at_10:>8.4f} "
            f"{j.queries:>8} {j.cut:>5}"
        )
        if per_query:
            for query, own in j.each.items():
                click.echo(f"  {query:<26} " + " ".join(f"{value:>8.4f}" for value in asdict(own).values()))
