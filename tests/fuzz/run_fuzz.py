"""Hostile input everywhere: the whole API by its description, then questions, pages and files.

    make fuzz                  about a quarter of an hour
    make fuzz-long MINUTES=90

The last line is JSON: cases tried, answers of 5xx, answers that break the description, and whatever died or raised
what it may not raise. All but the first must be 0.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parsers import fuzz_parsers

HERE = Path(__file__).parent
WORKSHOPS = HERE.parent.parent / "corpus" / "workshops"
COMMAND = str(Path(sys.executable).parent / "workshop-search")
PARSER_SECONDS = 120
SERVER_ERROR = "ST101"


@contextmanager
def served(data: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Address, key and process of a real server on loopback, its rate limits off."""
    environment = os.environ | {
        "WORKSHOP_SEARCH_DATA": str(data),
        "WORKSHOP_SEARCH_RATE_PER_ADDRESS": "0",
        "WORKSHOP_SEARCH_RATE_PER_KEY": "0",
        "WORKSHOP_SEARCH_LOG_LEVEL": "warning",
    }
    subprocess.run([COMMAND, "ingest", str(WORKSHOPS)], env=environment, check=True, capture_output=True)
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


def _drain(lines: Iterator[str]) -> None:
    for line in lines:
        if " ERROR " in line or "Traceback" in line:
            sys.stderr.write(line)


def fuzz_api(schemathesis: str, seconds: int) -> Counter[str]:
    """Every operation with fitting and unfitting requests, alone and one after another, all checks.

    First with all documents in their place; then with everything, taking documents out too.
    """
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="workshop-search-fuzz-") as folder:
        report = Path(folder) / "report.json"
        with served(Path(folder) / "data") as (address, key, process):
            for given, share in ((["--exclude-operation-id", "delete_document"], 0.7), ([], 0.3)):
                subprocess.run(
                    [
                        schemathesis, "--no-color", "--config-file", str(HERE / "schemathesis.toml"),
                        "run", f"{address}/openapi.json", "--header", f"Authorization: Bearer {key}", *given,
                        "--checks", "all", "--max-time", str(int(share * seconds)), "--continue-on-failure",
                        "--max-examples", "100", "--generation-database", "none",
                        "--report", "json", "--report-json-path", str(report),
                    ],
                    check=False, cwd=folder,
                )  # fmt: skip
                counts.update(_counted(json.loads(report.read_text())))
            counts["crashes"] += process.poll() is not None
    return counts


def _counted(ran: dict[str, Any]) -> Counter[str]:
    tested = ran["operations"]
    # What could not be run at all counts as a violation: a run that tests nothing must not look clean.
    counts = Counter(
        cases=ran["test_cases"]["generated"],
        schema_violations=tested["errored"] + tested["selected"] - tested["tested"],
    )
    for failure in ran["failures"]:
        counts["server_errors" if failure["code"] == SERVER_ERROR else "schema_violations"] += failure["count"]
    return counts


def main() -> None:
    """Run, and print what came of it."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--schemathesis", required=True, help="the program of that name")
    given.add_argument("--minutes", type=int, default=12, help="in all; the parsers have two of them, or a third")
    minutes = given.parse_args().minutes
    parser_seconds = max(PARSER_SECONDS, 20 * minutes)
    counts = Counter({"cases": 0, "server_errors": 0, "schema_violations": 0, "crashes": 0})
    counts.update(fuzz_api(given.parse_args().schemathesis, max(60, 60 * minutes - parser_seconds)))
    counts.update(fuzz_parsers(parser_seconds))
    print(json.dumps(counts))
    if any(counts[name] for name in counts if name != "cases"):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
