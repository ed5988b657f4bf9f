"""What goes in comes out, only what is different is done again, and nothing is lost in silence."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import BusyError, ExtractionError, GoneError, InputError
from corpus.lock import writer_lock
from ingest.indexing.report import Report
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.query import Query
from search.snapshot.layout import Layout

LOANS = "Small loans help villages to start enterprises. " * 3
SCHOOLS = "Schools should teach the skills that enterprises need. " * 3


def codes(report: Report) -> list[str]:
    return [failure.code for failure in report.failures]


def filled(workplace: Any, count: int = 4) -> None:
    for number in range(count):
        workplace.write(f"note-{number}.txt", f"Note {number} says: {LOANS}")


def test_text_html_and_pdf_of_a_folder_are_found_with_their_pages(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    workplace.write("loans.txt", LOANS)
    workplace.write(
        "schools.html", f"<html><title>Schools</title><body><h1>Schools</h1><p>{SCHOOLS}</p></body></html>"
    )
    workplace.write(
        "deep/report.pdf", tiny_pdf("The first page is about patents.", "The second is about clusters.")
    )
    report = workplace.ingest()
    assert (report.new, report.failures) == (3, [])
    assert report.encoded == report.passages > 0
    engine = workplace.engine()
    (best,) = engine.search(Query("second is about clusters", limit=1)).hits
    assert best.passage.page == 2
    assert best.document.media_type == "application/pdf"
    for result in engine.search(Query("loans schools patents", limit=50)).hits:
        page = engine.snapshot.store.pages(result.passage.document_id)[result.passage.page - 1]
        assert page.text[result.passage.start : result.passage.end] == result.passage.text


def test_a_second_run_over_the_same_folder_does_nothing_and_publishes_nothing(workplace: Any) -> None:
    filled(workplace)
    first = workplace.ingest()
    second = workplace.ingest()
    assert (second.unchanged, second.new, second.changed, second.encoded) == (4, 0, 0, 0)
    assert first.published is not None
    assert second.published is None
    assert workplace.snapshot().manifest.id == first.published


def test_touching_a_file_does_not_change_it(workplace: Any) -> None:
    path = workplace.write("a.txt", LOANS)
    workplace.ingest()
    os.utime(path, (0, 0))
    assert workplace.ingest().unchanged == 1


def test_of_a_changed_file_only_the_passages_that_changed_are_encoded(workplace: Any) -> None:
    paragraphs = [" ".join(f"Paragraph {n} sentence {m} of many." for m in range(60)) for n in range(6)]
    path = workplace.write("long.md", "\n\n".join(f"# Part {n}\n\n{p}" for n, p in enumerate(paragraphs)))
    first = workplace.ingest()
    before = workplace.document(path)
    workplace.write("long.md", path.read_text() + "\n\n# Part 7\n\nA new last part about microscopes.\n")
    second = workplace.ingest()
    after = workplace.document(path)
    assert (second.changed, second.new) == (1, 0)
    assert second.encoded == 1 < first.encoded
    assert (before.id, before.first_seen) == (after.id, after.first_seen)
    assert before.content_hash != after.content_hash


def test_a_text_in_two_files_is_encoded_once(workplace: Any) -> None:
    for folder in ("a", "b"):
        workplace.write(f"{folder}/same.txt", LOANS)
    report = workplace.ingest()
    assert (report.passages, report.encoded) == (2, 1)


def test_a_file_that_is_gone_is_no_longer_found_and_comes_back_without_being_encoded(workplace: Any) -> None:
    filled(workplace)
    path = workplace.write("clusters.txt", "Clusters of enterprises share laboratories.")
    workplace.ingest()
    (passage,) = workplace.engine().search(Query("clusters laboratories", limit=1)).hits
    path.unlink()
    report = workplace.ingest()
    assert (report.gone, report.failures) == (1, [])
    assert not any("Clusters" in text for text in workplace.texts())
    with pytest.raises(GoneError):
        workplace.engine().passage(passage.passage.id)
    workplace.write("clusters.txt", "Clusters of enterprises share laboratories.")
    report = workplace.ingest()
    assert report.encoded == 0
    assert workplace.engine().passage(passage.passage.id) == passage.passage


def test_a_folder_that_lost_more_than_half_loses_nothing_unless_removals_are_allowed(workplace: Any) -> None:
    filled(workplace, 4)
    first = workplace.ingest()
    for number in range(3):
        (workplace.files / f"note-{number}.txt").unlink()
    report = workplace.ingest()
    assert codes(report) == ["removals-refused"]
    assert "--allow-removals" in report.failures[0].message
    assert (report.gone, report.passages) == (0, first.passages)
    report = workplace.ingest(allow_removals=True)
    assert (report.gone, report.failures) == (3, [])
    assert len(workplace.texts()) == 1


def test_unreadable_files_do_not_count_towards_half_of_a_folder(workplace: Any) -> None:
    filled(workplace, 2)
    for number in range(3):
        workplace.write(f"broken-{number}.pdf", b"%PDF-1.4 no more than this")
    workplace.ingest()
    for path in workplace.files.iterdir():
        path.unlink()
    report = workplace.ingest()
    assert codes(report) == ["removals-refused"]
    assert len(workplace.texts()) == 2


def test_half_of_a_folder_may_be_gone(workplace: Any) -> None:
    filled(workplace, 4)
    workplace.ingest()
    for number in range(2):
        (workplace.files / f"note-{number}.txt").unlink()
    assert workplace.ingest().gone == 2


def test_another_folder_says_nothing_about_what_is_gone_from_the_first(workplace: Any, tmp_path: Path) -> None:
    filled(workplace)
    workplace.ingest()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text(SCHOOLS)
    report = workplace.ingest(tmp_path / "other")
    assert (report.gone, report.new) == (0, 1)
    assert len(workplace.texts()) == 5


def test_an_unreadable_pdf_is_named_and_the_rest_is_ingested(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    good = tiny_pdf("A page about patents.")
    workplace.write("good.pdf", good)
    workplace.write("bad.pdf", good[:20])
    workplace.write("good.txt", LOANS)
    report = workplace.ingest()
    (failure,) = report.failures
    assert failure.source.endswith("/bad.pdf")
    assert failure.message
    assert report.new == 2
    assert workplace.engine().search(Query("patents")).hits[0].document.title == "good"
    assert workplace.snapshot().store.meta("coverage")["failed"] == 1


def test_an_unreadable_file_is_named_by_every_run_until_it_can_be_read(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    workplace.write("good.txt", LOANS)
    path = workplace.write("bad.pdf", b"%PDF-1.4 no more")
    assert len(workplace.ingest().failures) == 1
    assert len(workplace.ingest().failures) == 1
    path.write_bytes(tiny_pdf("A page about patents."))
    report = workplace.ingest()
    assert (report.failures, report.new) == ([], 1)


def test_a_file_that_went_bad_keeps_its_last_good_version(workplace: Any, tiny_pdf: Callable[..., bytes]) -> None:
    path = workplace.write("report.pdf", tiny_pdf("A page about patents."))
    workplace.ingest()
    path.write_bytes(b"%PDF-1.4 no more")
    report = workplace.ingest()
    assert (report.stale, len(report.failures)) == (1, 1)
    assert workplace.document(path).state == "stale"
    assert workplace.engine().search(Query("patents")).hits[0].passage.text == "A page about patents."


def test_a_file_that_cannot_be_opened_once_is_not_gone(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(workplace)
    workplace.ingest()
    monkeypatch.setattr("ingest.targets.target.hash_file", _refusing("note-1.txt"))
    report = workplace.ingest()
    assert (codes(report), report.gone, report.stale) == (["unreadable"], 0, 1)
    assert len(workplace.texts()) == 4
    monkeypatch.undo()
    assert workplace.ingest().failures == []
    assert workplace.document(workplace.files / "note-1.txt").state == "live"


def _refusing(name: str) -> Callable[[Path], str]:
    from ingest.sources.files import hash_file

    def refusing(path: Path) -> str:
        if path.name == name:
            raise ExtractionError("unreadable", f"{path} cannot be read: Input/output error")
        return hash_file(path)

    return refusing


def test_a_page_without_a_text_layer_is_reported(workplace: Any, tiny_pdf: Callable[..., bytes]) -> None:
    workplace.write("scan.pdf", tiny_pdf("", ""))
    workplace.write("half.pdf", tiny_pdf("A page about patents.", ""))
    report = workplace.ingest()
    assert report.image_only_pages == 3
    assert any("half.pdf" in note and "page 2" in note for note in report.notes)


def test_a_name_that_is_not_utf8_stops_nothing(workplace: Any) -> None:
    workplace.write("good.txt", LOANS)
    Path(os.fsdecode(os.fsencode(workplace.files) + b"/caf\xe9.txt")).write_text(SCHOOLS)
    report = workplace.ingest()
    assert (report.new, report.failures) == (2, [])
    assert len(workplace.texts()) == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x01\x02\xff" * 50, b"   \n\n"])
def test_a_file_without_any_text_stops_nothing(workplace: Any, content: bytes) -> None:
    workplace.write("good.txt", LOANS)
    workplace.write("odd.txt", content)
    workplace.ingest()
    assert len(workplace.texts()) == 1


def test_each_line_of_records_is_a_document(workplace: Any) -> None:
    lines = [{"_id": str(n), "title": f"Record {n}", "text": f"Text of record {n}. {LOANS}"} for n in range(3)]
    path = workplace.write("corpus.jsonl", "\n".join(map(json.dumps, lines)))
    report = workplace.ingest(path)
    assert (report.new, report.failures) == (3, [])
    (best,) = workplace.engine().search(Query("text of record 2", limit=1)).hits
    assert (best.document.external_id, best.document.title) == ("2", "Record 2")


def test_a_record_that_changed_is_encoded_alone_and_one_that_is_gone_is_gone(workplace: Any) -> None:
    lines = [json.dumps({"_id": str(n), "title": "", "text": f"Text of record {n}."}) for n in range(5)]
    path = workplace.write("corpus.jsonl", "\n".join(lines))
    workplace.ingest(path)
    lines[1] = json.dumps({"_id": "1", "title": "", "text": "Another text."})
    path.write_text("\n".join(lines[:4]))
    report = workplace.ingest(path)
    assert (report.changed, report.unchanged, report.gone, report.encoded) == (1, 3, 1, 1)


def test_invalid_records_are_named_by_their_line(workplace: Any) -> None:
    path = workplace.write(
        "corpus.jsonl", '{"_id": "1", "text": "Good."}\n{nonsense\n{"_id": "2", "text": "Good too."}\n'
    )
    report = workplace.ingest(path)
    (failure,) = report.failures
    assert failure.source.endswith("corpus.jsonl:2")
    assert report.new == 2


def test_no_target_or_a_missing_one_is_refused_before_anything_is_done(workplace: Any) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        workplace.ingest(workplace.files, workplace.files / "nowhere")
    assert workplace.data.exists() is False or not Layout(workplace.data).ids()
    with pytest.raises(InputError, match="at least one"):
        ingest([], workplace.data, workplace.encoder, MemoryFetcher({}))


def test_a_second_run_at_the_same_time_is_refused(workplace: Any) -> None:
    filled(workplace)
    with writer_lock(workplace.data), pytest.raises(BusyError):
        workplace.ingest()


def test_an_empty_folder_publishes_an_empty_snapshot(workplace: Any) -> None:
    report = workplace.ingest()
    assert report.published is not None
    assert workplace.engine().search(Query("anything")).hits == ()


def test_another_encoder_encodes_everything_again_and_publishes(workplace: Any) -> None:
    filled(workplace)
    first = workplace.ingest()
    workplace.encoder = HashingEncoder(dimension=32)
    report = workplace.ingest()
    assert report.encoded == first.encoded
    assert workplace.snapshot().manifest.encoder_id == workplace.encoder.identity.id


def test_a_run_cut_short_before_publishing_is_completed_by_the_next(
    workplace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(workplace)
    first = workplace.ingest()
    workplace.write("new.txt", "Something new about microscopes.")

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.pipeline.encode_missing", cut_short)
    with pytest.raises(KeyboardInterrupt):
        workplace.ingest()
    monkeypatch.undo()
    assert workplace.snapshot().manifest.id == first.published
    report = workplace.ingest()
    assert (report.unchanged, report.encoded) == (5, 1)
    assert workplace.engine().search(Query("microscopes")).hits[0].passage.text.startswith("Something new")


def test_a_snapshot_that_vanished_is_replaced_by_the_next_run(workplace: Any) -> None:
    filled(workplace)
    first = workplace.ingest()
    shutil.rmtree(workplace.data / "snapshots" / first.published)
    report = workplace.ingest()
    assert (report.unchanged, report.encoded) == (4, 0)
    assert report.published not in (None, first.published)
    assert workplace.snapshot().manifest.passages == 4


def test_documents_taken_in_step_by_step_equal_those_taken_in_at_once(workplace: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    filled(workplace, 2)
    workplace.ingest()
    workplace.write("more.txt", SCHOOLS)
    workplace.write("note-0.txt", "Rewritten twice.")
    workplace.ingest()
    workplace.write("note-0.txt", f"Note 0 says: {LOANS}")
    workplace.ingest()
    once = replace(workplace, data=tmp_path / "once")
    once.ingest()
    one, other = workplace.engine(), once.engine()
    assert one.snapshot.manifest.content_hash == other.snapshot.manifest.content_hash
    for text in ("schools teach skills", "note 1", "loans"):
        assert [r.passage for r in one.search(Query(text)).hits] == [
            r.passage for r in other.search(Query(text)).hits
        ]


def test_the_report_is_kept_in_the_snapshot_and_in_the_catalogue(workplace: Any) -> None:
    filled(workplace, 1)
    report = workplace.ingest()
    assert workplace.snapshot().store.meta("report")["new"] == 1
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        assert catalogue.last_run() == json.loads(json.dumps(report.to_plain()))


def test_a_file_that_makes_too_many_passages_costs_itself_alone_and_is_named(
    workplace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.indexing.chunk.MOST_PASSAGES", 3)
    workplace.write("long.txt", "\n\n".join(f"Sentence {number} of many: {LOANS}" for number in range(200)))
    workplace.write("short.txt", SCHOOLS)
    workplace.write("page.html", f"<p>{LOANS}</p>" * 200)
    report = workplace.ingest()
    assert codes(report) == ["too-large", "too-large"]
    assert report.new == 1
    assert all("schools" in text.lower() for text in workplace.texts())
