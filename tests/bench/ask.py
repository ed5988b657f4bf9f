"""Questions to one data directory, in a process of its own so that its memory is what answering takes.

    python tests/bench/ask.py DATA QUESTIONS.json

Prints one JSON line: latency and its stages, recall@10 of the vector index against the exact search, memory.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from search.encoder.caching import CachingEncoder
from search.encoder.loading import open_encoder
from search.engine import Engine
from search.index.flat import FlatIndex
from search.query import Query
from search.snapshot.layout import VECTORS, Layout
from search.snapshot.open import Snapshot

_WARM = 30
_RECALL_ON = 100


def resident(pid: str = "self") -> dict[str, int]:
    """Megabytes of a process: all, its own, of mapped files."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    values = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.endswith(" kB")}
    return {"rss_mb": values["VmRSS"], "own_mb": values["RssAnon"], "mapped_mb": values["RssFile"]}


def percentiles(times: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    p50, p95, p99 = np.percentile(times, [50, 95, 99]).tolist()
    return {"p50_ms": round(p50, 2), "p95_ms": round(p95, 2), "p99_ms": round(p99, 2)}


def main() -> None:
    """Ask and print."""
    layout = Layout(Path(sys.argv[1]))
    questions: list[str] = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    started = time.perf_counter()
    snapshot = Snapshot.open_current(layout)
    opened = time.perf_counter() - started
    encoder = CachingEncoder(open_encoder(layout.models, snapshot.manifest.encoder_id))
    engine = Engine(snapshot, encoder)
    for text in questions[:_WARM]:
        engine.search(Query.parse(text))
    before = encoder.hits
    times: list[float] = []
    stages: dict[str, list[float]] = {}
    for text in questions[_WARM:]:
        began = time.perf_counter()
        answer = engine.search(Query.parse(text))
        times.append((time.perf_counter() - began) * 1e3)
        for name, spent in answer.stages_ms.items():
            stages.setdefault(name, []).append(spent)
    found: dict[str, Any] = {
        "passages": snapshot.manifest.passages,
        "vector_index": snapshot.manifest.vector_index,
        "open_s": round(opened, 2),
        "questions": len(times),
        "cache_hits": encoder.hits - before,
        **percentiles(times),
        "stages_p50_ms": {name: round(statistics.median(spent), 2) for name, spent in stages.items()},
        "stages_p99_ms": {name: round(float(np.percentile(spent, 99)), 2) for name, spent in stages.items()},
        **resident(),
    }
    exact = FlatIndex.open(layout.path(snapshot.manifest.id) / VECTORS)
    shares, best, tenth = [], [], []
    for text in questions[-_RECALL_ON:]:
        vector = encoder.encode_query(text)
        rows, scores = exact.search(vector, 10)
        shares.append(len(set(rows.tolist()) & set(snapshot.vectors.search(vector, 10)[0].tolist())) / len(rows))
        best.append(float(scores[0]))
        tenth.append(float(scores[-1]))
    found["recall_at_10"] = round(statistics.mean(shares), 4)
    for name, values in (("cosine_of_first", best), ("cosine_of_tenth", tenth)):
        found[name] = [round(value, 3) for value in np.percentile(values, [10, 50, 90]).tolist()]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
