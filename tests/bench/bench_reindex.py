"""What re-indexing costs: a build from nothing, a run that finds nothing changed, one changed document.

``python tests/bench/bench_reindex.py [DOCUMENTS]`` makes that many small documents (10,000), takes them in with
the default model by the real command, and prints a table and, as the last line, one JSON object.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).parent / "workshop-search")
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()


def text(chance: random.Random, words: list[str]) -> str:
    """About three passages of text."""
    sentences = (" ".join(chance.choices(words, k=chance.randint(6, 14))).capitalize() for _ in range(21))
    return ". ".join(sentences) + ".\n"


def ingest(files: Path, data: Path) -> tuple[float, dict[str, Any]]:
    """Seconds of one run, start of the process included, and its report."""
    begun = time.perf_counter()
    run = subprocess.run(
        [COMMAND, "ingest", str(files), "--data", str(data), "--json"], capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - begun
    assert run.returncode == 0, run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    return took, report


def main() -> None:
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(5000)]
    with tempfile.TemporaryDirectory(prefix="workshop-search-bench-") as home:
        files, data = Path(home) / "files", Path(home) / "data"
        for number in range(documents):
            path = files / f"{number % 100:02}" / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(chance, words))
        warm = Path(home) / "warm"
        warm.mkdir()
        (warm / "a.txt").write_text("The model is compiled by this run.")
        ingest(warm, data)  # so that no row below pays for it
        rows = [("from an empty catalogue", *ingest(files, data))]
        rows.append(("again, nothing changed", *ingest(files, data)))
        changed = files / "42" / "42.txt"
        changed.write_text(text(chance, words))
        rows.append(("again, one document changed", *ingest(files, data)))
    print(f"{'run over ' + str(documents) + ' documents':<32} {'seconds':>8} {'encoded':>8} {'passages':>9}")
    for name, took, report in rows:
        print(f"{name:<32} {took:>8.2f} {report['encoded']:>8} {report['passages']:>9}")
    (_, full, _), (_, same, unchanged), (_, one, last) = rows
    figures = {
        "documents": documents,
        "full_s": round(full, 2),
        "unchanged_s": round(same, 2),
        "unchanged_encoded": unchanged["encoded"],
        "one_changed_s": round(one, 2),
        "one_changed_encoded": last["encoded"],
        "ratio": round(one / full, 4),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
