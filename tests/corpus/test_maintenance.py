"""Care of a catalogue: migrations, caches, checks, copies."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.keys import Keys
from corpus.catalogue.maintenance import check, copy, prune_caches
from corpus.catalogue.schema import MIGRATIONS, VERSION
from corpus.errors import VersionError


def _older(path: Path) -> None:
    """A catalogue as the first version of this program left it, one document in it."""
    with sqlite3.connect(path) as db:
        db.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
        db.execute(
            "INSERT INTO document"
            "  (id, source, root, title, media_type, content_hash, state, first_seen, last_seen) "
            "VALUES ('d1', 's', 'r', 't', 'text/plain', '', 'live', '', '')"
        )


def test_an_older_catalogue_is_migrated_and_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    _older(path)
    with Catalogue.open(path) as catalogue:
        assert [entry.document.id for entry in catalogue.entries()] == ["d1"]
        assert Keys(catalogue).all() == []
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_reading_an_older_catalogue_is_refused_unless_it_may_be_migrated(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    _older(path)
    before = path.read_bytes()
    with pytest.raises(VersionError, match="an ingest run migrates"):
        Catalogue.open_read_only(path)
    assert path.read_bytes() == before
    Catalogue.open_read_only(path, older=True).close()
    Catalogue.open_read_only(path).close()


def test_a_newer_catalogue_is_refused_with_a_clear_message_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    Catalogue.open(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    for opening in (Catalogue.open, Catalogue.open_read_only):
        with pytest.raises(VersionError, match=f"version {VERSION + 1}"):
            opening(path)
    assert "version" in check(path).faults[0]


def test_pruning_drops_what_no_document_has_and_nothing_else(library: Any) -> None:
    document = library.add("a", "Solar pumps for farms.")
    library.publish()
    encoder = library.encoder.identity.id
    (passage,) = library.catalogue.passages(document.id)
    library.catalogue.put_vectors(encoder, [("0" * 64, b"1234")])
    library.catalogue.put_vectors("eother", [(_hash(library), b"1234")])
    dropped = prune_caches(library.catalogue, {encoder})
    assert (dropped.vectors, dropped.extractions) == (2, 0)
    assert library.catalogue.vector(_hash(library), encoder) is not None
    assert library.catalogue.passages(document.id) == [passage]


def _hash(library: Any) -> str:
    return str(next(library.catalogue.served_passages())[1])


def test_a_copy_made_while_another_writes_is_whole(library: Any, tmp_path: Path) -> None:
    library.add("a", "Solar pumps.")
    with library.catalogue.transaction():
        library.add("b", "Not yet committed.")
        copy(library.data / "catalogue.sqlite", tmp_path / "copy.sqlite")
    assert check(tmp_path / "copy.sqlite").faults == ()
    with Catalogue.open(tmp_path / "copy.sqlite") as copied:
        assert [entry.document.title for entry in copied.entries()] == ["a"]


def test_a_check_names_damage(library: Any) -> None:
    for number in range(200):
        library.add(f"note {number}", f"Solar pump number {number}. " * 20)
    library.close()
    path = library.data / "catalogue.sqlite"
    damaged = bytearray(path.read_bytes())
    damaged[8192:16384] = bytes(8192)
    path.write_bytes(damaged)
    assert check(path).faults


def test_a_file_that_is_no_catalogue_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_text("nothing of the kind" * 100)
    assert "cannot be read" in check(tmp_path / "catalogue.sqlite").faults[0]
