"""The command: exit codes, sentences, JSON; and whatever is asked wrongly, no traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from search.features.saved_search import SavedSearch

Run = Callable[..., Result]
QUESTION = "How can governments give small loans to micro enterprises?"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command in this process, in an empty folder. An error that is not ours fails the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKSHOP_SEARCH_WORKERS", "1")  # several are forked, which this process has no use for

    def invoke(*arguments: object) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return invoke


@pytest.fixture
def data(real: Any, tmp_path: Path) -> Path:
    """A copy of the real data directory, to change."""
    copied: Path = real.copy(tmp_path / "copy")
    return copied


def test_a_search_prints_ranked_passages_with_their_source(run: Run, real: Any) -> None:
    result = run("search", QUESTION, "-k", 3, "--data", real.data)
    assert result.exit_code == 0
    assert "1. [recommendation]" in result.stdout
    assert "micro credit system" in result.stdout
    assert "14 of 14 linked papers are missing" in " ".join(result.stdout.split())


def test_a_search_with_json_prints_the_answer_of_the_api(run: Run, real: Any) -> None:
    from api.v1.schemas.search import AnswerOut

    result = run("search", QUESTION, "-k", 3, "--kind", "talk", "--json", "--data", real.data)
    answer = AnswerOut.model_validate(json.loads(result.stdout))
    assert [item.passage.kind for item in answer.results] == ["talk"] * 3


def test_a_recorded_search_keeps_how_many_passages_of_a_document_come_first(
    run: Run, real: Any, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    run("search", QUESTION, "--per-document", 7, "--as-typed", "--record", record, "--data", real.data)
    query = SavedSearch.parse(record.read_bytes()).as_query
    assert (query.per_document, query.correct) == (7, False)


def test_related_passages_are_shown_by_id(run: Run, real: Any) -> None:
    found = json.loads(run("search", QUESTION, "--json", "--data", real.data).stdout)
    identifier = found["results"][0]["passage"]["id"]
    related = json.loads(run("related", identifier, "-k", 4, "--json", "--data", real.data).stdout)
    assert len(related["items"]) == 4
    assert identifier not in run("related", identifier, "--data", real.data).stdout


def test_status_prints_counts_model_and_report(run: Run, real: Any) -> None:
    status = json.loads(run("status", "--json", "--data", real.data).stdout)
    assert (status["documents"], status["coverage"]["linked"]) == (1, 14)
    assert "MiniLM" in status["model"]
    assert status["report"]["new"] == 1
    assert "14 linked, 0 available, 14 missing" in run("status", "--data", real.data).stdout


def test_an_unreadable_pdf_is_named_with_exit_code_1_and_the_rest_is_indexed(
    run: Run, data: Path, tmp_path: Path
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "good.txt").write_text("Harbours need dredging every spring.")
    (files / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    result = run("ingest", files, "--data", data)
    assert result.exit_code == 1
    assert "broken.pdf" in result.stderr
    assert "Published snapshot" in result.stdout
    found = json.loads(run("search", "dredging harbours", "--json", "--data", data).stdout)
    assert found["results"][0]["passage"]["text"] == "Harbours need dredging every spring."
    report = json.loads(run("ingest", files, "--json", "--data", data).stdout)
    assert (report["unchanged"], report["published"], len(report["failures"])) == (1, None, 1)


def test_a_paper_is_attached_to_a_talk(
    run: Run, data: Path, tmp_path: Path, tiny_pdf: Callable[..., bytes]
) -> None:
    (tmp_path / "paper.pdf").write_bytes(tiny_pdf("Laboratories shared by enterprises."))
    supply = ("--workshop", "workshop-china-seminar", "--talk", 1, "--role", "presentation", "--data", data)
    result = run("ingest", tmp_path / "paper.pdf", *supply)
    assert result.exit_code == 0
    assert json.loads(run("status", "--json", "--data", data).stdout)["coverage"]["at_hand"] == 1


def test_a_collection_is_evaluated_in_a_data_directory_of_its_own(run: Run, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    texts = {"a": "Micro credit for villages.", "b": "Patents of universities.", "c": "Harbours and ships."}
    lines = [json.dumps({"_id": name, "title": "", "text": text}) for name, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(lines))
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "loans for small villages"}')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    own = data / "evaluate" / "tiny"
    own.mkdir(parents=True)
    (own / "models").symlink_to(data / "models")
    result = run("evaluate", folder, "--json", "--data", data)
    assert result.exit_code == 0, result.stderr
    measured = json.loads(result.stdout)["sets"]["tiny"]
    assert {"ndcg@10", "recall@100", "mrr@10", "queries"} <= set(measured)
    assert (measured["ndcg@10"], measured["queries"]) == (1.0, 1)
    assert json.loads(run("status", "--json", "--data", data).stdout)["documents"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", ""), "empty"),
        (("search", "x" * 10_000), "at most 8000"),
        (("search", "x", "-k", 0), "1<=x<=100"),
        (("search", "x", "-k", 10**9), "1<=x<=100"),
        (("search", "x", "--per-document", 0), "1<=x<=100"),
        (("search", "x", "--kind", "slide"), "recommendation"),
        (("search", "x", "--year", "MMVI"), "year"),
        (("search", "x", "--speakers", "a"), "--speaker"),
        (("search", b"caf\xe9".decode("utf-8", "surrogateescape")), "Unicode"),
        (("search",), "QUESTION"),
        (("ingest",), "at least one folder"),
        (("ingest", "nowhere"), "no file or folder"),
        (("ingest", ".", "--talk", "1"), "--workshop"),
        (("evaluate",), "--queries and --qrels"),
        (("evaluate", "--queries", "nowhere", "--qrels", "nowhere"), "nowhere cannot be read"),
        (("serve", "--port", "70000"), "WORKSHOP_SEARCH_PORT"),
        (("serve", "--host", "no such host"), "valid --host"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_wrong_usage_has_exit_code_2_and_says_what_is_valid(
    run: Run, real: Any, arguments: tuple[object, ...], said: str
) -> None:
    data = () if arguments == ("frobnicate",) else ("--data", real.data)
    result = run(*arguments, *data)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("identifier", ["d0-0", "", "../x", b"\xff".decode("utf-8", "surrogateescape")])
def test_an_unknown_id_has_exit_code_1_and_a_message(run: Run, real: Any, identifier: str) -> None:
    result = run("related", identifier, "--data", real.data)
    assert result.exit_code == 1
    assert "There is no passage" in result.stderr


@pytest.mark.parametrize("asked", [("search", "x"), ("related", "x"), ("status",), ("serve", "--port", 0)])
def test_without_anything_indexed_every_command_says_what_to_do(
    run: Run, tmp_path: Path, asked: tuple[object, ...]
) -> None:
    result = run(*asked, "--data", tmp_path / "nothing")
    assert result.exit_code == 1
    assert "workshop-search ingest corpus/workshops" in result.stderr
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("asked", [("search", "x"), ("related", "x"), ("status",), ("serve", "--port", 0)])
@pytest.mark.parametrize("harm", ["pointer", "file", "missing", "model"])
def test_a_damaged_data_directory_gives_a_message_with_the_repair(
    run: Run, data: Path, asked: tuple[object, ...], harm: str
) -> None:
    snapshot = data / "snapshots" / (data / "CURRENT").read_text().strip()
    if harm == "pointer":
        (data / "CURRENT").write_text("nowhere")
    elif harm == "file":
        (snapshot / "store.sqlite").write_bytes(b"harm")
    elif harm == "missing":
        (snapshot / "vectors.faiss").unlink()
    else:
        if asked[0] == "status":
            pytest.skip("status needs no model")
        (data / "models").unlink()
    result = run(*asked, "--data", data)
    assert result.exit_code == 1
    assert "workshop-search ingest" in result.stderr


def test_the_repair_named_in_the_message_works(run: Run, data: Path, tmp_path: Path) -> None:
    snapshot = data / "snapshots" / (data / "CURRENT").read_text().strip()
    (snapshot / "store.sqlite").write_bytes(b"harm")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text("A text.")
    assert run("ingest", tmp_path / "files", "--data", data).exit_code == 0
    assert run("search", QUESTION, "--data", data).exit_code == 0


def test_a_damaged_catalogue_gives_a_message_and_loses_no_snapshot(run: Run, data: Path, tmp_path: Path) -> None:
    for path in data.glob("catalogue.sqlite*"):
        path.unlink()
    (data / "catalogue.sqlite").write_bytes(b"This is no catalogue. " * 1000)
    result = run("ingest", tmp_path, "--data", data)
    assert result.exit_code == 1
    assert "--from-snapshot" in result.stderr
    assert run("search", QUESTION, "--data", data).exit_code == 0


@pytest.mark.parametrize("asked", [("search", "x"), ("serve", "--port", 0), ("ingest", ".")])
def test_a_missing_model_gives_a_message(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[object, ...]
) -> None:
    monkeypatch.setenv("WORKSHOP_SEARCH_MODEL", str(tmp_path / "no model"))
    result = run(*asked, "--data", data)
    assert result.exit_code == 1
    assert "no model" in result.stderr


def test_an_unknown_setting_has_exit_code_2(run: Run, real: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSHOP_SEARCH_DATTA", "x")
    assert run("status", "--data", real.data).exit_code == 2


def test_an_error_with_json_is_one_document_with_a_detail(run: Run, tmp_path: Path) -> None:
    result = run("status", "--json", "--data", tmp_path / "nothing")
    assert json.loads(result.stdout)["error"] == "NoSnapshotError"
    assert json.loads(result.stdout)["detail"]


def test_a_data_directory_that_is_a_file_gives_a_message(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "files").mkdir()
    for asked in (("search", "x"), ("status",), ("ingest", tmp_path / "files")):
        assert run(*asked, "--data", tmp_path / "file").exit_code == 1


@pytest.mark.parametrize("group", [(), ("snapshots",), ("keys",)])
def test_no_summary_in_the_help_is_cut(run: Run, group: tuple[str, ...]) -> None:
    listed = run(*group, "--help").stdout.partition("Commands:\n")[2].splitlines()
    assert listed
    assert not [line for line in listed if line.endswith("...")]
