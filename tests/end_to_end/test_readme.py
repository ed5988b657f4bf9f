"""Every command the README names is typed as it stands there, and does what stands beside it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click
import pytest

from api.cli.main import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
QUESTION = "How can governments give small loans to micro enterprises?"
QUOTE = "Promote a micro credit system for meeting the financial needs of micro enterprises"


def listed() -> list[str]:
    """The commands of the list under "Use", each with the command's name before it."""
    block = README.partition("\n## Use\n")[2].split("```")[1].strip()
    lines = [re.split(r"  +", line)[0].removeprefix("workshop-search ") for line in block.splitlines()]
    return [f"workshop-search {part}" for line in lines for part in line.split(", ")]


def within_text() -> list[str]:
    """The commands within sentences."""
    return [" ".join(found.split()) for found in re.findall(r"`(workshop-search [^`]+)`", README)]


@pytest.fixture(scope="module")
def given(place: Any) -> Iterator[dict[str, str]]:
    """What stands for the names in capitals: things that are there."""
    best = json.loads(place.ask("search", QUESTION, "--json"))["results"][0]["passage"]
    (place.folder / "more").mkdir()
    (place.folder / "more" / "wells.txt").write_text("Village wells are kept by committees of their users.")
    (place.folder / "questions.csv").write_text(f"question\n{QUESTION}\n")
    beir = place.folder / "beir"
    (beir / "qrels").mkdir(parents=True)
    (beir / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "Wells", "text": "Wells are kept by their users."}\n'
    )
    (beir / "queries.jsonl").write_text('{"_id": "q1", "text": "Who keeps wells?"}\n')
    (beir / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    (place.folder / "site").mkdir()
    (place.folder / "site" / "dam.html").write_text(
        "<html><body><h1>Dams</h1><p>Dams hold water back for all.</p>"
    )
    handler = partial(SimpleHTTPRequestHandler, directory=str(place.folder / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield {
            "PATH|URL ...": f"more http://127.0.0.1:{site.server_port}/dam.html --allow-private",
            "FOLDER ...": "beir", "FOLDER": "more", "QUESTIONS": "questions.csv", "FILE": "paper.txt",
            "SLUG": best["workshop"], "ID": best["id"], '"question"': f"'{QUESTION}'", '"quote"': f"'{QUOTE}'",
        }  # fmt: skip
        site.shutdown()


def typed(command: str, given: dict[str, str]) -> str:
    """``command`` with what it is to be given."""
    for name in sorted(given, key=len, reverse=True):
        command = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", given[name].replace("\\", r"\\"), command)
    return command


SAYS = {
    "ingest": r"Published snapshot \S+: \d+ passages",
    "search": r"micro credit system",
    "related": r"1\. \[",
    "cite": r"http://apctt\.org/nis/workshop-china-seminar \(retrieved",
    "verify": r"exact: ",
    "matrix": r"Governments +\d",
    "table": r"question,[^\n]*\n[^\n]*micro credit system",
    "evaluate": r"beir +1\.0000",
    "status": r"Snapshot \S+, created [^\n]*\n\d+ passages from \d+ documents",
    "doctor": r"No faults found",
}
"""What each command that stands with its arguments says where it does what it is for."""
WITHOUT_ARGUMENTS = {"snapshots", "backup", "restore", "keys", "serve"}
"""Those that the README only names, or that do not end: each has a test of its own below."""


@pytest.mark.parametrize("shown", [text for text in listed() if text.split()[1] not in WITHOUT_ARGUMENTS])
def test_each_listed_command_works_also_with_json_and_data(place: Any, given: dict[str, str], shown: str) -> None:
    line = typed(shown, given)
    assert re.search(SAYS[shown.split()[1]], place.run("sh", line))
    data = place.environment["WORKSHOP_SEARCH_DATA"]
    assert json.loads(
        place.ask(*shlex.split(line)[1:], "--json", "--data", data)
    )  # a table has a document a line, and one question a line


def test_every_listed_command_is_run_here_and_takes_data_and_json() -> None:
    names = {text.split()[1] for text in listed()}
    assert names == SAYS.keys() | WITHOUT_ARGUMENTS
    for name in names:
        top = main.get_command(click.Context(main), name)
        for command in top.commands.values() if isinstance(top, click.Group) else (top,):
            options = {option for parameter in command.params for option in parameter.opts}
            assert {"--data", "--json"} <= options, command.name


def test_the_readme_is_short_and_shows_a_small_screenshot() -> None:
    assert len(README.split()) <= 700
    (image,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert (ROOT / image).read_bytes().startswith(b"\x89PNG")
    assert (ROOT / image).stat().st_size < 150_000


def test_ingesting_again_skips_unchanged_files_and_the_server_finds_new_ones(
    place: Any, given: dict[str, str]
) -> None:
    (command,) = (text for text in within_text() if text.endswith("ingest FOLDER"))
    (place.folder / "more" / "ferries.txt").write_text("Ferries cross the strait at dawn.")
    assert re.search(r"[1-9]\d* new", place.run("sh", typed(command, given)))
    ends = time.monotonic() + 10
    while not found_first(place, "When do ferries cross the strait?", "Ferries cross"):
        assert time.monotonic() < ends
        time.sleep(0.1)
    again = place.run("sh", typed(command, given))
    assert re.search(r"0 new, 0 changed, [1-9]\d* unchanged", again)


def found_first(place: Any, question: str, begins: str) -> bool:
    said = place.run("sh", f"curl -sG '{place.address}/v1/search' --data-urlencode 'q={question}'")
    return str(json.loads(said)["results"][0]["passage"]["text"]).startswith(begins)


def test_a_file_is_attached_to_its_talk(place: Any, given: dict[str, str]) -> None:
    (command,) = (text for text in within_text() if "--talk" in text)
    place.run("sh", typed(command, given))
    said = json.loads(place.ask("search", "Who funds clinics?", "--kind", "paper", "--json"))
    passage = said["results"][0]["passage"]
    assert passage["text"].startswith("Clinics are funded")
    assert (passage["workshop"], bool(passage["talk"])) == (given["SLUG"], True)


def test_a_search_saved_with_record_is_run_again_by_rerun(place: Any, given: dict[str, str]) -> None:
    assert "--record saves the search, rerun repeats it" in README
    place.ask("search", QUESTION, "--record", "kept.json")
    assert json.loads(place.ask("rerun", "kept.json", "--json"))["same"]


def test_a_key_has_a_scope_and_an_expiry(place: Any) -> None:
    (shown,) = (text for text in within_text() if text.startswith("workshop-search keys add"))
    (scopes,) = re.findall(r"\[--scope ([\w|]+)\]", shown)
    for scope in scopes.split("|"):
        command = re.sub(r"\[--scope [\w|]+\]", f"--scope {scope}", shown).replace("NAME", f"a-{scope}-key")
        made = json.loads(place.run("sh", f"{re.sub(r'[][]', '', command)} --json"))
        asked = Request(f"{place.address}/v1/jobs", headers={"Authorization": f"Bearer {made['key']}"})
        assert status(asked) == (403 if scope == "read" else 200), scope
    assert "a-write-key" in place.ask("keys", "list")
    place.ask("keys", "revoke", "a-write-key")


def status(asked: Request) -> int:
    try:
        with urlopen(asked) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def elsewhere(place: Any) -> str:
    """Where a backup was restored."""
    place.ask("backup", "kept.tar")
    place.ask("restore", "kept.tar", "--data", "elsewhere")
    return "elsewhere"


def test_a_backup_is_restored_elsewhere_and_answers_the_same(place: Any, elsewhere: str) -> None:
    asked = ("search", QUESTION, "-k", "3", "--json")
    here, there = (json.loads(place.ask(*asked, *where)) for where in ((), ("--data", elsewhere)))
    assert here["snapshot"] == there["snapshot"]
    assert here["results"] == there["results"]


def test_snapshots_are_listed_rolled_back_and_pruned(place: Any, elsewhere: str) -> None:
    def snapshots(*rest: str) -> str:
        return str(place.ask("snapshots", *rest, "--data", elsewhere))

    (place.folder / "moors.txt").write_text("Moors burn in dry summers.")
    place.ask("ingest", "moors.txt", "--data", elsewhere)
    *_, before, _ = [line.split()[0] for line in snapshots("list").splitlines()]
    snapshots("rollback", before)
    assert f"Snapshot {before}, created" in place.ask("status", "--data", elsewhere)
    snapshots("unpin")  # publishes what was taken in
    *_, now = [line.split()[0] for line in snapshots("list").splitlines()]
    snapshots("prune", "--keep", "1")
    assert [line.split()[0] for line in snapshots("list").splitlines()] == [now]
    assert now > before
    assert "Moors burn" in place.ask("search", "moors", "--data", elsewhere)


def test_make_serve_indexes_the_tracked_page_and_answers(
    place: Any, command: Any, real: Any, tmp_path: Path
) -> None:
    assert README.partition("## Start")[2].split("```")[1].split("#")[0].strip() == "make serve"
    venv, data = Path(sys.prefix), real.copy(tmp_path / "data")
    process = subprocess.Popen(
        ["make", "-o", f"{venv}/.installed", "serve", f"VENV={venv}", "PORT=0", f"DATA={data}"],
        cwd=ROOT, env=command.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        at = next(found for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        threading.Thread(target=process.stderr.read, daemon=True).start()
        with urlopen(f"{at[0]}/v1/workshops") as answer:
            assert [item["slug"] for item in json.load(answer)["items"]] == ["workshop-china-seminar"]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def test_moving_to_milvus_names_the_missing_setting(place: Any) -> None:
    (command,) = (text for text in within_text() if " move " in text)
    assert "WORKSHOP_SEARCH_MILVUS_URI" in place.run("sh", command, code=2)


def test_the_mcp_command_answers_on_standard_input_and_output(place: Any) -> None:
    assert "workshop-search mcp" in within_text()
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    messages = [{"id": 1, "method": "initialize", "params": hello}, {"method": "notifications/initialized"}]
    messages.append({"id": 2, "method": "tools/list"})
    process = subprocess.Popen(
        ["workshop-search", "mcp"], cwd=place.folder, env=place.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.writelines(json.dumps({"jsonrpc": "2.0", **message}) + "\n" for message in messages)
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(2)]
    process.communicate(timeout=30)
    (named,) = re.findall(r"Protocol\): ([\w, ]+)\.", " ".join(README.split()))
    assert {tool["name"] for tool in answers[1]["result"]["tools"]} == set(named.split(", "))
