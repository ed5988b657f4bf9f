"""Commands that look after a data directory: snapshots, doctor, backup, restore, keys, plans."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.jobs import Jobs
from search.encoder.memory import HashingEncoder
from search.query import Query
from search.snapshot.layout import Layout

Run = Callable[..., Result]


@pytest.fixture
def run(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command over two snapshots of a few files, with an encoder that needs no model."""
    for module in ("api.cli.ingest", "api.cli.doctor"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_, **__: HashingEncoder())
    monkeypatch.setattr("api.cli.doctor.encoder_opener", lambda *_: lambda _: HashingEncoder())
    workplace.write("a.txt", "Solar pumps.")
    workplace.ingest()
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    return lambda *arguments: CliRunner().invoke(main, [*map(str, arguments), "--data", str(workplace.data)])


def test_a_rollback_is_shown_until_it_is_unpinned(run: Run, workplace: Any) -> None:
    first, _ = (item["id"] for item in json.loads(run("snapshots", "list", "--json").stdout))
    assert run("snapshots", "rollback", first).exit_code == 0
    assert f"Pinned to {first}" in run("status").output
    workplace.write("c.txt", "Water wheels.")
    assert "is pinned" in run("ingest", workplace.files).output
    told = json.loads(run("status", "--json").stdout)
    assert (told["snapshot"], told["pinned"], told["last_run"]["new"]) == (first, first, 1)
    assert told["catalogue_ahead"] > 0
    unpinned = json.loads(run("snapshots", "unpin", "--json").stdout)
    told = json.loads(run("status", "--json").stdout)
    assert unpinned == {"was_pinned": first, "published": told["snapshot"]}
    assert (told["pinned"], told["catalogue_ahead"], told["documents"]) == (None, 0, 3)
    assert "Nothing has changed" in run("ingest", workplace.files).output


def test_jobs_go_back_to_a_snapshot_and_publish_again(run: Run, workplace: Any) -> None:
    layout = Layout(workplace.data)
    first, second = layout.ids()
    reports = []
    for task in ({"kind": "rollback", "snapshot": first}, {"kind": "unpin"}):
        with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
            added = Jobs(catalogue, workplace.data).add(task)
        assert run("job", added.id).exit_code == 0
        with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
            done = Jobs(catalogue, workplace.data).get(added.id)
        assert done.state == "done", done.report
        reports.append((layout.current_id(), layout.pinned_id()))
    assert reports[0] == (first, first)
    assert reports[1][1] is None
    assert reports[1][0] >= second


def test_a_job_to_go_back_to_a_snapshot_that_is_gone_fails_with_the_reason(run: Run, workplace: Any) -> None:
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        added = Jobs(catalogue, workplace.data).add({"kind": "rollback", "snapshot": "none"})
    run("job", added.id)
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        failed = Jobs(catalogue, workplace.data).get(added.id)
    assert failed.state == "failed"
    assert "no snapshot 'none'" in (failed.report or {})["detail"]


def test_unpinning_says_where_nothing_was_pinned_and_where_there_is_nothing_to_publish(
    run: Run, workplace: Any
) -> None:
    assert "No snapshot was pinned" in run("snapshots", "unpin").output
    current = Layout(workplace.data).current_id()
    run("snapshots", "rollback", current)
    assert "stays current" in run("snapshots", "unpin").output
    assert Layout(workplace.data).current_id() == current


def test_unpinning_is_refused_if_most_documents_would_be_gone_until_that_is_allowed(
    run: Run, workplace: Any
) -> None:
    current = Layout(workplace.data).current_id()
    run("snapshots", "rollback", current)
    for name in ("a.txt", "b.txt"):
        (workplace.files / name).unlink()
    workplace.write("c.txt", "Water wheels.")
    run("ingest", workplace.files, "--allow-removals")
    refused = run("snapshots", "unpin")
    assert refused.exit_code == 1
    assert "--allow-removals" in refused.output
    assert Layout(workplace.data).pinned_id() == current
    assert run("snapshots", "unpin", "--allow-removals").exit_code == 0
    assert workplace.texts() == ["Water wheels."]


def test_the_list_of_snapshots_says_what_changed_in_each(run: Run, workplace: Any) -> None:
    (workplace.files / "a.txt").write_text("Solar pumps, changed.")
    workplace.ingest()
    (workplace.files / "b.txt").unlink()
    workplace.ingest()
    listed = json.loads(run("snapshots", "list", "--json").stdout)
    assert [item["changes"] for item in listed[1:]] == [
        {"added": 0, "removed": 0, "changed": 1},
        {"added": 0, "removed": 1, "changed": 0},
    ]
    assert listed[0]["changes"] is None
    shown = run("snapshots", "list").output
    assert "documents: 1 changed" in shown
    assert "documents: 1 removed" in shown


def test_a_damaged_snapshot_is_listed_without_what_changed(run: Run, workplace: Any) -> None:
    layout = Layout(workplace.data)
    (layout.path(layout.ids()[0]) / "store.sqlite").write_bytes(b"damage" * 1000)
    listed = json.loads(run("snapshots", "list", "--json").stdout)
    assert [item["changes"] for item in listed] == [None, None]


def test_a_rollback_lists_what_stays_deleted(run: Run, workplace: Any) -> None:
    first = Layout(workplace.data).current_id()
    identifier = workplace.document(workplace.files / "a.txt").id
    run("ingest", "--delete", identifier)
    told = json.loads(run("snapshots", "rollback", first, "--json").stdout)
    assert told["deleted"] == [{"id": identifier, "title": "a"}]
    assert f"ingest --restore {identifier}" in run("snapshots", "rollback", first).output
    engine = workplace.engine()
    assert [hit.document.title for hit in engine.search(Query("solar pumps")).hits] == ["b"]


def test_a_rollback_to_an_unknown_snapshot_lists_the_snapshots(run: Run, workplace: Any) -> None:
    refused = run("snapshots", "rollback", "yesterday")
    assert refused.exit_code == 1
    assert Layout(workplace.data).current_id() in refused.output


def test_pruning_keeps_the_given_number_of_snapshots(run: Run) -> None:
    pruned = json.loads(run("snapshots", "prune", "--keep", "1", "--caches", "--json").stdout)
    assert (len(pruned["removed"]), pruned["dropped"]) == (1, {"vectors": 0, "extractions": 0})


def test_doctor_has_exit_code_1_until_a_damaged_directory_is_repaired(run: Run, workplace: Any) -> None:
    layout = Layout(workplace.data)
    assert run("doctor").exit_code == 0
    (layout.path(layout.current_id()) / "store.sqlite").write_bytes(b"")
    damaged = run("doctor", "--json")
    assert (damaged.exit_code, json.loads(damaged.stdout)["clean"]) == (1, False)
    repaired = run("doctor", "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert run("doctor").exit_code == 0


def test_a_backup_is_restored_by_the_command(run: Run, workplace: Any, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "all.tar").exit_code == 0
    assert run("restore", tmp_path / "all.tar").exit_code == 2
    restored = CliRunner().invoke(main, ["restore", str(tmp_path / "all.tar"), "--data", str(tmp_path / "new")])
    assert restored.exit_code == 0
    assert Layout(tmp_path / "new").current_id() == Layout(workplace.data).current_id()


def test_keys_are_created_listed_and_revoked(run: Run) -> None:
    key = run("keys", "add", "editor").stdout.splitlines()[0]
    assert key.startswith("wsk_")
    listed = run("keys", "list").output
    assert "editor" in listed
    assert "write" in listed
    assert key not in listed
    assert run("keys", "add", "editor").exit_code == 2
    assert run("keys", "revoke", "editor").exit_code == 0
    assert run("keys", "revoke", "editor").exit_code == 1


def test_a_key_expires_after_days_or_on_a_date(run: Run) -> None:
    for name, end in (("days", "30d"), ("date", "2099-01-31"), ("time", "2099-01-31T12:00:00+02:00")):
        assert run("keys", "add", name, "--scope", "read", "--expires", end).exit_code == 0
    run("keys", "revoke", "days")
    listed = {key["name"]: key for key in json.loads(run("keys", "list", "--json").stdout)}
    assert listed["date"]["expires"] == "2099-01-31T00:00:00+00:00"
    assert listed["time"]["expires"] == "2099-01-31T10:00:00+00:00"
    assert (listed["days"]["valid"], listed["date"]["valid"]) == (False, True)
    assert "was revoked at" in run("keys", "list").output
    for end in ("soon", "30", "-1d", "99999999d", "2020-01-01", "99999d", "0001-01-01T00:00+14:00"):
        assert (end == "99999d") == (run("keys", "add", "x", "--expires", end).exit_code == 0), end


def test_a_dry_run_prints_a_plan_and_changes_nothing(run: Run, workplace: Any) -> None:
    path = workplace.write("c.txt", "Water wheels.")
    before = Layout(workplace.data).current_id()
    shown = run("ingest", workplace.files, "--dry-run")
    assert f"new: {path.as_uri()}" in shown.output
    assert "2 unchanged" in shown.output
    assert json.loads(run("ingest", workplace.files, "--dry-run", "--json").stdout)["sources"]["new"] == [
        path.as_uri()
    ]
    assert Layout(workplace.data).current_id() == before


def test_a_document_is_deleted_and_restored_by_id(run: Run, workplace: Any) -> None:
    identifier = workplace.document(workplace.files / "a.txt").id
    assert run("ingest", "--delete", identifier).exit_code == 0
    assert "left out: 1" in run("ingest", workplace.files).output
    assert run("ingest", "--restore", identifier).exit_code == 0
    assert len(workplace.texts()) == 2
    assert run("ingest", "--restore", "d0").exit_code == 1
    assert run("ingest", "--erase", identifier).exit_code == 0
    assert len(workplace.texts()) == 1
    assert run("ingest").exit_code == 2
