"""Documents taken out by hand, let in again, and what is told of pages that changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.catalogue.catalogue import Catalogue
from corpus.errors import FetchError, GoneError, InputError, NotFoundError
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from ingest.targets.target import Options


def _hand(workplace: Any, **options: Any) -> Any:
    """A run without targets."""
    return ingest([], workplace.data, workplace.encoder, MemoryFetcher({}), options=Options(**options))


def test_a_deleted_document_stays_out_though_its_file_is_there_and_changes(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    identifier = workplace.document(path).id
    assert _hand(workplace, delete=(identifier,)).published
    assert workplace.texts() == ["Wind mills."]
    assert workplace.ingest().deleted == 1
    workplace.write("a.txt", "Solar pumps, changed.")
    assert workplace.ingest().deleted == 1
    assert workplace.texts() == ["Wind mills."]


def test_a_restored_document_answers_at_once_and_is_read_afresh_by_the_next_run(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.ingest()
    identifier = workplace.document(path).id
    _hand(workplace, delete=(identifier,))
    workplace.write("a.txt", "Solar pumps, changed.")
    workplace.ingest()
    report = _hand(workplace, restore=(identifier,))
    assert (report.encoded, workplace.texts()) == (0, ["Solar pumps."])
    assert workplace.ingest().changed == 1
    assert workplace.texts() == ["Solar pumps, changed."]


def test_a_deleted_page_is_not_asked_for_and_stays_out_whatever_its_server_says(workplace: Any) -> None:
    url = "http://here.example/a"
    workplace.web = {url: b"Solar pumps."}
    workplace.ingest(url)
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        (entry,) = catalogue.entries()
    _hand(workplace, delete=(entry.document.id,))
    for answer in (b"Other text.", FetchError("timeout", "Too long."), FetchError("http-404", "No.", gone=True)):
        fetcher = MemoryFetcher({url: answer})
        workplace.ingest(url, fetcher=fetcher)
        assert (fetcher.asked, workplace.texts()) == ([], [])


def test_the_ids_of_a_deleted_document_answer_as_gone_until_it_is_restored(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    document = workplace.document(path)
    passage = next(p for p in workplace.engine().snapshot.store.passages([0, 1]) if p.document_id == document.id)
    _hand(workplace, delete=(document.id,))
    for asked in (lambda e: e.document(document.id), lambda e: e.passage(passage.id)):
        with pytest.raises(GoneError):
            asked(workplace.engine())
    _hand(workplace, restore=(document.id,))
    assert workplace.engine().passage(passage.id) == passage


def test_what_is_unknown_or_was_not_deleted_is_refused_and_nothing_changes(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.ingest()
    identifier = workplace.document(path).id
    for options, error in (
        ({"delete": ("d0",)}, NotFoundError),
        ({"restore": ("d0",)}, NotFoundError),
        ({"restore": (identifier,)}, InputError),
        ({"delete": (identifier,), "restore": ("d0",)}, NotFoundError),
    ):
        with pytest.raises(error):
            _hand(workplace, **options)
    assert workplace.texts() == ["Solar pumps."]


def test_a_file_that_vanished_from_a_folder_inside_the_root_is_gone_whoever_took_it_in(workplace: Any) -> None:
    inner = workplace.write("inner/a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.write("c.txt", "Water wheels.")
    workplace.ingest(inner.parent)
    workplace.ingest()
    inner.unlink()
    assert workplace.ingest().gone == 1
    assert sorted(workplace.texts()) == ["Water wheels.", "Wind mills."]


def test_the_report_tells_recommendations_added_removed_and_reworded(workplace: Any) -> None:
    shutil.copytree(Path(corpus.__file__).parent / "workshops", workplace.files / "workshops")
    assert workplace.ingest().recommendations == []
    page = next(workplace.files.rglob("page.txt"))
    lines = page.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "Promote a micro credit system" in line)
    removed = next(n for n, line in enumerate(lines) if n > at and line.strip().startswith("•"))
    lines[removed] = "  • Zebras shall graze upon every municipal lawn without exception."
    lines[at] = lines[at].replace("Promote", "Always promote")
    page.write_text("\n".join(lines) + "\n")
    changes = workplace.ingest().recommendations
    assert sorted(change.change for change in changes) == ["added", "removed", "reworded"]
    added = next(change for change in changes if change.change == "added")
    assert (added.now_text or "").startswith("Zebras")
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        assert len((catalogue.last_run() or {})["recommendations"]) == 3


def test_after_a_rollback_runs_fill_the_catalogue_and_publish_nothing_until_unpinned(workplace: Any) -> None:
    from search.snapshot.layout import Layout
    from search.snapshot.retention import rollback

    layout = Layout(workplace.data)
    workplace.write("a.txt", "Solar pumps.")
    first = workplace.ingest().published
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    rollback(layout, first)
    workplace.write("c.txt", "Water wheels.")
    report = workplace.ingest()
    assert (report.published, report.pinned, report.encoded) == (None, first, 1)
    assert layout.current_id() == first
    assert any("unpin" in note for note in report.notes)
    layout.unpin()
    report = workplace.ingest()
    assert (report.encoded, len(workplace.texts())) == (0, 3)
    assert layout.current_id() == report.published


def test_only_as_many_snapshots_stay_as_are_asked_for(workplace: Any) -> None:
    from search.snapshot.layout import Layout

    published = []
    for number in range(5):
        workplace.write("a.txt", f"Solar pumps {number}.")
        published.append(workplace.ingest(keep=2).published)
    assert Layout(workplace.data).ids() == published[-2:]
