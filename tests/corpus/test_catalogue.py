from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.catalogue.schema import MIGRATIONS, VERSION
from corpus.errors import DamagedError, StoreError, VersionError
from corpus.ids import passage_id
from corpus.model import Document, Extraction, Page, Passage, Span, Workshop

DOCUMENT = Document(
    id="d1",
    source="file:///a.txt",
    title="A",
    url=None,
    media_type="text/plain",
    content_hash="h1",
    first_seen="2026-01-01",
    last_seen="2026-01-01",
    pages=1,
)
ENTRY = Entry(DOCUMENT, "file:///", "made so", "etag", "yesterday")
PAGE = Page(1, "A heading. Some text. 中文 😀", "iv", (Span(0, 10, "heading", 2), Span(11, 21, "table")))

# What a store can hold: no lone surrogates.
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue.open(None) as opened:
        yield opened


def passage(text: str, ordinal: int = 0, context: str = "") -> Passage:
    identifier = passage_id("d1", text, 0)
    return Passage(identifier, "d1", "paper", 1, None, 0, len(text), text, context=context, ordinal=ordinal)


@given(st.builds(replace, st.just(DOCUMENT), title=TEXT, url=st.none() | TEXT, reason=st.none() | TEXT), TEXT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_an_entry_read_back_is_the_entry_written(catalogue: Catalogue, document: Document, making: str) -> None:
    entry = Entry(document, "root", making, making, None)
    catalogue.put_entry(entry)
    assert catalogue.entry("d1") == entry


@given(TEXT, st.none() | TEXT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_pages_and_passages_read_back_are_those_written(
    catalogue: Catalogue, text: str, label: str | None
) -> None:
    pages = [Page(1, text, label, PAGE.spans), Page(2, "", None)]
    catalogue.put_document(ENTRY, pages, [passage(text, context=label or "")])
    assert catalogue.pages("d1") == pages
    assert catalogue.passages("d1") == [passage(text, context=label or "")]


def test_a_catalogue_on_disk_holds_what_was_written_when_opened_again(tmp_path: Path) -> None:
    workshop = Workshop("slug", "Title", "d1")
    extraction = Extraction("text/plain", (PAGE,), "plain 1", notes=("a note",))
    with Catalogue.open(tmp_path / "c.sqlite") as written:
        written.put_document(ENTRY, [PAGE], [passage("Some text.")])
        written.put_workshop(workshop)
        written.put_extraction("h1", "plain 1", extraction)
        written.put_vectors("e1", [("t1", b"\0\0\0\0")])
        written.put_former_id("old", "new", None, "2026")
        written.put_run("2026", "2027", {"failures": ["ä"]})
    with Catalogue.open(tmp_path / "c.sqlite") as read:
        assert read.entry("d1") == ENTRY
        assert read.workshops() == [workshop]
        assert read.workshop("slug") == workshop
        assert read.extractions("h1") == {"plain 1": extraction}
        assert read.vector("t1", "e1") == b"\0\0\0\0"
        assert read.former_ids() == [("old", "new", None)]
        assert read.last_run() == {"failures": ["ä"]}


def test_what_is_not_there_is_none(catalogue: Catalogue) -> None:
    assert catalogue.entry("d1") is None
    assert catalogue.workshop("none") is None
    assert catalogue.vector("t", "e") is None
    assert catalogue.last_run() is None
    assert catalogue.pages("d1") == []


def test_a_document_written_again_replaces_its_passages_and_keeps_when_it_was_first_seen(
    catalogue: Catalogue,
) -> None:
    catalogue.put_document(ENTRY, [PAGE], [passage("One."), passage("Two.", 1)])
    again = replace(ENTRY, document=replace(DOCUMENT, content_hash="h2", first_seen="2027", last_seen="2027"))
    catalogue.put_document(again, [PAGE], [passage("Three.")])
    assert [p.text for p in catalogue.passages("d1")] == ["Three."]
    entry = catalogue.entry("d1")
    assert entry is not None
    assert (entry.document.first_seen, entry.document.last_seen) == ("2026-01-01", "2027")


@pytest.mark.parametrize(
    ("state", "found"), [("live", 1), ("stale", 1), ("gone", 0), ("deleted", 0), ("failed", 0)]
)
def test_only_live_and_stale_documents_are_served(catalogue: Catalogue, state: str, found: int) -> None:
    catalogue.put_document(replace(ENTRY, document=replace(DOCUMENT, state=state)), [PAGE], [passage("Text.")])  # type: ignore[arg-type]
    catalogue.put_workshop(Workshop("slug", "Title", "d1"))
    assert len(list(catalogue.served_passages())) == found
    assert catalogue.count_served() == found
    assert len(catalogue.workshops()) == found
    assert len(catalogue.unencoded("e1")) == found


def test_vectors_are_kept_by_encoder(catalogue: Catalogue) -> None:
    catalogue.put_document(ENTRY, [PAGE], [passage("Text.", context="Path")])
    (text_hash,) = catalogue.unencoded("e1")
    assert catalogue.embedded_texts([text_hash]) == ["Path\nText."]
    catalogue.put_vectors("e1", [(text_hash, b"1234")])
    assert catalogue.unencoded("e1") == []
    assert catalogue.unencoded("e2") == [text_hash]


def test_texts_come_back_in_the_order_their_hashes_were_given(catalogue: Catalogue) -> None:
    catalogue.put_document(ENTRY, [PAGE], [passage(f"Text {n}.", n) for n in range(9)])
    hashes = [text_hash for _, text_hash in catalogue.served_passages()][::-1]
    assert catalogue.embedded_texts(hashes) == [f"Text {n}." for n in range(9)][::-1]


def test_a_visit_that_found_nothing_different_is_no_change(catalogue: Catalogue) -> None:
    catalogue.put_document(ENTRY, [PAGE], [passage("Text.")])
    catalogue.put_workshop(Workshop("slug", "Title", "d1"))
    before = catalogue.change_number()
    catalogue.put_entry(replace(ENTRY, document=replace(DOCUMENT, last_seen="2030"), etag="other"))
    catalogue.put_workshop(Workshop("slug", "Title", "d1"))
    catalogue.put_run("a", "b", {})
    catalogue.put_vectors("e1", [("t", b"1234")])
    assert catalogue.change_number() == before


@pytest.mark.parametrize(
    "change", [{"content_hash": "h2"}, {"state": "gone"}, {"title": "B"}, {"workshop": "w"}, {"url": "http://x"}]
)
def test_every_change_of_what_is_found_is_counted(catalogue: Catalogue, change: dict[str, str]) -> None:
    catalogue.put_document(ENTRY, [PAGE], [])
    before = catalogue.change_number()
    catalogue.put_entry(replace(ENTRY, document=replace(DOCUMENT, **change)))  # type: ignore[arg-type]
    assert catalogue.change_number() > before


def test_a_change_of_a_workshop_is_counted(catalogue: Catalogue) -> None:
    catalogue.put_document(ENTRY, [PAGE], [])
    catalogue.put_workshop(Workshop("slug", "Title", "d1"))
    before = catalogue.change_number()
    catalogue.put_workshop(Workshop("slug", "Another title", "d1"))
    assert catalogue.change_number() > before


def test_a_transaction_that_fails_leaves_nothing_behind(catalogue: Catalogue) -> None:
    catalogue.put_document(ENTRY, [PAGE], [passage("Kept.")])
    before = catalogue.change_number()

    def fail() -> None:
        with catalogue.transaction():
            catalogue.put_document(replace(ENTRY, making="other"), [], [])
            with catalogue.transaction():
                catalogue.put_former_id("a", "b", None, "2026")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert catalogue.entry("d1") == ENTRY
    assert [p.text for p in catalogue.passages("d1")] == ["Kept."]
    assert catalogue.former_ids() == []
    assert catalogue.change_number() == before


def test_two_passages_of_one_id_are_refused_and_the_old_ones_stay(catalogue: Catalogue) -> None:
    catalogue.put_document(ENTRY, [PAGE], [passage("Kept.")])
    with pytest.raises(sqlite3.IntegrityError):
        catalogue.put_document(ENTRY, [PAGE], [passage("Same."), passage("Same.", 1)])
    assert [p.text for p in catalogue.passages("d1")] == ["Kept."]


def test_a_new_catalogue_has_the_latest_version(tmp_path: Path) -> None:
    Catalogue.open(tmp_path / "c.sqlite").close()
    with sqlite3.connect(tmp_path / "c.sqlite") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert len(MIGRATIONS) == VERSION


def test_a_catalogue_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    Catalogue.open(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(VersionError, match=f"version {VERSION + 1}; this program reads up to {VERSION}"):
        Catalogue.open(path)


def test_a_file_that_is_no_catalogue_is_damage_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"This is no database at all. " * 100)
    with pytest.raises(DamagedError, match="--from-snapshot"):
        Catalogue.open(path)


def test_a_full_disk_is_called_that_and_what_was_there_is_kept(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "c.sqlite") as catalogue:
        catalogue.put_document(ENTRY, [Page(1, "Text.")], [passage("Text.", 0)])
        pages = catalogue.connection.execute("PRAGMA page_count").fetchone()[0]
        catalogue.connection.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreError, match="the disk is full"):
            catalogue.put_document(ENTRY, [Page(n, "words " * 2000) for n in range(1, 40)], [])
        assert not catalogue.in_transaction
        assert [page.text for page in catalogue.pages("d1")] == ["Text."]


def test_damage_met_while_reading_is_damage_and_no_sqlite_error(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Catalogue.open(path) as written:
        pages = [Page(n, "words " * 2000) for n in range(1, 40)]
        written.put_document(ENTRY, pages, [passage(f"Text {n}.", n) for n in range(200)])
    data = bytearray(path.read_bytes())
    half = len(data) // 2 // 4096 * 4096
    data[half:] = b"\xa5" * (len(data) - half)
    path.write_bytes(data)

    def read() -> None:
        with Catalogue.open(path) as catalogue:
            list(catalogue.entries())
            list(catalogue.served_passages())
            catalogue.pages("d1")

    with pytest.raises(DamagedError, match="--from-snapshot"):
        read()


def test_a_catalogue_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        Catalogue.open(tmp_path / "c.sqlite")
