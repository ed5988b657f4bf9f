"""A file inside a file is a document of its own, for as long as its container holds it."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.ids import document_id, path_within, source_within
from corpus.model import Document
from ingest.plan import plan
from ingest.sources.http.response import MemoryFetcher
from search.features.citation.formats import FORMATS
from search.features.citation.reference import reference
from search.query import Query

LOANS = "Barley loans help villages to start enterprises of their own."
RYE = "Rye loans are repaid after the second harvest of the year."
OATS = "Oats are sold at the market of the town every Saturday."


def zipped(files: dict[str, str | bytes], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def inside(workplace: Any, path: Path, *names: str) -> Document | None:
    source = path.as_uri()
    for name in names:
        source = source_within(source, name)
    with Catalogue.open(workplace.data / "catalogue.sqlite") as catalogue:
        entry = catalogue.entry(document_id(source))
        return entry.document if entry else None


def state(workplace: Any, path: Path, *names: str) -> str | None:
    document = inside(workplace, path, *names)
    return document.state if document else None


@pytest.fixture
def archive(workplace: Any) -> Path:
    workplace.write("beside.txt", "A file that lies beside the archive and is never touched.")
    path: Path = workplace.write("papers.zip", zipped({"a.txt": LOANS, "day 2/b.txt": RYE}))
    return path


@pytest.mark.parametrize("packed", [True, False])
def test_each_file_of_an_archive_is_a_document_found_by_its_text(
    workplace: Any, tiny_pdf: Any, packed: bool
) -> None:
    files = {"a.pdf": tiny_pdf(LOANS), "day 2/b.pdf": tiny_pdf(RYE)}
    path = workplace.write("papers.zip", zipped(files, packed=packed))
    report = workplace.ingest()
    assert (report.new, report.failures) == (3, [])
    (hit,) = workplace.engine().search(Query("rye repaid after the second harvest", limit=1)).hits
    assert hit.document.source == f"{path.as_uri()}#/day%202/b.pdf"
    assert path_within(hit.document.source) == ("papers.zip", "day 2/b.pdf")


def test_the_bytes_of_a_file_inside_are_kept_as_an_original(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    document = inside(workplace, archive, "a.txt")
    assert document is not None
    kept = workplace.data / "originals" / document.content_hash[:2] / document.content_hash
    assert kept.read_text() == LOANS


def test_a_second_run_over_an_archive_does_nothing(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    second = workplace.ingest()
    assert (second.unchanged, second.new, second.changed, second.gone, second.encoded) == (4, 0, 0, 0, 0)
    assert second.published is None


def test_of_a_changed_archive_only_the_changed_file_is_read_again(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    workplace.write("papers.zip", zipped({"a.txt": LOANS, "day 2/b.txt": OATS}))
    report = workplace.ingest()
    assert (report.changed, report.unchanged, report.new, report.gone) == (2, 2, 0, 0)
    assert any("Oats" in text for text in workplace.texts())
    assert not any("Rye" in text for text in workplace.texts())


def test_a_file_that_its_archive_no_longer_holds_is_gone(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    workplace.write("papers.zip", zipped({"a.txt": LOANS}))
    report = workplace.ingest()
    assert report.gone == 1
    assert state(workplace, archive, "day 2/b.txt") == "gone"
    assert state(workplace, archive, "a.txt") == "live"


def test_what_was_inside_a_removed_archive_is_gone_with_it(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    archive.unlink()
    report = workplace.ingest()
    assert (report.gone, report.failures) == (3, [])
    assert state(workplace, archive, "a.txt") == "gone"


def test_an_archive_that_comes_back_brings_back_what_is_inside(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    content = archive.read_bytes()
    archive.unlink()
    workplace.ingest()
    archive.write_bytes(content)
    report = workplace.ingest()
    assert (report.new, report.unchanged) == (3, 1)
    assert state(workplace, archive, "day 2/b.txt") == "live"


def test_a_damaged_archive_keeps_what_was_read_of_it(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    archive.write_bytes(archive.read_bytes()[:100])
    report = workplace.ingest()
    assert [failure.code for failure in report.failures] == ["damaged"]
    assert any("Rye" in text for text in workplace.texts())


def test_a_file_inside_that_cannot_be_read_is_named_and_costs_only_itself(workplace: Any) -> None:
    path = workplace.write("papers.zip", zipped({"a.txt": LOANS, "b.pdf": b"%PDF-1.4 broken"}))
    report = workplace.ingest()
    (failure,) = report.failures
    assert failure.source == f"{path.as_uri()}#/b.pdf"
    assert state(workplace, path, "a.txt") == "live"
    assert [f.source for f in workplace.ingest().failures] == [failure.source]


def test_an_archive_in_an_archive_is_read_and_one_deeper_is_refused(workplace: Any) -> None:
    deepest = zipped({"c.txt": OATS})
    inner = zipped({"b.txt": RYE, "deepest.zip": deepest})
    path = workplace.write("outer.zip", zipped({"a.txt": LOANS, "inner.zip": inner}))
    report = workplace.ingest()
    assert state(workplace, path, "inner.zip", "b.txt") == "live"
    assert state(workplace, path, "inner.zip", "deepest.zip", "c.txt") is None
    (failure,) = report.failures
    assert failure.code == "nested"
    assert failure.source.endswith("outer.zip#/inner.zip#/deepest.zip")
    assert "Unpack" in failure.message


def test_what_is_inside_an_inner_archive_goes_with_it(workplace: Any) -> None:
    inner = zipped({"b.txt": RYE})
    path = workplace.write("outer.zip", zipped({"a.txt": LOANS, "inner.zip": inner}))
    workplace.ingest()
    workplace.write("outer.zip", zipped({"a.txt": LOANS}))
    assert workplace.ingest().gone == 2
    assert state(workplace, path, "inner.zip", "b.txt") == "gone"


def test_an_inner_archive_that_did_not_change_is_left_alone(workplace: Any) -> None:
    inner = zipped({"b.txt": RYE})
    path = workplace.write("outer.zip", zipped({"a.txt": LOANS, "inner.zip": inner}))
    workplace.ingest()
    workplace.write("outer.zip", zipped({"a.txt": OATS, "inner.zip": inner}))
    report = workplace.ingest()
    assert (report.changed, report.unchanged, report.gone) == (2, 2, 0)
    assert state(workplace, path, "inner.zip", "b.txt") == "live"


def test_a_plan_does_not_call_what_is_inside_an_archive_gone(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    workplace.write("papers.zip", zipped({"a.txt": LOANS, "c.txt": OATS}))
    found = plan([str(workplace.files)], workplace.data, workplace.encoder, MemoryFetcher({}))
    assert found.sources == {"changed": [archive.as_uri()]}
    assert found.unchanged == 1


def test_deleting_or_restoring_an_archive_does_so_to_what_is_inside(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    container = document_id(archive.as_uri())
    workplace.ingest(delete=(container,))
    assert state(workplace, archive, "a.txt") == "deleted"
    assert not any("Rye" in text for text in workplace.texts())
    workplace.ingest()
    assert state(workplace, archive, "a.txt") == "deleted"
    workplace.ingest(restore=(container,))
    workplace.ingest()
    assert state(workplace, archive, "a.txt") == "live"
    assert any("Rye" in text for text in workplace.texts())


def test_a_file_inside_that_was_deleted_by_hand_stays_out(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    workplace.ingest(delete=(document_id(source_within(archive.as_uri(), "a.txt")),))
    workplace.write("papers.zip", zipped({"a.txt": OATS, "day 2/b.txt": RYE}))
    report = workplace.ingest()
    assert report.deleted == 1
    assert not any("Oats" in text for text in workplace.texts())


def test_erasing_an_archive_erases_what_is_inside(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    workplace.ingest(erase=(document_id(archive.as_uri()),))
    assert not any("loans" in text for text in workplace.texts())
    kept = [path.read_bytes() for path in (workplace.data / "originals").glob("*/*")]
    assert not any(LOANS.encode() in content for content in kept)


def test_a_missing_original_of_a_file_inside_is_stored_again(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    document = inside(workplace, archive, "a.txt")
    assert document is not None
    kept = workplace.data / "originals" / document.content_hash[:2] / document.content_hash
    kept.unlink()
    workplace.ingest()
    assert kept.read_text() == LOANS


def test_large_archives_are_sent_in_several_parts(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = random.Random(1)
    large = {f"{n}.png": b"\x89PNG\r\n\x1a\n" + noise.randbytes(14 << 20) for n in range(3)}
    path = workplace.write("large.zip", zipped({**large, "small.txt": RYE}, packed=False))
    workplace.ingest()
    for name, content in large.items():
        document = inside(workplace, path, name)
        assert document is not None
        kept = workplace.data / "originals" / document.content_hash[:2] / document.content_hash
        assert kept.read_bytes() == content
    assert state(workplace, path, "small.txt") == "live"


def test_a_citation_of_a_file_inside_names_the_archive_and_the_path(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    engine = workplace.engine()
    (hit,) = engine.search(Query("rye repaid after the second harvest", limit=1)).hits
    cited = reference(engine, hit.passage.id)
    for name in FORMATS:
        assert "papers.zip" in FORMATS[name].write(cited)
        assert "day 2/b.txt" in FORMATS[name].write(cited)


def test_the_archive_itself_lists_what_it_holds_and_is_ranked_down(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    engine = workplace.engine()
    (page,) = engine.snapshot.store.pages(document_id(archive.as_uri()))
    assert page.text == "a.txt\nday 2/b.txt"
    assert [span.role for span in page.spans] == ["contents"]


@pytest.mark.parametrize(
    ("container", "name"),
    [
        ("file:///a%20b/papers%202.zip", "papers 2.zip"),
        ("upload://papers.zip", "papers.zip"),
        ("http://here.example/get/papers.zip?x=a/b", "papers.zip"),
        ("http://here.example/", "here.example"),
    ],
)
def test_the_place_of_a_file_inside_is_named_from_its_container_down(container: str, name: str) -> None:
    source = source_within(source_within(container, "day #2/mail.eml"), "a!b.pdf")
    assert path_within(source) == (name, "day #2/mail.eml", "a!b.pdf")
