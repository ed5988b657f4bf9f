"""How often a changed condition is noticed, an unchanged question flagged: ``make bench-conditions [DATA=…]``.

Without DATA the questions are those over the tracked page (``tests/relevance/conditions.jsonl``). DATA is a folder
of BEIR collections, or a ``corpus.jsonl`` alone, whose sentences are then the questions. Half of the questions is
for development, the other half is held out; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from api.encoders import encoder_opener
from corpus.sentences import sentences
from search.answer import Answer
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "relevance"))
from near_misses import NearMiss, is_held_out, names_in, near_misses

PAGE = Path(corpus.__file__).parent / "workshops"
PAIRS = Path(__file__).parents[1] / "relevance" / "conditions.jsonl"
MOST = 1200
"""Questions taken from one collection."""


@dataclass
class Case:
    """A question that is answered, and its near misses."""

    id: str
    text: str
    changed: list[NearMiss] = field(default_factory=list)


def page_cases() -> list[Case]:
    """The pairs written over the tracked page."""
    lines = PAIRS.read_text("utf-8").splitlines()
    return [
        Case(item["_id"], item["text"], [NearMiss(item["_id"], kind, text) for kind, text in item["changed"]])
        for item in map(json.loads, lines)
    ]


def collection_cases(folder: Path) -> list[Case]:
    """The queries of a BEIR collection that have an answer there."""
    texts = {d["_id"]: f"{d.get('title', '')}\n{d['text']}" for d in _jsonl(folder / "corpus.jsonl")}
    queries = {q["_id"]: q["text"] for q in _jsonl(folder / "queries.jsonl")}
    relevant: defaultdict[str, list[str]] = defaultdict(list)
    for qrels in sorted((folder / "qrels").glob("*.tsv")):
        for line in qrels.read_text("utf-8").splitlines()[1:]:
            query, document, grade = line.split("\t")
            if int(grade) > 0 and document in texts:
                relevant[query].append(texts[document])
    return _cases((q, queries[q], answers) for q, answers in relevant.items() if q in queries)


def sentence_cases(corpus_file: Path) -> list[Case]:
    """Sentences of a collection without queries."""

    def found() -> Iterator[tuple[str, str, list[str]]]:
        for document in _jsonl(corpus_file):
            text = document["text"]
            for at, (start, end) in enumerate(sentences(text)):
                words = text[start:end].replace("\n", " ").split()
                if 8 <= len(words) <= 28 and at % 2 == 0:
                    yield f"{document['_id']}-{at}", " ".join(words), [f"{document.get('title', '')}\n{text}"]

    return _cases(found())


def _cases(asked: Iterable[tuple[str, str, list[str]]]) -> list[Case]:
    given = [(question_id, text, answers) for question_id, text, answers in asked if len(text.split()) <= 32][
        :MOST
    ]
    names = names_in((text for _, text, _ in given), (text for _, _, answers in given for text in answers))
    return [Case(i, text, list(near_misses(i, text, answers, names))) for i, text, answers in given]


def _jsonl(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def measure(engine: Engine, cases: Iterable[Case], show: set[str]) -> dict[str, dict[str, float]]:
    """For each half: of each kind the share that is noticed, and how many unchanged questions are flagged."""
    counts: dict[str, Counter[str]] = {"development": Counter(), "held out": Counter()}
    for case in cases:
        half = "held out" if is_held_out(case.id) else "development"
        count = counts[half]
        answer = engine.search(Query(case.text))
        count["unchanged"] += 1
        count["unchanged flagged"] += not answer.answerable
        count["unchanged not met"] += answer.reason == "conditions-not-met"
        if "flagged" in show and half == "development" and answer.reason == "conditions-not-met":
            print("FLAGGED", case.text, _told(answer))
        for near in case.changed:
            changed = engine.search(Query(near.text))
            count[f"{near.kind} asked"] += 1
            count[f"{near.kind} noticed"] += not changed.answerable
            if near.kind in show and half == "development" and changed.answerable:
                print("MISSED", near.kind, near.text, "<", case.text, _told(changed))
    return {half: _shares(count) for half, count in counts.items()}


def _told(answer: Answer) -> list[tuple[str, str, str]]:
    return [(c.kind, answer.query.text[c.start : c.end], c.state) for c in answer.conditions]


def _shares(count: Counter[str]) -> dict[str, float]:
    kinds = [key.removesuffix(" asked") for key in count if key.endswith(" asked")]
    asked = sum(count[f"{kind} asked"] for kind in kinds)
    shares: dict[str, float] = {
        "changed": asked,
        "noticed": round(sum(count[f"{kind} noticed"] for kind in kinds) / max(asked, 1), 3),
        "unchanged": count["unchanged"],
        "unchanged flagged": round(count["unchanged flagged"] / max(count["unchanged"], 1), 3),
        "unchanged not met": round(count["unchanged not met"] / max(count["unchanged"], 1), 3),
    }
    for kind in kinds:
        shares[f"{kind} ({count[f'{kind} asked']})"] = round(count[f"{kind} noticed"] / count[f"{kind} asked"], 3)
    return shares


def open_engine(data: Path) -> Engine:
    """An engine over the current snapshot of ``data``."""
    layout = Layout(data)
    snapshot = Snapshot.open_current(layout)
    return Engine(snapshot, encoder_opener(layout.models, None, "openvino")(snapshot.manifest.encoder_id))


def main() -> int:
    """Measure over the tracked page, or over the collections in DATA."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder of BEIR collections, or a corpus.jsonl alone")
    parser.add_argument("--indexed", type=Path, help="data directories already made, one for each collection")
    parser.add_argument("--only", nargs="+", default=(), help="these collections alone")
    parser.add_argument("--show", nargs="+", default=(), metavar="KIND", help="print what is missed (or flagged)")
    options = parser.parse_args()
    figures: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, source, cases in _sets(options.data, options.only):
            data = (options.indexed or Path(scratch)) / name
            if not (data / "CURRENT").exists():
                _ingest(source, data)
            started = time.perf_counter()
            figures[name] = measure(open_engine(data), cases, set(options.show))
            print(f"{name}: {len(cases)} questions in {time.perf_counter() - started:.0f} s")
            for half, shares in figures[name].items():
                print(
                    f"  {half:<12} " + ", ".join(f"{key} {value:g}" for key, value in shares.items()), flush=True
                )
    print(json.dumps(figures))
    return 0


def _sets(data: Path | None, only: Iterable[str]) -> Iterator[tuple[str, Path, list[Case]]]:
    if data is None:
        yield "page", PAGE, page_cases()
        return
    if data.is_file():
        yield data.parent.name, data, sentence_cases(data)
        return
    for file in sorted(data.glob("*/corpus.jsonl")):
        if (file.parent / "queries.jsonl").exists() and (not only or file.parent.name in only):
            yield file.parent.name, file, collection_cases(file.parent)


def _ingest(source: Path, data: Path) -> None:
    command = [Path(sys.executable).with_name("workshop-search"), "ingest", source, "--data", data]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
