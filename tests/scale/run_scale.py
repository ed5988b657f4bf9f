"""Everything about stores in one run: the contract, SciFact, and how fast they are.

    python tests/scale/run_scale.py [--only PART,…] [--stores faiss,lite,server] [--sizes 10000,100000] [RETRIEVAL]

Parts are contract, scifact and speed. RETRIEVAL is a folder of BEIR collections with ``scifact`` in it; without it
only the contract is run. MILVUS_SERVER names the server's program. The last line is JSON, also when a part failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

# The project itself first: folders of the tests have the names of its packages.
sys.path[:0] = [str(Path(__file__).parents[up]) for up in (2, 0, 1)]
from bench.scale_data import read_questions, take_real, write_catalogue  # noqa: E402
from conftest import Server  # noqa: E402

from corpus.catalogue.catalogue import CATALOGUE, Catalogue  # noqa: E402
from search.encoder.caching import CachingEncoder  # noqa: E402
from search.encoder.choice import ENGLISH  # noqa: E402
from search.encoder.loading import load_encoder  # noqa: E402
from search.engine import Engine  # noqa: E402
from search.index.milvus.connection import Address, Milvus  # noqa: E402
from search.query import Query  # noqa: E402
from search.snapshot.build import Build, build_and_publish  # noqa: E402
from search.snapshot.layout import Layout  # noqa: E402
from search.snapshot.open import Snapshot  # noqa: E402

PARTS = ("contract", "scifact", "speed")
STORES = ("faiss", "lite", "server")
WITHIN = 0.003
"""By how much nDCG@10 may differ between stores."""
_ASKED, _WARM = 120, 20
HERE = Path(__file__).parent


@contextmanager
def addresses(work: Path, stores: list[str]) -> Iterator[tuple[dict[str, str | None], Server | None]]:
    """The URI of each store, and the server, running where it is among them."""
    server = Server(os.environ["MILVUS_SERVER"], work / "milvus") if "server" in stores else None
    if server is not None:
        server.start()
    try:
        if server is not None:
            server.wait()
        uris = {"faiss": None, "lite": str(work / "lite.db"), "server": server.uri if server else None}
        yield {store: uris[store] for store in stores}, server
    finally:
        if server is not None:
            server.kill()


def contract() -> dict[str, Any]:
    """The tests beside this file."""
    arguments = [str(HERE), "-q", "-s", "-p", "no:cacheprovider"]
    run = subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False)
    return {"green": run.returncode == 0}


def scifact(retrieval: Path, work: Path, stores: list[str]) -> dict[str, float]:
    """nDCG@10 on every store, by the command, which takes one data directory from store to store."""
    found = {}
    with addresses(work, stores) as (uris, _):
        for store, uri in uris.items():
            more = {"WORKSHOP_SEARCH_DATA": str(work / "scifact")}
            if uri is not None:
                more |= {"WORKSHOP_SEARCH_STORE": "milvus", "WORKSHOP_SEARCH_MILVUS_URI": uri}
            command = [
                str(Path(sys.executable).parent / "workshop-search"),
                "evaluate",
                str(retrieval / "scifact"),
            ]
            run = subprocess.run(
                [*command, "--json"], env=os.environ | more, stdout=subprocess.PIPE, text=True, check=True
            )
            found[store] = json.loads(run.stdout)["sets"]["scifact"]["ndcg@10"]
            print(f"SciFact nDCG@10 on {store}: {found[store]:.4f}", flush=True)
    return found


def speed(retrieval: Path, work: Path, stores: list[str], sizes: list[int]) -> list[dict[str, Any]]:
    """Latency of questions and throughput of publishing, of made passages, one client."""
    encoder = CachingEncoder(load_encoder(work / "models", ENGLISH, "openvino", build=True))
    real = take_real([retrieval / "scifact" / "corpus.jsonl"], work / "real", encoder)
    questions = read_questions([retrieval / "scifact" / "queries.jsonl"])[: _ASKED + _WARM]
    for text in questions:
        encoder.encode_query(text)
    rows = []
    with addresses(work, stores) as (uris, server):
        for size in sizes:
            data = work / f"made-{size}"
            data.mkdir()
            write_catalogue(data, real, size, encoder)
            for store, uri in uris.items():
                found = _measured(data, encoder, uri, questions, server if store == "server" else None)
                rows.append({"passages": size, "store": store} | found)
                print(rows[-1], flush=True)
    return rows


def _measured(
    data: Path, encoder: Any, uri: str | None, questions: list[str], server: Server | None
) -> dict[str, Any]:
    layout = Layout(data, Milvus(Address(uri)) if uri else None)
    build = Build(encoder.identity, {}, {}, {}, encoder.encode_query, store="milvus" if uri else "faiss")
    began = time.perf_counter()
    with Catalogue.open(data / CATALOGUE) as catalogue:
        manifest = build_and_publish(catalogue, layout, build)
    took = time.perf_counter() - began
    snapshot = Snapshot.open_current(layout)
    engine, times = Engine(snapshot, encoder), []
    stages: dict[str, list[float]] = {}
    own, theirs = time.process_time(), server.used()[1] if server else 0.0
    for text in questions:
        began = time.perf_counter()
        answer = engine.search(Query.parse(text))
        times.append((time.perf_counter() - began) * 1e3)
        for name, spent in answer.stages_ms.items():
            stages.setdefault(name, []).append(spent)
    own = time.process_time() - own
    more: dict[str, Any] = {}
    if server is not None:
        memory, spent = server.used()
        more = {"server_mb": round(memory / 1e6), "server_core_ms": round((spent - theirs) * 1e3 / len(times), 1)}
    snapshot.close()
    p50, p99 = np.percentile(times[_WARM:], [50, 99]).tolist()
    return {
        "published_per_s": round(manifest.passages / took),
        "p50_ms": round(p50, 1),
        "p99_ms": round(p99, 1),
        "recall_at_10": manifest.vector_index.get("recall_at_10", 1.0),
        "files_mb": {path.name: round(_size(path) / 1e6, 1) for path in layout.path(manifest.id).iterdir()},
        "stages_p50_ms": {name: round(float(np.median(spent[_WARM:])), 1) for name, spent in stages.items()},
        "core_ms": round(own * 1e3 / len(times), 1),
        **more,
    }


def _show(found: dict[str, Any]) -> None:
    print(f"\n{'passages':>9} {'store':<8} {'published/s':>12} {'p50 ms':>8} {'p99 ms':>8} {'recall@10':>10}")
    for row in found.get("speed", ()):
        print(
            f"{row['passages']:>9} {row['store']:<8} {row['published_per_s']:>12} {row['p50_ms']:>8} "
            f"{row['p99_ms']:>8} {row['recall_at_10']:>10}"
        )
    print(json.dumps(found))


def _size(path: Path) -> int:
    return sum(p.stat().st_size for p in (path, *path.rglob("*")) if p.is_file())


def _given() -> argparse.Namespace:
    def listed(known: tuple[str, ...]) -> Any:
        def names(text: str) -> list[str]:
            found = text.split(",")
            if not set(found) <= set(known):
                raise argparse.ArgumentTypeError(f"choose from {', '.join(known)}")
            return found

        return names

    parser = argparse.ArgumentParser()
    parser.add_argument("retrieval", nargs="?", type=Path)
    parser.add_argument("--only", type=listed(PARTS), default=list(PARTS))
    parser.add_argument("--stores", type=listed(STORES), default=list(STORES))
    parser.add_argument(
        "--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[10_000, 100_000]
    )
    return parser.parse_args()


def main() -> None:
    """Run and print; the exit code is 1 where stores differ, or a part failed."""
    given = _given()
    found: dict[str, Any] = {}
    if given.retrieval is None:
        print("SciFact and speed are left out: give RETRIEVAL=FOLDER, a folder of BEIR collections with scifact.")
    with tempfile.TemporaryDirectory(prefix="workshop-search-scale-") as scratch:
        work = Path(scratch)
        for part in ("scifact", "speed"):
            (work / part).mkdir()
        parts: dict[str, Any] = {
            "contract": contract,
            "scifact": lambda: scifact(given.retrieval, work / "scifact", given.stores),
            "speed": lambda: speed(given.retrieval, work / "speed", given.stores, given.sizes),
        }
        for part in given.only:
            if part == "contract" or given.retrieval is not None:
                try:
                    found[part] = parts[part]()
                except Exception:  # noqa: BLE001 - the other parts are told all the same
                    traceback.print_exc()
                    found.setdefault("failed", []).append(part)
    values = found.get("scifact", {}).values()
    green = found.get("contract", {"green": True})["green"]
    found["same"] = green and max(values, default=0) - min(values, default=0) <= WITHIN
    _show(found)
    sys.exit(not found["same"] or "failed" in found)


if __name__ == "__main__":
    main()
