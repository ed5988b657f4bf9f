from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from search.encoder.memory import HashingEncoder

SURABAYA = Path(__file__).parents[2] / "relations" / "workshops" / "workshop-surabaya-seminar"
SENTENCE = "Accept patents and registered designs as security for loans."

Run = Callable[..., Result]


@pytest.fixture
def run(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("api.cli.search.encoder_opener", lambda *_: lambda _: HashingEncoder())
    workplace.ingest(SURABAYA)
    return lambda *arguments: CliRunner().invoke(main, [*map(str, arguments), "--data", str(workplace.data)])


def passage_id(run: Run) -> str:
    return str(json.loads(run("search", SENTENCE, "-k", 1, "--json").stdout)["results"][0]["passage"]["id"])


def test_cite_prints_each_format(run: Run) -> None:
    identifier = passage_id(run)
    assert run("cite", identifier, "--format", "bibtex").stdout.startswith("@misc{")
    ris = run("cite", identifier, "--format", "ris").stdout
    assert "TY  - ELEC\n" in ris
    assert "\\u000d" not in ris
    assert json.loads(run("cite", identifier, "--json").stdout)[0]["abstract"] == SENTENCE
    assert "Surabaya" in run("cite", identifier).stdout


def test_verify_has_exit_code_0_for_a_quote_that_is_found(run: Run) -> None:
    found = run("verify", SENTENCE)
    assert (found.exit_code, "exact" in found.stdout) == (0, True)
    refused = run("verify", SENTENCE.replace("patents", "promises"))
    assert refused.exit_code == 1
    assert "the quote has 'promises', the source 'patents'" in refused.stdout


@pytest.mark.parametrize("command", ["cite", "related", "verify", "search", "matrix --workshop"])
def test_an_argument_that_is_not_unicode_is_wrong_input_for_every_command(run: Run, command: str) -> None:
    given = run(*command.split(), b"\xff abc".decode("utf-8", "surrogateescape"))
    assert given.exit_code != 0
    assert isinstance(given.exception, SystemExit)  # said, not let through
    assert "Error: " in given.stderr


def test_matrix_prints_a_table_csv_or_json(run: Run) -> None:
    shown = run("matrix").stdout
    assert "Government of Indonesia" in shown
    assert "precision" in shown
    rows = list(csv.DictReader(io.StringIO(run("matrix", "--csv", "--by", "action").stdout)))
    assert {row["workshop"] for row in rows} == {"workshop-surabaya-seminar"}
    assert json.loads(run("matrix", "--by", "theme", "--json").stdout)["by"] == "theme"


def test_table_takes_its_format_from_the_output_suffix(run: Run, tmp_path: Path) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text(f"question\n{SENTENCE}\n")
    out = tmp_path / "table.jsonl"
    found = run("table", questions, "-o", out)
    assert found.exit_code == 0, found.output
    (row,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert row["question"] == SENTENCE
    assert run("table", questions).stdout.startswith("question,quote,citation,place,confidence,answerable")
    assert run("table", tmp_path / "none.csv").exit_code == 2


def test_table_counts_the_invalid_questions_and_answers_the_others(run: Run, tmp_path: Path) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text(f"question\nlicensing\n{'x' * 8001}\n")
    ran = run("table", questions)
    assert (ran.exit_code, ran.stderr.splitlines()[0]) == (
        0,
        "Invalid questions: 1 of 2. The column note says what is wrong.",
    )
    assert "Line 3: The question has 8001 characters" in ran.stdout


def test_a_saved_search_is_run_again(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "record.json"
    assert run("search", SENTENCE, "--record", kept).exit_code == 0
    assert run("rerun", kept).stdout.startswith("Same passages")
    assert json.loads(run("rerun", kept, "--json").stdout)["same"]
    kept.write_text("{}")
    assert run("rerun", kept).exit_code == 2


def test_related_takes_other_workshops_first_when_asked(run: Run) -> None:
    found = json.loads(run("related", passage_id(run), "--across", "--json").stdout)
    assert found["items"]
    assert passage_id(run) not in [item["passage"]["id"] for item in found["items"]]
