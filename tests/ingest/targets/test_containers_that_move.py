"""Archives and mails that are renamed, moved, forgotten, erased or empty, with all that lies in them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import GoneError, MovedError
from corpus.ids import document_id, source_within
from corpus.model import Document
from ingest.maintenance.catalogue_rebuild import rebuild_from_snapshot
from ingest.pipeline import ingest
from ingest.plan import plan
from ingest.sources.http.response import MemoryFetcher
from ingest.targets.target import Options
from search.features.citation.formats import FORMATS
from search.features.citation.reference import reference
from search.query import Query
from search.snapshot.layout import Layout

LOANS = "Barley loans help villages to start enterprises of their own."
RYE = "Rye loans are repaid after the second harvest of the year."
OATS = "Oats are sold at the market of the town every Saturday."


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def known(workplace: Any, path: Path, *names: str) -> Document:
    with Catalogue.open(workplace.data / CATALOGUE) as catalogue:
        entry = catalogue.entry(name_of(path, *names))
        assert entry is not None
        return entry.document


def by_hand(workplace: Any, **options: Any) -> Any:
    return ingest([], workplace.data, workplace.encoder, MemoryFetcher({}), options=Options(**options))


def name_of(path: Path, *names: str) -> str:
    source = path.as_uri()
    for name in names:
        source = source_within(source, name)
    return document_id(source)


def leads_to(workplace: Any, identifier: str) -> str:
    engine = workplace.engine()
    with pytest.raises(MovedError) as moved:
        engine.passage(identifier) if "-" in identifier else engine.document(identifier)
    return moved.value.now


def passage_ids(workplace: Any, identifier: str) -> list[str]:
    store = workplace.snapshot().store
    return [passage.id for passage in store.passages(store.rows_of_document(identifier))]


@pytest.fixture
def archive(workplace: Any) -> Path:
    workplace.write("files/beside.txt", "A file that lies beside the archive and is never touched.")
    inner = zipped({"c.txt": OATS})
    path: Path = workplace.write(
        "files/papers.zip", zipped({"a.txt": LOANS, "day 2/b.txt": RYE, "inner.zip": inner})
    )
    return path


@pytest.mark.parametrize("inner", [("day 2/b.txt",), ("inner.zip",), ("inner.zip", "c.txt")])
def test_the_ids_of_files_in_a_renamed_archive_lead_to_its_new_name(
    workplace: Any, archive: Path, inner: tuple[str, ...]
) -> None:
    workplace.ingest()
    old = passage_ids(workplace, name_of(archive, *inner))
    assert old
    new = archive.rename(archive.with_name("renamed.zip"))
    report = workplace.ingest()
    assert report.failures == []
    assert leads_to(workplace, name_of(archive, *inner)) == name_of(new, *inner)
    assert [leads_to(workplace, one) for one in old] == passage_ids(workplace, name_of(new, *inner))
    again = workplace.ingest()
    assert (again.published, again.new, again.changed, again.gone) == (None, 0, 0, 0)


@pytest.mark.parametrize("root", [True, False])
def test_the_ids_of_files_in_an_archive_move_with_its_root(workplace: Any, archive: Path, root: bool) -> None:
    old = archive.parent if root else archive
    workplace.ingest(old)
    cited = passage_ids(workplace, name_of(archive, "inner.zip", "c.txt"))
    new = old.rename(workplace.files / ("elsewhere" + old.suffix))
    at = new / "papers.zip" if root else new
    report = workplace.ingest(new, moved_from=str(old))
    assert report.failures == []
    assert [leads_to(workplace, one) for one in cited] == passage_ids(workplace, name_of(at, "inner.zip", "c.txt"))
    again = workplace.ingest(new)
    assert (again.published, again.new, again.changed, again.gone) == (None, 0, 0, 0)


@pytest.mark.parametrize("moved", [True, False])
def test_a_deleted_file_inside_stays_out_when_its_archive_has_another_name(
    workplace: Any, archive: Path, moved: bool
) -> None:
    workplace.ingest(archive)
    by_hand(workplace, delete=(name_of(archive, "day 2/b.txt"),))
    new = archive.rename(archive.with_name("renamed.zip"))
    workplace.ingest(new, **({"moved_from": str(archive)} if moved else {}))
    assert not any("Rye" in text for text in workplace.texts())
    assert any("Oats" in text for text in workplace.texts())
    again = workplace.ingest(new)
    assert (again.published, again.new, again.changed, again.gone) == (None, 0, 0, 0)


def test_a_deleted_archive_stays_out_whole_under_another_name(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    by_hand(workplace, delete=(name_of(archive),))
    archive.rename(archive.with_name("renamed.zip"))
    workplace.ingest()
    assert workplace.texts() == ["A file that lies beside the archive and is never touched."]


def test_all_that_lies_in_archives_is_forgotten_with_their_root(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    by_hand(workplace, forget=(str(archive),))
    assert workplace.texts() == ["A file that lies beside the archive and is never touched."]
    with pytest.raises(GoneError):
        workplace.engine().document(name_of(archive, "inner.zip", "c.txt"))
    report = workplace.ingest()
    assert report.failures == []
    assert any("Oats" in text for text in workplace.texts())


def test_a_file_inside_that_was_erased_comes_back_when_that_is_lifted(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    one = name_of(archive, "day 2/b.txt")
    by_hand(workplace, erase=(one,))
    assert not any("Rye" in text for text in workplace.texts())
    workplace.ingest()
    assert not any("Rye" in text for text in workplace.texts())
    by_hand(workplace, restore=(one,))
    workplace.ingest()
    assert any("Rye" in text for text in workplace.texts())


def test_a_file_inside_that_was_deleted_is_read_again_when_it_is_restored(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    one = name_of(archive, "inner.zip", "c.txt")
    by_hand(workplace, delete=(one,))
    assert not any("Oats" in text for text in workplace.texts())
    by_hand(workplace, restore=(one,))
    assert any("Oats" in text for text in workplace.texts())
    report = workplace.ingest()
    assert (report.failures, known(workplace, archive, "inner.zip", "c.txt").state) == ([], "live")
    assert workplace.ingest().published is None


def test_erasing_an_archive_keeps_nothing_of_what_it_held_under_its_former_name(
    workplace: Any, archive: Path
) -> None:
    workplace.ingest()
    new = archive.rename(archive.with_name("renamed.zip"))
    workplace.ingest()
    by_hand(workplace, erase=(name_of(new),))
    assert workplace.texts() == ["A file that lies beside the archive and is never touched."]
    with Catalogue.open(workplace.data / CATALOGUE) as catalogue:
        for path in (archive, new):
            for names in ((), ("day 2/b.txt",), ("inner.zip", "c.txt")):
                entry = catalogue.entry(name_of(path, *names))
                assert entry is not None
                assert (entry.document.state, ".txt" in entry.document.source) == ("deleted", False)
    assert not any((b"Rye" in p.read_bytes()) for p in (workplace.data / "originals").glob("*/*"))


def test_a_file_that_moves_inside_its_archive_keeps_its_ids(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    old = passage_ids(workplace, name_of(archive, "day 2/b.txt"))
    archive.write_bytes(zipped({"a.txt": LOANS, "day 3/b.txt": RYE}))
    report = workplace.ingest()
    assert report.failures == []
    assert [leads_to(workplace, one) for one in old] == passage_ids(workplace, name_of(archive, "day 3/b.txt"))


def test_a_file_that_leaves_its_archive_for_the_folder_keeps_its_ids(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    old = passage_ids(workplace, name_of(archive, "day 2/b.txt"))
    archive.unlink()
    unpacked = workplace.write("files/papers/day 2/b.txt", RYE)
    workplace.ingest()
    assert [leads_to(workplace, one) for one in old] == passage_ids(workplace, name_of(unpacked))


def test_a_plan_over_a_renamed_archive_says_which_is_new_and_which_gone(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    new = archive.rename(archive.with_name("renamed.zip"))
    found = plan([str(workplace.files)], workplace.data, workplace.encoder, MemoryFetcher({}))
    assert found.sources["new"] == [new.as_uri()]
    assert archive.as_uri() in found.sources["gone"]
    assert found.failures == []


def test_a_citation_says_the_archive_and_the_path_once(workplace: Any, archive: Path, tiny_pdf: Any) -> None:
    archive.write_bytes(zipped({"day 2/a.pdf": tiny_pdf("First page of all.", LOANS)}))
    workplace.ingest()
    engine = workplace.engine()
    (hit,) = engine.search(Query("barley loans help villages", limit=1)).hits
    text = FORMATS["formatted"].write(reference(engine, hit.passage.id))
    assert "papers.zip › day 2/a.pdf, p. 2" in text
    assert text.count("papers.zip") == 1
    for name in FORMATS:
        assert "#/" not in FORMATS[name].write(reference(engine, hit.passage.id))


def test_a_sign_in_page_in_an_archive_is_a_named_failure(workplace: Any, archive: Path) -> None:
    wall = (
        "<html><head><title>Sign in</title></head><body><h1>Sign in</h1><form>"
        "<input name=user><input type=password name=p><button>Sign in</button></form></body></html>"
    )
    archive.write_bytes(zipped({"a.txt": LOANS, "paper.html": wall}))
    report = workplace.ingest()
    assert [(f.source, f.code) for f in report.failures] == [(f"{archive.as_uri()}#/paper.html", "sign-in")]
    assert not any("Sign in" in text for text in workplace.texts())


def test_a_file_inside_has_the_title_it_states_or_its_own_name(workplace: Any, archive: Path) -> None:
    page = (
        f"<html><head><title>untitled</title></head><body><h1>Loans for villages</h1><p>{LOANS}</p></body></html>"
    )
    archive.write_bytes(zipped({"x/rye_report.txt": RYE, "x/loans.html": page}))
    workplace.ingest()
    titles = [known(workplace, archive, name).title for name in ("x/rye_report.txt", "x/loans.html")]
    assert titles == ["rye report", "Loans for villages"]


MAIL = (
    b"From: a@here.example\nTo: b@here.example\nSubject: Papers\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain\n\nThe paper is attached.\n'
    b'--B\nContent-Type: text/plain; name="rye.txt"\nContent-Disposition: attachment; filename="rye.txt"\n\n'
    + RYE.encode()
    + b"\n--B--\n"
)


def test_a_mail_that_is_renamed_takes_its_attachments_along(workplace: Any) -> None:
    workplace.write("beside.txt", "A file that lies beside the mail.")
    old = workplace.write("mail.eml", MAIL)
    workplace.ingest()
    cited = passage_ids(workplace, name_of(old, "rye.txt"))
    new = old.rename(old.with_name("papers 2020.eml"))
    assert workplace.ingest().failures == []
    assert [leads_to(workplace, one) for one in cited] == passage_ids(workplace, name_of(new, "rye.txt"))
    assert workplace.ingest().published is None


def served(workplace: Any) -> list[tuple[str, str]]:
    with Catalogue.open(workplace.data / CATALOGUE) as catalogue:
        return sorted((passage.id, passage.text) for passage, _ in catalogue.served_passages())


def test_runs_over_changing_archives_end_with_what_one_run_makes(workplace: Any, archive: Path) -> None:
    workplace.write("files/mail.eml", MAIL)
    workplace.ingest()
    archive.write_bytes(zipped({"a.txt": OATS, "inner.zip": zipped({"c.txt": RYE, "d.txt": LOANS})}))
    workplace.ingest()
    archive.rename(archive.with_name("renamed.zip"))
    (archive.parent / "mail.eml").unlink()
    workplace.ingest()
    assert workplace.ingest().published is None
    anew = replace(workplace, data=workplace.data.with_name("anew"))
    anew.ingest()
    assert served(anew) == served(workplace)


def test_a_catalogue_rebuilt_from_a_snapshot_knows_what_lies_in_archives(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    before = sorted(workplace.texts())
    rebuild_from_snapshot(Layout(workplace.data))
    report = workplace.ingest()
    assert (report.failures, report.new, report.gone) == ([], 0, 0)
    assert sorted(workplace.texts()) == before


def test_a_deleted_file_stays_out_under_another_name_in_the_same_archive(workplace: Any, archive: Path) -> None:
    workplace.ingest()
    by_hand(workplace, delete=(name_of(archive, "day 2/b.txt"),))
    archive.write_bytes(zipped({"a.txt": LOANS, "day 3/b.txt": RYE}))
    workplace.ingest()
    assert not any("Rye" in text for text in workplace.texts())


def test_a_deleted_file_is_found_under_its_archives_new_name_once_it_is_restored(
    workplace: Any, archive: Path
) -> None:
    workplace.ingest()
    old = name_of(archive, "day 2/b.txt")
    by_hand(workplace, delete=(old,))
    new = archive.rename(archive.with_name("renamed.zip"))
    workplace.ingest()
    by_hand(workplace, restore=(old,))
    workplace.ingest()
    assert known(workplace, new, "day 2/b.txt").state == "live"
    assert leads_to(workplace, old) == name_of(new, "day 2/b.txt")
