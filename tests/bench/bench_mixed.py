"""What a library loses by growing: the tracked page's questions, and those of collections, beside other documents.

    python tests/bench/bench_mixed.py DATA [--into FOLDER] [--only NAME]

DATA holds ``retrieval`` (collections in BEIR layout), ``un-resolutions`` and ``documents`` (with MANIFEST.tsv, of
which only files to be read without fault are taken). Each library is indexed once below ``--into``; without it, in
a folder that is removed at the end. A table for people, then one line of JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from api.cli.search import open_engine
from api.settings import Settings
from search.engine import Engine
from search.features.evaluation import Metrics, mean, measure, rank_documents, read_qrels, read_queries

sys.path.insert(0, str(Path(__file__).parents[1] / "relevance"))
import judged

COMMAND = str(Path(sys.executable).parent / "workshop-search")
PAGE = Path(__file__).parents[2] / "corpus" / "workshops"
COLLECTIONS = ("cranfield", "climate-fever-evidence")
LIBRARIES = ("page", "un-resolutions", "documents", "collections", "all")


def harmless(documents: Path, into: Path) -> Path:
    """A folder with copies of the documents that are expected to be read without fault."""
    with (documents / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if row["expect"] == "ok" and row["format"] != "hostile" and not row["file"].startswith("hostile/"):
            copy = into / row["file"]
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                shutil.copy(documents / row["file"], copy)
    return into


def ingest(data: Path, targets: list[Path], models: Path) -> None:
    """Index ``targets`` in ``data``; all libraries share one compiled model."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "models").exists():
        models.mkdir(exist_ok=True)
        (data / "models").symlink_to(models.resolve())
    run = subprocess.run(
        [COMMAND, "ingest", *map(str, targets), "--data", str(data), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    # 1: some file of a thousand could not be read, which its report names; a library is published all the same.
    assert run.returncode in (0, 1), run.stderr
    assert (data / "CURRENT").exists(), run.stderr


def make(name: str, source: Path, into: Path) -> Path:
    """The data directory of a library; one that is there already is taken as it is."""
    beside = {
        "un-resolutions": [source / "un-resolutions" / "corpus.jsonl"],
        "documents": [into / "harmless"],
        "collections": [source / "retrieval" / one / "corpus.jsonl" for one in COLLECTIONS],
    }
    data = into / name
    if not (data / "CURRENT").exists():
        harmless(source / "documents", into / "harmless")
        if name in COLLECTIONS:
            targets = [source / "retrieval" / name / "corpus.jsonl"]
        else:
            names = list(beside) if name == "all" else [name] if name in beside else []
            targets = [PAGE, *(target for one in names for target in beside[one])]
        ingest(data, targets, into / "models")
    return data


def of_page(engine: Engine) -> dict[str, float]:
    """The measures of the page's questions; ``answered at .4`` is the share that is, of confidence .4 to .6."""
    asked = judged.ask(engine)
    answered, off_topic, near = (
        judged.english(asked),
        judged.of_kind(asked, "off-topic"),
        judged.of_kind(asked, "near-miss"),
    )
    return {
        "passages": engine.snapshot.manifest.passages,
        "ndcg": judged.ndcg(answered),
        "first": judged.first_answers(answered),
        "wrongly flagged": judged.flagged(answered),
        "off-topic flagged": judged.flagged(off_topic),
        "near-miss flagged": judged.flagged(near),
        "auroc near-miss": judged.auroc(answered, near),
        **{
            f"answered at {at / 5:.1f}": share
            for at, share in enumerate(judged.reliability([*answered, *off_topic, *near]))
        },
    }


def of_collection(engine: Engine, folder: Path) -> Metrics:
    """The measures of a collection's own questions; documents of others count as not relevant."""
    qrels = read_qrels(folder / "qrels" / "test.tsv")
    queries = read_queries(folder / "queries.jsonl")
    return mean(
        [
            measure(rank_documents(engine, query, queries[query], "hybrid"), grades)
            for query, grades in qrels.items()
            if query in queries
        ]
    )


def run(source: Path, into: Path, only: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in LIBRARIES:
        if only in (None, name):
            with open_engine(Settings(data=make(name, source, into))) as engine:
                found[name] = of_page(engine)
                print_row(name, found[name], found.get("page"))
    if only is None:
        for name in COLLECTIONS:
            folder = source / "retrieval" / name
            with open_engine(Settings(data=make(name, source, into))) as engine:
                alone = of_collection(engine, folder).ndcg_at_10
            with open_engine(Settings(data=make("all", source, into))) as engine:
                beside = of_collection(engine, folder).ndcg_at_10
            found[name] = {"alone": alone, "all": beside, "ratio": beside / alone}
            print(f"{name:<24} alone {alone:.4f}  beside all {beside:.4f}  ratio {beside / alone:.3f}")
    return found


def print_row(name: str, found: dict[str, float], page: dict[str, float] | None) -> None:
    ratio = f"{found['ndcg'] / page['ndcg']:>6.3f} {found['first'] / page['first']:>6.3f}" if page else ""
    print(f"{name:<16}" + "".join(f" {key} {value:.3f}" for key, value in found.items()) + f"  ratios {ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--into", type=Path)
    parser.add_argument("--only", choices=LIBRARIES)
    args = parser.parse_args()
    with ExitStack() as stack:
        into = args.into or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="workshop-search-mixed-")))
        into.mkdir(parents=True, exist_ok=True)
        found = run(args.data, into, args.only)
    print(json.dumps({name: {k: round(v, 4) for k, v in values.items()} for name, values in found.items()}))


if __name__ == "__main__":
    main()
