"""A catalogue that is missing, or older than what was published, is noticed before anything is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from api.cli.main import main
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.keys import Keys
from corpus.errors import InputError, LostCatalogueError
from ingest.indexing.continuity import why_behind
from ingest.maintenance.catalogue_rebuild import rebuild_from_snapshot
from ingest.maintenance.doctor import examine
from search.encoder.memory import HashingEncoder
from search.query import Query
from search.snapshot.build import content_hash
from search.snapshot.layout import Layout


@pytest.fixture
def filled(workplace: Any) -> Any:
    """The tracked workshop and three files, published."""
    shutil.copytree(Path(corpus.__file__).parent / "workshops", workplace.files / "workshops")
    for name, text in (("a", "Solar pumps."), ("b", "Wind mills."), ("c", "Water wheels.")):
        workplace.write(f"{name}.txt", text)
    workplace.write("records.jsonl", '{"_id": "1", "title": "One", "text": "Tidal turbines."}\n')
    workplace.ingest()
    return workplace


@pytest.fixture
def run(filled: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command over it, with an encoder that needs no model."""
    for module in ("api.cli.ingest", "api.cli.doctor"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_, **__: HashingEncoder())
    monkeypatch.setattr("api.cli.doctor.encoder_opener", lambda *_: lambda _: HashingEncoder())

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments), "--data", str(filled.data)])

    return invoke


def _lose(workplace: Any) -> None:
    for path in workplace.data.glob(f"{CATALOGUE}*"):
        path.unlink()


def _copy(workplace: Any, to: Path) -> None:
    with Catalogue.open(workplace.data / CATALOGUE) as catalogue:
        catalogue.flush()
    shutil.copy(workplace.data / CATALOGUE, to)


def _put_back(workplace: Any, copy: Path) -> None:
    _lose(workplace)
    shutil.copy(copy, workplace.data / CATALOGUE)


def _answers(workplace: Any) -> list[list[tuple[str, float]]]:
    engine = workplace.engine()
    try:
        questions = ("solar pumps", "loans for women", "wind mills", "tidal turbines")
        return [[(r.passage.id, round(r.score, 4)) for r in engine.search(Query(q)).hits] for q in questions]
    finally:
        engine.snapshot.close()


def test_nothing_is_ingested_while_the_catalogue_is_missing(filled: Any) -> None:
    before = Layout(filled.data).current_id()
    _lose(filled)
    with pytest.raises(LostCatalogueError, match=r"--from-snapshot.*--start-empty"):
        filled.ingest(filled.write("new/d.txt", "Bamboo."))
    assert Layout(filled.data).current_id() == before
    assert not (filled.data / CATALOGUE).exists()


def test_the_status_says_that_the_catalogue_is_missing(run: Any, filled: Any) -> None:
    assert json.loads(run("status", "--json").stdout)["catalogue_fault"] is None
    _lose(filled)
    assert "is missing" in run("status").output


def test_an_empty_catalogue_in_the_place_of_a_lost_one_is_noticed_too(filled: Any) -> None:
    _lose(filled)
    Catalogue.open(filled.data / CATALOGUE).close()
    with pytest.raises(LostCatalogueError, match="is older than snapshot"):
        filled.ingest()


def test_originals_without_a_catalogue_are_an_alarm(filled: Any) -> None:
    _lose(filled)
    shutil.rmtree(filled.data / "snapshots")
    (filled.data / "CURRENT").unlink()
    with pytest.raises(LostCatalogueError, match="holds originals"):
        filled.ingest()


def test_a_compiled_model_alone_is_no_alarm(workplace: Any) -> None:
    (workplace.data / "models" / "e0123456789abcdef").mkdir(parents=True)
    workplace.write("a.txt", "Solar pumps.")
    assert workplace.ingest().published


def test_a_plan_over_a_lost_catalogue_says_so(run: Any, filled: Any) -> None:
    _lose(filled)
    planned = run("ingest", filled.files, "--dry-run")
    assert (planned.exit_code, "--from-snapshot" in planned.output) == (1, True)


def test_the_doctor_calls_a_lost_catalogue_a_fault_and_rebuilds_it_from_the_snapshot(
    run: Any, filled: Any
) -> None:
    before, content = _answers(filled), filled.snapshot().manifest.content_hash
    _lose(filled)
    assert "is missing" in run("doctor").output
    told = json.loads(run("doctor", "--repair", "--from-snapshot", "--json").stdout)
    assert told["clean"], told
    report = filled.ingest()
    assert (report.new, report.gone, report.encoded, report.failures) == (0, 0, 0, [])
    assert filled.snapshot().manifest.content_hash == content
    assert _answers(filled) == before


def test_a_rebuilt_catalogue_holds_what_the_lost_one_held(filled: Any) -> None:
    path = filled.data / CATALOGUE
    encoder = filled.encoder.identity.id

    def held() -> Any:
        with Catalogue.open(path) as catalogue:
            vectors = list(catalogue.served_vectors(encoder))
            passages = [passage for passage, _ in catalogue.served_passages()]
            pages = list(catalogue.served_pages())
            return (
                passages, pages, vectors, catalogue.workshops(), catalogue.former_ids(),
                content_hash(catalogue, encoder), catalogue.change_number(),
            )  # fmt: skip

    before = held()
    _lose(filled)
    rebuild_from_snapshot(Layout(filled.data))
    assert held() == before


def test_a_file_that_vanished_before_the_rebuild_is_gone_with_the_next_run(filled: Any) -> None:
    _lose(filled)
    rebuild_from_snapshot(Layout(filled.data))
    (filled.files / "a.txt").unlink()
    assert filled.ingest().gone == 1


def test_an_intact_catalogue_is_not_replaced(run: Any, filled: Any) -> None:
    assert run("doctor", "--repair", "--from-snapshot").exit_code == 2
    assert run("doctor", "--from-snapshot").exit_code == 2
    with pytest.raises(InputError, match="is intact"):
        filled.ingest(start_empty=True)


def test_an_empty_library_is_started_with_the_option(filled: Any) -> None:
    _lose(filled)
    only = filled.write("new/d.txt", "Bamboo.")
    assert filled.ingest(only.parent, start_empty=True).published
    assert filled.texts() == ["Bamboo."]
    filled.write("new/e.txt", "Silk.")
    assert filled.ingest(only.parent).published


def test_a_damaged_catalogue_is_kept_aside_when_it_is_rebuilt(run: Any, filled: Any) -> None:
    (filled.data / CATALOGUE).write_bytes(b"no database" * 1000)
    assert run("doctor", "--repair").exit_code == 1
    repaired = run("doctor", "--repair", "--from-snapshot")
    assert repaired.exit_code == 0, repaired.output
    (aside,) = filled.data.glob(f"{CATALOGUE}.before-*")
    assert aside.read_bytes().startswith(b"no database")
    assert filled.ingest().encoded == 0


# put back


@pytest.fixture
def put_back(filled: Any, tmp_path: Path) -> Any:
    """The catalogue of yesterday put back after a file was added."""
    _copy(filled, tmp_path / "yesterday")
    filled.write("d.txt", "Bamboo.")
    filled.ingest()
    _put_back(filled, tmp_path / "yesterday")
    return filled


def test_a_catalogue_put_back_publishes_nothing_and_the_doctor_calls_it_a_fault(put_back: Any) -> None:
    before = Layout(put_back.data).current_id()
    put_back.write("e.txt", "Silk.")
    for _ in range(2):
        with pytest.raises(LostCatalogueError, match="is older than snapshot"):
            put_back.ingest(put_back.files / "e.txt")
    assert Layout(put_back.data).current_id() == before
    (finding,) = examine(put_back.data, lambda _: None)
    assert (finding.level, finding.code) == ("fault", "catalogue")


def test_a_rebuild_keeps_keys_of_the_catalogue_that_was_put_back(put_back: Any, run: Any) -> None:
    with Catalogue.open(put_back.data / CATALOGUE) as catalogue:
        key = Keys(catalogue).add("editor", "write")
    assert run("doctor", "--repair", "--from-snapshot").exit_code == 0
    with Catalogue.open(put_back.data / CATALOGUE) as catalogue:
        assert [known.name for known in Keys(catalogue).all()] == ["editor"], key
    report = put_back.ingest()
    assert (report.new, report.gone) == (0, 0)
    assert "Bamboo." in put_back.texts()


def test_a_restored_catalogue_with_the_same_count_is_recognised_by_its_content(
    filled: Any, tmp_path: Path
) -> None:
    _copy(filled, tmp_path / "yesterday")
    filled.write("d.txt", "Bamboo.")
    filled.ingest()
    newest = filled.snapshot().manifest
    _put_back(filled, tmp_path / "yesterday")
    for more, reason in ((0, "holds texts that"), (5, "lacks 1 of the")):
        with Catalogue.open(filled.data / CATALOGUE) as catalogue:
            catalogue.set_change_number(newest.catalogue_change + more)
        with pytest.raises(LostCatalogueError, match=reason):
            filled.ingest()


def test_an_older_copy_with_the_same_content_may_be_used(filled: Any, tmp_path: Path) -> None:
    _copy(filled, tmp_path / "yesterday")
    filled.write("d.txt", "Bamboo.")
    filled.ingest()
    (filled.files / "d.txt").unlink()
    filled.ingest()
    _put_back(filled, tmp_path / "yesterday")
    assert filled.ingest().failures == []
    filled.write("f.txt", "Wool.")
    assert filled.ingest().published
    assert filled.ingest().published is None


def test_a_catalogue_after_a_rollback_is_not_behind(filled: Any) -> None:
    layout = Layout(filled.data)
    first = layout.current_id()
    filled.write("d.txt", "Bamboo.")
    filled.ingest()
    layout.pin(first)
    filled.write("e.txt", "Silk.")
    assert filled.ingest().pinned == first


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["add", "change", "remove", "delete"]), min_size=1, max_size=5))
def test_whatever_runs_did_their_own_catalogue_is_never_called_behind(filled: Any, steps: list[str]) -> None:
    layout = Layout(filled.data)
    for number, step in enumerate(steps):
        if step == "add":
            filled.write(f"more-{len(list(filled.files.iterdir()))}.txt", f"Text {number}.")
        elif step == "change":
            filled.write("a.txt", f"Solar pumps, version {number} of {layout.current_id()}.")
        elif step == "remove":
            next(iter(sorted(filled.files.glob("more-*.txt"))), filled.files / "none").unlink(missing_ok=True)
        elif step == "delete":
            document = filled.document(filled.files / "b.txt")
            if document.state == "live":
                filled.ingest(delete=(document.id,))
        report = filled.ingest()
        assert report.failures == []
        with Catalogue.open(filled.data / CATALOGUE) as catalogue:
            assert why_behind(catalogue, layout) is None


# what is published


def test_a_run_that_would_remove_more_than_half_publishes_nothing(workplace: Any) -> None:
    from corpus.errors import FetchError

    urls = [f"http://here.example/{name}" for name in "abc"]
    workplace.web = {url: f"Text of {url}.".encode() for url in urls}
    workplace.ingest(*urls)
    before = Layout(workplace.data).current_id()
    workplace.web = {url: FetchError("http-404", "No.", gone=True) for url in urls[:2]} | {urls[2]: b"Other."}
    report = workplace.ingest(*urls)
    assert [failure.code for failure in report.failures][-1] == "removals-refused"
    assert Layout(workplace.data).current_id() == before
    assert workplace.ingest(*urls, allow_removals=True).published
    assert Layout(workplace.data).current_id() != before


def test_documents_deleted_by_hand_may_be_all_there_are(filled: Any) -> None:
    with Catalogue.open(filled.data / CATALOGUE) as catalogue:
        everything = tuple(entry.document.id for entry in catalogue.entries())
    assert filled.ingest(delete=everything).published
    assert filled.texts() == []
