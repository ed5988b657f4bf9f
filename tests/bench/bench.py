"""Everything measured in one run: encoding, indexing and questions beside txtai, HTTP, size, start.

    python tests/bench/bench.py RETRIEVAL [--quick] [--passages 1000000] [--work FOLDER]

``RETRIEVAL`` holds BEIR folders (``scifact`` and, for the large corpora and more questions, any others). txtai
runs in the interpreter named by TXTAI_PYTHON (``V/bin/pip install 'txtai[api]' torch==2.13.0`` in a venv V of its
own); without it, and with ``--quick``, its figures and the million are null. Every timed question is new to its
side of the run. The last line is JSON; ratios above 1 mean that ours is better.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ask import percentiles, resident
from http_load import load, remembered, service
from scale_data import read_questions, take_real, term_curve, write_catalogue

import corpus
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.sentences import sentences
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.choice import ENGLISH, ENGLISH_NAME
from search.encoder.loading import load_encoder
from search.encoder.model_folder import find_model
from search.encoder.protocol import Encoder
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout

HERE = Path(__file__).parent
_ROUNDS = 3
_CUT_TOKENS = 256
_LOADS = ((1, 250), (8, 800), (32, 2000))
_ASKED = 230
_PORT = 18765


@dataclass
class Questions:
    """Real questions, then sentences, each given out once."""

    texts: Iterator[str]
    given: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, retrieval: Path) -> Questions:
        """Of every English query file but ArguAna's, whose queries are passages; then sentences of its documents.

        A question in another language is answered by words alone, which would be no measure of the rest.
        """
        left_out = ("arguana", "xquad-zh", "xquad-th")
        files = [p for p in sorted(retrieval.glob("*/queries.jsonl")) if p.parent.name not in left_out]
        return cls(iter([*read_questions(files), *_sentences(retrieval / "arguana" / "corpus.jsonl")]))

    def take(self, count: int) -> list[str]:
        """``count`` that nobody was given before."""
        found: list[str] = []
        while len(found) < count:
            text = next(self.texts, None)
            if text is None:
                raise SystemExit("There are too few questions: give more query files.")
            if text not in self.given:
                self.given.add(text)
                found.append(text)
        return found


def _sentences(path: Path) -> list[str]:
    if not path.exists():
        return []
    texts = (json.loads(line)["text"] for line in path.read_text("utf-8").splitlines())
    found = [text[a:b] for text in texts for a, b in sentences(text, 0, len(text))]
    chosen = sorted({text for text in found if 6 <= len(text.split()) <= 25})
    random.Random(3).shuffle(chosen)
    return chosen


@dataclass(frozen=True)
class Bench:
    """What every part shares. ``txtai`` is the interpreter that has it, or None."""

    retrieval: Path
    work: Path
    encoder: Encoder
    questions: Questions
    txtai: str | None
    environment: dict[str, str]

    def json_file(self, name: str, value: object) -> str:
        """Write ``value`` for a child to read."""
        path = self.work / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return str(path)

    def child(self, *command: str) -> dict[str, Any]:
        """The last line of a child's output."""
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def txtai_side(self, *arguments: str) -> dict[str, Any]:
        """The same of :mod:`txtai_side`."""
        assert self.txtai is not None
        return self.child(self.txtai, str(HERE / "txtai_side.py"), *arguments)


def cut_documents(bench: Bench) -> list[dict[str, str]]:
    """SciFact's documents cut to what fits one passage of 256 tokens, title and special tokens included."""
    lines = (bench.retrieval / "scifact" / "corpus.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    titles = bench.encoder.token_offsets([record["title"] for record in records])
    texts = bench.encoder.token_offsets([record["text"] for record in records])
    cut = []
    for record, title, text in zip(records, titles, texts, strict=True):
        room = _CUT_TOKENS - 2 - min(len(title), 60) - 4
        end = int(text[min(room, len(text)) - 1][1]) if len(text) else 0
        cut.append({"_id": record["_id"], "title": record["title"], "text": record["text"][:end]})
    return cut


def indexing(bench: Bench, documents: list[dict[str, str]], count: int) -> dict[str, Any]:
    """Documents a second of both sides, rounds in turn; ours from the file to the published snapshot."""
    rates: dict[str, list[float]] = {"ours": [], "txtai": []}
    part = documents[:count]
    source = bench.work / "part.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in part), encoding="utf-8")
    texts = bench.json_file("part.json", [f"{record['title']}\n{record['text']}" for record in part])
    for number in range(_ROUNDS):
        data = bench.work / f"index-{number}"
        began = time.perf_counter()
        report = ingest([str(source)], data, bench.encoder, MemoryFetcher({}))
        rates["ours"].append(len(part) / (time.perf_counter() - began))
        shutil.rmtree(data)
        if bench.txtai:
            model = str(find_model(ENGLISH_NAME))
            rates["txtai"].append(bench.txtai_side("index", model, texts, str(bench.work / "unused"))["rate"])
    middle = {name: round(statistics.median(found), 1) for name, found in rates.items() if found}
    print(f"indexing {count} documents of at most 256 tokens, documents/s: {middle}; {report.passages} passages")
    return {"index_documents_per_s": middle.get("ours"), "index_ratio_txtai": _over(middle, "ours", "txtai")}


def _over(values: dict[str, Any], one: str, other: str) -> float | None:
    return round(values[one] / values[other], 2) if values.get(one) and values.get(other) else None


def asking(bench: Bench, data: Path, index: Path) -> dict[str, Any]:
    """One question after the other, in process, on SciFact whole."""
    questions = bench.json_file("asked.json", bench.questions.take(_ASKED))
    ours = bench.child(sys.executable, str(HERE / "ask.py"), str(data), questions)
    print(f"questions in process, ours: {ours}")
    figures = {"query_p50_ms": ours["p50_ms"], "query_cache_hits": ours["cache_hits"], "query_ratio_txtai": None}
    if bench.txtai:
        theirs = percentiles(bench.txtai_side("ask", str(index), questions)["times"])
        print(f"questions in process, txtai: {theirs}")
        figures["query_ratio_txtai"] = round(theirs["p50_ms"] / ours["p50_ms"], 2)
    return figures


def over_http(bench: Bench, data: Path, index: Path) -> dict[str, Any]:
    """1, 8 and 32 clients on SciFact, the same questions to both sides."""
    sent = {clients: bench.questions.take(count) for clients, count in _LOADS}
    warm = bench.questions.take(40)
    figures: dict[str, Any] = {"http_ratio_txtai": None}
    with service(_serve(data), _PORT, "/v1/search?q=first", bench.environment) as (pid, _):
        load(_PORT, "/v1/search?q=", warm, 4)
        before = remembered(_PORT)
        for clients, questions in sent.items():
            found = load(_PORT, "/v1/search?q=", questions, clients)
            print(f"HTTP, ours: {found}")
            figures |= {f"http_{key}_{clients}": value for key, value in found.items() if key != "clients"}
        figures["http_cache_hits"] = remembered(_PORT) - before
        print(f"HTTP, ours: {resident(str(pid))}, questions remembered {figures['http_cache_hits']}")
    workers = os.cpu_count() or 1
    with service(_serve(data, workers), _PORT, "/v1/search?q=first", bench.environment):
        load(_PORT, "/v1/search?q=", bench.questions.take(100), 8)
        found = load(_PORT, "/v1/search?q=", bench.questions.take(_LOADS[-1][1]), _LOADS[-1][0])
        print(f"HTTP, ours with {workers} processes: {found}")
        figures |= {
            "http_workers": workers,
            "http_rps_32_workers": found["rps"],
            "http_p99_ms_32_workers": found["p99_ms"],
        }
    if bench.txtai:
        config = bench.work / "txtai.yml"
        # Without the second key its service has no address to ask at.
        config.write_text(f"path: {index}\nembeddings:\n  path: {find_model(ENGLISH_NAME)}\n", encoding="utf-8")
        command = [bench.txtai, "-m", "uvicorn", "txtai.api:app", "--port", str(_PORT), "--log-level", "warning"]
        environment = bench.environment | {"CONFIG": str(config)}
        with service(command, _PORT, "/search?query=first&limit=10", environment) as (pid, _):
            load(_PORT, "/search?limit=10&query=", warm, 4)
            rates = {}
            for clients, questions in sent.items():
                found = load(_PORT, "/search?limit=10&query=", questions, clients)
                rates[clients] = found["rps"]
                print(f"HTTP, txtai: {found}")
            print(f"HTTP, txtai: {resident(str(pid))}")
        figures["http_ratio_txtai"] = round(figures["http_rps_32"] / rates[32], 2)
    return figures


def _serve(data: Path, workers: int = 1) -> list[str]:
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve"]
    return [*command, "--data", str(data), "--port", str(_PORT), "--workers", str(workers)]


def starting(bench: Bench) -> dict[str, Any]:
    """From a cold process to the first answer on the tracked pages, median of 3; then one client at a time."""
    data = bench.work / "pages"
    ingest([str(Path(corpus.__file__).parent / "workshops")], data, bench.encoder, MemoryFetcher({}))
    _bring_model(bench, data)
    times = []
    for _ in range(_ROUNDS):
        with service(_serve(data), _PORT, "/v1/search?q=first", bench.environment) as (pid, seconds):
            times.append(seconds)
            found = load(_PORT, "/v1/search?q=", bench.questions.take(200), 1)
            memory = resident(str(pid))
    print(f"start on the workshop page: {[round(t, 2) for t in times]} s; then {found}, {memory}")
    return {
        "cold_start_s": round(statistics.median(times), 2),
        "serve_rss_mb": memory["rss_mb"],
        "http_p50_ms": found["p50_ms"],
    }


def _bring_model(bench: Bench, data: Path) -> None:
    shutil.copytree(bench.work / "models", data / "models", dirs_exist_ok=True)


def growing(bench: Bench, sizes: list[int]) -> dict[str, Any]:
    """Corpora of made passages: build, memory, latency, recall."""
    sources = sorted(p for p in bench.retrieval.glob("*/corpus.jsonl") if not p.parent.name.startswith("xquad"))
    real = take_real(sources, bench.work / "real", bench.encoder)
    print(f"{len(real.words)} real passages; share of the commonest words {term_curve(real.words)}")
    _bring_model(bench, bench.work / "real")
    asked = bench.json_file("real.json", bench.questions.take(_ASKED))
    print(f"real: {bench.child(sys.executable, str(HERE / 'ask.py'), str(bench.work / 'real'), asked)}")
    found: dict[int, dict[str, Any]] = {}
    for size in sizes:
        data = bench.work / f"made-{size}"
        data.mkdir()
        began = time.perf_counter()
        write_catalogue(data, real, size, bench.encoder)
        written = time.perf_counter()
        with Catalogue.open(data / CATALOGUE) as catalogue:
            build = Build(bench.encoder.identity, {}, {}, {}, bench.encoder.encode_query)
            build_and_publish(catalogue, Layout(data), build)
            built = time.perf_counter() - written
            first = [p.text.split() for p, _ in _first(catalogue, len(real.words))]
        _bring_model(bench, data)
        asked = bench.json_file(f"{size}.json", bench.questions.take(_ASKED))
        found[size] = bench.child(sys.executable, str(HERE / "ask.py"), str(data), asked)
        disk = sum(p.stat().st_size for p in (data / "snapshots").rglob("*") if p.is_file()) >> 20
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(
            f"{size} made: {found[size]}, words {term_curve(first)}, snapshot {disk} MB, catalogue written in "
            f"{written - began:.0f} s, built in {built:.0f} s, this process at most {peak} MB"
        )
        shutil.rmtree(data)
    return found_figures(found)


def _first(catalogue: Catalogue, count: int) -> Iterator[tuple[Any, str]]:
    for (passage, text_hash), _ in zip(catalogue.served_passages(), range(count), strict=False):
        yield passage, text_hash


def found_figures(found: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """The figures of the largest corpus and how it compares with the smallest."""
    largest, smallest = found[max(found)], found[min(found)]
    name = "million" if max(found) == 1_000_000 else f"made_{max(found)}"
    return {
        f"{name}_p50_ms": largest["p50_ms"],
        f"{name}_p99_ms": largest["p99_ms"],
        f"{name}_recall_at_10": largest["recall_at_10"],
        f"{name}_rss_mb": largest["rss_mb"],
        f"{name}_over_10k": round(largest["p50_ms"] / smallest["p50_ms"], 2),
    }


_NULL = ("million_p50_ms", "million_p99_ms", "million_recall_at_10", "million_rss_mb")


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("retrieval", type=Path)
    parser.add_argument("--quick", action="store_true", help="without txtai and the million")
    parser.add_argument("--passages", type=int, default=1_000_000, help="the largest corpus")
    parser.add_argument("--documents", type=int, default=1500, help="of SciFact, in a round of indexing")
    parser.add_argument("--work", type=Path, help="a folder with room for ten gigabytes [a temporary one]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work, prefix="workshop-search-bench-") as folder:
        figures = run(options, Path(folder))
    print(json.dumps(figures))


def run(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """All parts in ``work``; the figures of all."""
    encoder = load_encoder(work / "models", ENGLISH, build=True)
    # The model that the others are measured with.
    environment = {
        **os.environ,
        "WORKSHOP_SEARCH_MODEL": ENGLISH,
        "PYTHONPATH": str(HERE.parents[1]),
        "HF_HUB_OFFLINE": "1",
    }
    txtai = None if options.quick else os.environ.get("TXTAI_PYTHON")
    bench = Bench(options.retrieval, work, encoder, Questions.read(options.retrieval), txtai, environment)
    if txtai is None:
        print("TXTAI_PYTHON names no interpreter with txtai, or --quick was asked: its figures are null.")
    scifact = options.retrieval / "scifact" / "corpus.jsonl"
    figures: dict[str, Any] = dict.fromkeys(_NULL)
    figures |= bench.child(sys.executable, str(HERE / "bench_encode.py"), str(scifact))
    figures |= starting(bench)
    documents = cut_documents(bench)
    figures |= indexing(bench, documents, min(options.documents, len(documents)))
    data, index = work / "scifact", work / "txtai"
    began = time.perf_counter()
    ingest([str(scifact)], data, encoder, MemoryFetcher({}))
    figures["index_whole_documents_per_s"] = round(len(documents) / (time.perf_counter() - began), 1)
    _bring_model(bench, data)
    if txtai:
        texts = bench.json_file("all.json", [f"{record['title']}\n{record['text']}" for record in documents])
        bench.txtai_side("index", str(find_model(ENGLISH_NAME)), texts, str(index), "save")
    figures |= asking(bench, data, index)
    figures |= over_http(bench, data, index)
    sizes = [10_000] if options.quick else [10_000, 100_000, options.passages]
    return figures | growing(bench, sizes)


if __name__ == "__main__":
    main()
