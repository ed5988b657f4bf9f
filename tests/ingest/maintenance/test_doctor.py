"""The doctor finds what is wrong, calls nothing wrong that is not, and backups bring everything back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.errors import ModelError
from ingest.indexing.blob_store import Originals
from ingest.maintenance.doctor import Finding, examine, repair
from ingest.pipeline import ingest
from ingest.sources.http.response import Fetched, MemoryFetcher
from ingest.targets.target import Options
from search.index.tantivy import LOCKS
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest


def _examined(workplace: Any) -> list[Finding]:
    return examine(workplace.data, lambda _: None)


def _codes(found: list[Finding], level: str) -> list[str]:
    return [finding.code for finding in found if finding.level == level]


def test_nothing_is_wrong_with_a_sound_directory(filled: Any) -> None:
    assert _examined(filled) == []


def test_corrections_belong_to_the_program(filled: Any) -> None:
    (filled.data / "corrections").mkdir()
    (filled.data / "corrections" / "bamboo.toml").write_text('title = "Bamboo"\n')
    assert _examined(filled) == []


def test_every_file_of_every_snapshot_and_every_original_is_compared(filled: Any) -> None:
    layout = Layout(filled.data)
    files = (p for folder in ("snapshots", "originals") for p in (filled.data / folder).rglob("*"))
    paths = [path for path in files if path.is_file() and path.name not in LOCKS]
    assert len(paths) > 10
    for path in paths:
        content = path.read_bytes()
        if not content:
            continue
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        found = _examined(filled)
        assert _codes(found, "fault") in (["snapshot"], ["original"]), path
        assert str(path).startswith(found[0].where)
        path.write_bytes(content)
    assert len(layout.ids()) == 2
    assert _examined(filled) == []


def test_what_the_next_run_repairs_is_a_note_and_no_fault(filled: Any) -> None:
    layout = Layout(filled.data)
    layout.new_building()
    (layout.snapshots / ".removed-x").mkdir()
    (filled.data / "originals" / "aa").mkdir(exist_ok=True)
    (filled.data / "originals" / "aa" / ".half").write_bytes(b"")
    found = _examined(filled)
    assert (_codes(found, "fault"), _codes(found, "note")) == ([], ["left-behind"] * 3)
    repair(filled.data)
    assert _examined(filled) == []


def test_a_catalogue_ahead_of_what_answers_is_worth_a_note(filled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.write("c.txt", "Water wheels.")
    monkeypatch.setattr("ingest.publishing.build_and_publish", lambda *_: pytest.fail("cut short"))
    with pytest.raises(pytest.fail.Exception):
        filled.ingest()
    (finding,) = _examined(filled)
    assert (finding.level, finding.code) == ("note", "catalogue-ahead")


def test_a_missing_catalogue_model_or_pointer_is_a_fault(filled: Any) -> None:
    def lost(encoder_id: str) -> None:
        raise ModelError(f"{encoder_id} is not here.")

    assert _codes(examine(filled.data, lost), "fault") == ["model"]
    for path in filled.data.glob("catalogue.sqlite*"):
        path.unlink()
    assert _codes(_examined(filled), "fault") == ["catalogue"]
    Layout(filled.data).point("20000101T000000000000-00000000")
    assert "pointer" in _codes(_examined(filled), "fault")


@pytest.mark.parametrize("lose", ["damaged", "cut short", "removed"])
def test_a_lost_original_is_a_fault_until_the_next_run_stores_it_again(filled: Any, lose: str) -> None:
    filled.web = {"http://here.example/page": b"Bamboo and silk."}
    filled.ingest("http://here.example/page")
    shutil.copytree(Path(corpus.__file__).parent / "workshops", filled.files / "workshops")
    filled.ingest()
    kept = {path: path.read_bytes() for path in (filled.data / "originals").glob("*/*")}
    assert len(kept) == 4
    for path, content in kept.items():
        if lose == "damaged":
            path.write_bytes(content[:-1] + b"?")
        elif lose == "cut short":
            path.write_bytes(content[:-1])
        else:
            path.unlink()
    assert _codes(_examined(filled), "fault") == ["original-missing" if lose == "removed" else "original"] * 4
    repair(filled.data)
    assert _codes(_examined(filled), "fault") == ["original-missing"] * 4
    reports = filled.ingest(), filled.ingest("http://here.example/page")
    assert {path: path.read_bytes() for path in (filled.data / "originals").glob("*/*")} == kept
    assert sum("has been stored again" in note for note in reports[0].notes) == 3
    assert (reports[0].changed, reports[1].changed) == (0, 0)
    assert _examined(filled) == []


def test_the_original_of_a_page_that_did_not_change_is_fetched_again_where_it_is_missing(filled: Any) -> None:
    url = "http://here.example/page"
    filled.web = {url: Fetched(url, url, 200, b"Bamboo.", "text/plain", etag='"1"')}
    filled.ingest(url)
    (path,) = (p for p in (filled.data / "originals").glob("*/*") if p.read_bytes() == b"Bamboo.")
    path.unlink()
    assert filled.ingest(url).changed == 0
    assert path.read_bytes() == b"Bamboo."


def test_the_original_of_a_deleted_document_is_not_stored_again(filled: Any) -> None:
    document = filled.document(filled.files / "a.txt")
    filled.ingest(delete=(document.id,))
    Originals(filled.data / "originals").path(document.content_hash).unlink()
    filled.ingest()
    assert not Originals(filled.data / "originals").holds(document.content_hash)
    assert _examined(filled) == []


def test_a_foreign_file_in_a_snapshot_is_a_fault(filled: Any) -> None:
    layout = Layout(filled.data)
    (layout.path(layout.current_id()) / "extra").write_text("")
    assert _codes(_examined(filled), "fault") == ["foreign-file"]


def test_a_damaged_snapshot_is_rebuilt_from_the_catalogue(filled: Any) -> None:
    layout = Layout(filled.data)
    before = Manifest.read(layout.path(layout.current_id()))
    (layout.path(before.id) / "store.sqlite").write_bytes(b"")
    options = Options(rebuild=True)
    report = ingest([], filled.data, filled.encoder, MemoryFetcher({}), options=options)
    assert report.encoded == 0
    repair(filled.data)
    assert filled.engine().snapshot.manifest.content_hash == before.content_hash
    assert before.id not in layout.ids()
    assert _examined(filled) == []
