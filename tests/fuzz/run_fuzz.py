"""Hostile input everywhere: the whole API by its description, pages and tools, then questions, pages and files.

    make fuzz                  about a quarter of an hour
    make fuzz-long MINUTES=90

At least 10,000 of the cases are schemathesis's. The last line is JSON: cases tried in all, answers of 5xx, answers
that break the description, and whatever died or raised what it may not raise. All but the first must be 0.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parsers import fuzz_parsers
from readers import fuzz_readers
from seeds import seeds
from turns import Turns
from web import fuzz_web

HERE = Path(__file__).parent
WORKSHOPS = HERE.parent.parent / "corpus" / "workshops"
COMMAND = str(Path(sys.executable).parent / "workshop-search")
KEPT, ALL, WEB, PARSERS, READERS = 0.45, 0.15, 0.12, 0.14, 0.14
"""Shares of the time: the API while every document stays, and with deletions; pages and tools; parsers; readers.
Of a quarter of an hour the last two have two minutes each."""
LEAST = 10_000
"""Cases of schemathesis that there have to be."""
GRACE_S = 120.0
"""How much longer than it was told schemathesis may take before it is ended."""
SERVER_ERROR = "ST101"


def library(folder: Path) -> Path:
    """A data directory with the tracked workshop and two copies of a file of every kind that is read."""
    files = folder / "files"
    files.mkdir()
    for seed in seeds():
        for name in (seed.name, f"copy-{seed.name}"):
            (files / name).write_bytes(seed.data)
    data = folder / "data"
    made = subprocess.run(
        [COMMAND, "ingest", str(WORKSHOPS), str(files), "--data", str(data)],
        env=_environment(data), check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode not in (0, 1):  # 1: a file failed and is named; some seeds hold files that must
        raise SystemExit(made.stderr)
    return data


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKSHOP_SEARCH_")}
    return kept | {
        "WORKSHOP_SEARCH_DATA": str(data),
        "WORKSHOP_SEARCH_MODEL": "english",
        "WORKSHOP_SEARCH_RATE_PER_ADDRESS": "0",
        "WORKSHOP_SEARCH_RATE_PER_KEY": "0",
        "WORKSHOP_SEARCH_LOG_LEVEL": "warning",
    }


@contextmanager
def served(data: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Address, key and process of a real server on loopback, its rate limits off."""
    environment = _environment(data)
    made = subprocess.run(
        [COMMAND, "keys", "add", "fuzz", "--scope", "admin", "--json"],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            break
    else:
        raise SystemExit("The server did not start:\n" + "".join(said))
    threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
    try:
        yield found[0], json.loads(made.stdout)["key"], process
    finally:
        process.terminate()
        process.wait(30)


def _drain(lines: Iterable[str]) -> None:
    for line in lines:
        if " ERROR " in line or "Traceback" in line:
            sys.stderr.write(line)


class Totals:
    """What was tried and found. ``described`` are the cases of schemathesis."""

    def __init__(self) -> None:
        self.counts = Counter({"cases": 0, "server_errors": 0, "schema_violations": 0, "crashes": 0})
        self.described = 0

    def ran(self, schemathesis: dict[str, Any]) -> None:
        """Counts the report of a run of schemathesis."""
        tested, cases = schemathesis["operations"], schemathesis["test_cases"]["generated"]
        self.described += cases
        self.counts["cases"] += cases
        # What could not be run at all counts as a violation: a run that tests nothing must not look clean.
        self.counts["schema_violations"] += tested["errored"] + tested["selected"] - tested["tested"]
        for failure in schemathesis["failures"]:
            kind = "server_errors" if failure["code"] == SERVER_ERROR else "schema_violations"
            self.counts[kind] += failure["count"]

    def took(self, turns: Turns, failures: str) -> None:
        """Counts checks that took turns, those that failed as ``failures``."""
        self.counts["cases"] += sum(turns.cases.values())
        self.counts[failures] += len(turns.failed)

    def verdict(self, least: int) -> int:
        """Prints what was counted; the exit code."""
        few = self.described < least
        said = f"schemathesis: {self.described} cases, of {least} that there have to be"
        print(f"{said}: TOO FEW" if few else said)
        print(json.dumps(self.counts))
        return int(few or any(self.counts[name] for name in self.counts if name != "cases"))


def describe(schemathesis: str, address: str, key: str, seconds: float, given: list[str]) -> dict[str, Any]:
    """Every operation with fitting and unfitting requests, alone and one after another, all checks: the report."""
    with tempfile.TemporaryDirectory(prefix="workshop-search-fuzz-") as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                schemathesis, "--no-color", "--config-file", str(HERE / "schemathesis.toml"),
                "run", f"{address}/openapi.json", "--header", f"Authorization: Bearer {key}", *given,
                "--checks", "all", "--max-time", str(max(10, int(seconds))), "--continue-on-failure",
                "--max-examples", "100", "--generation-database", "none",
                "--report", "json", "--report-json-path", str(report),
            ],
            check=False, cwd=folder, timeout=seconds + GRACE_S,
        )  # fmt: skip
        read: dict[str, Any] = json.loads(report.read_text())
        return read


def fuzz(schemathesis: str, seconds: float) -> Totals:
    """First with all documents in their place; then with everything, taking documents out too."""
    totals = Totals()
    with tempfile.TemporaryDirectory(prefix="workshop-search-fuzz-") as folder:
        data = library(Path(folder))
        whole = shutil.copytree(data, Path(folder) / "whole")
        with served(data) as (address, key, process):
            kept = ["--exclude-operation-id", "delete_document"]
            totals.ran(describe(schemathesis, address, key, KEPT * seconds, kept))
            totals.took(fuzz_web(WEB * seconds, address), "server_errors")
            totals.ran(describe(schemathesis, address, key, ALL * seconds, []))
            totals.counts["crashes"] += process.poll() is not None
        totals.took(fuzz_parsers(PARSERS * seconds, whole), "crashes")
    totals.took(fuzz_readers(READERS * seconds), "crashes")
    return totals


def main() -> None:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemathesis", required=True, help="the program of that name")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--least", type=int, default=LEAST, help="cases of schemathesis below which the run fails")
    given = parser.parse_args()
    raise SystemExit(fuzz(given.schemathesis, 60 * given.minutes).verdict(given.least))


if __name__ == "__main__":
    main()
