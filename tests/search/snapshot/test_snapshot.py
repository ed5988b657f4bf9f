"""A snapshot is whole or refused, and what is published replaces what was in one step."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import DamagedError, ModelError, NoSnapshotError, StoreError, VersionError
from search.encoder.memory import HashingEncoder
from search.index.tantivy import LOCKS
from search.query import Query
from search.snapshot.layout import MANIFEST, SEAL, Layout
from search.snapshot.manifest import FORMAT, Manifest, checksums
from search.snapshot.open import Snapshot

MEND = "workshop-search ingest"


@pytest.fixture
def published(library: Any) -> Path:
    """The folder of a published snapshot of two documents."""
    library.add("one", "Micro credit for villages.", "A second page on patents.")
    library.add("two", "Clusters of small enterprises.", speaker="Ms. Li", year=2006)
    return library.layout.path(library.publish().id)


@pytest.fixture
def pristine(published: Path, tmp_path: Path) -> Path:
    """A copy to harm: nothing else has it open."""
    shutil.copytree(published, tmp_path / published.name)
    return tmp_path / published.name


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_that_stands_there_for_a_moment_is_no_part_of_a_snapshot(pristine: Path, lock: str) -> None:
    (pristine / "lexical" / lock).write_bytes(b"")
    assert f"lexical/{lock}" not in checksums(pristine)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_snapshot_that_lists_a_lock_opens_once_the_lock_is_gone(pristine: Path, lock: str) -> None:
    manifest = Manifest.read(pristine)
    replace(manifest, files=manifest.files | {f"lexical/{lock}": "0" * 64}).write(pristine)
    snapshot = Snapshot.open(pristine)
    assert snapshot.manifest.passages == 3
    snapshot.close()


def test_what_is_published_is_what_the_catalogue_holds(library: Any, published: Path) -> None:
    with_store = library.engine().snapshot
    served = [passage for passage, _ in library.catalogue.served_passages()]
    assert with_store.store.passages(range(len(served))) == served
    assert with_store.manifest.passages == len(served) == 3
    assert with_store.manifest.documents == 2
    document = library.catalogue.entry(served[0].document_id).document
    assert with_store.store.pages(document.id) == library.catalogue.pages(document.id)
    assert with_store.store.document(document.id) == replace(document, last_seen="")
    vectors = library.encoder.encode_passages([passage.embedded_text for passage in served])
    np.testing.assert_array_equal(with_store.vectors.vectors(np.arange(3)), vectors)


def test_everybody_may_read_a_published_snapshot(published: Path) -> None:
    for path in every_file(published):
        assert stat.S_IMODE(path.stat().st_mode) == 0o644, path.name
    for folder in [published, published / "lexical"]:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_the_manifest_names_every_other_file_with_its_checksum(published: Path) -> None:
    manifest = Manifest.read(published)
    names = {str(path.relative_to(published)) for path in every_file(published)} - {MANIFEST, SEAL}
    assert set(manifest.files) == names
    assert manifest.files == {name: found for name, found in checksums(published).items() if name in names}
    assert subprocess.run(["sha256sum", "--check", "--status", SEAL], cwd=published, check=False).returncode == 0


def test_a_flipped_bit_anywhere_is_found_at_opening(pristine: Path) -> None:
    for path in every_file(pristine):
        whole = path.read_bytes()
        for at in {0, len(whole) // 3, len(whole) // 2, len(whole) - 1} if whole else set():
            harmed = bytearray(whole)
            harmed[at] ^= 0x01
            path.write_bytes(harmed)
            with pytest.raises(DamagedError):
                Snapshot.open(pristine)
        path.write_bytes(whole)
    Snapshot.open(pristine).close()


def test_a_file_cut_short_is_found_at_opening(pristine: Path) -> None:
    for path in every_file(pristine):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(DamagedError):
            Snapshot.open(pristine)
        path.write_bytes(whole)


def test_a_missing_file_is_named_with_what_to_do(pristine: Path) -> None:
    for path in every_file(pristine):
        whole = path.read_bytes()
        path.unlink()
        with pytest.raises(DamagedError) as found:
            Snapshot.open(pristine)
        assert path.name in str(found.value)
        assert MEND in str(found.value)
        path.write_bytes(whole)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}", '{"format": 1}', "\udcff"])
def test_a_manifest_that_is_none_is_damage(pristine: Path, content: str) -> None:
    (pristine / MANIFEST).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedError):
        Snapshot.open(pristine)


def test_another_format_is_refused_with_what_to_do(pristine: Path) -> None:
    manifest = Manifest.read(pristine)
    replace(manifest, format=FORMAT + 1).write(pristine)
    with pytest.raises(
        VersionError, match=f"format {FORMAT + 1}; this program reads format {FORMAT}. Run `{MEND}`"
    ):
        Snapshot.open(pristine)


def test_counts_that_disagree_are_damage_even_where_every_checksum_fits(pristine: Path) -> None:
    manifest = Manifest.read(pristine)
    replace(manifest, passages=manifest.passages + 1).write(pristine)
    with pytest.raises(DamagedError, match="disagrees with its manifest"):
        Snapshot.open(pristine)


def test_another_encoder_is_refused_with_the_command_that_mends_it(published: Path) -> None:
    other = HashingEncoder(dimension=32).identity.id
    with pytest.raises(
        ModelError, match=rf"built with hashing-64 .* but {other} .*Run `workshop-search\s+ingest`"
    ):
        Snapshot.open(published, expected_encoder=other)
    Snapshot.open(published, expected_encoder=HashingEncoder().identity.id).close()


def test_before_anything_is_published_there_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match=MEND):
        Snapshot.open_current(Layout(tmp_path))


@pytest.mark.parametrize("name", ["", "\n", "nowhere", "../snapshots", ".", ".building-x", "a/b"])
def test_a_pointer_that_names_nothing_is_damage(library: Any, published: Path, name: str) -> None:
    library.layout.current.write_text(name)
    with pytest.raises(DamagedError, match=MEND):
        library.layout.current_id()


def test_a_pointer_that_is_no_text_is_a_store_error(library: Any, published: Path) -> None:
    library.layout.current.write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError):
        library.layout.current_id()


def test_an_open_snapshot_goes_on_answering_after_another_is_published(library: Any, published: Path) -> None:
    old = library.engine()
    library.add("three", "Something new about patents.")
    new_id = library.publish().id
    assert library.layout.current_id() == new_id
    assert old.search(Query("something new")).snapshot.passages == 3
    assert library.engine().search(Query("something new")).hits[0].passage.text.startswith("Something new")


def test_published_ids_are_in_order_of_time(library: Any) -> None:
    library.add("one", "Text.")
    ids = [library.publish().id for _ in range(3)]
    assert library.layout.ids() == sorted(ids) == ids


def test_a_passage_without_a_vector_stops_the_build_and_leaves_what_answered(
    library: Any, published: Path
) -> None:
    library.add("three", "Never encoded.")
    from search.snapshot.build import Build, build_and_publish

    with pytest.raises(StoreError, match=MEND):
        build_and_publish(library.catalogue, library.layout, Build(library.encoder.identity, {}, {}, {}))
    assert library.layout.current_id() == published.name
    assert [path.name for path in library.layout.snapshots.iterdir()] == [published.name]


@pytest.mark.parametrize("step", ["checksums", "write_tantivy", "write_vectors"])
def test_a_disk_that_refuses_leaves_what_answered_and_nothing_half_made(
    library: Any, published: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"search.snapshot.build.{step}", full)
    library.add("three", "New.")
    with pytest.raises(StoreError, match=r"the disk is full.*previous snapshot stays current"):
        library.publish()
    assert [path.name for path in library.layout.snapshots.iterdir()] == [published.name]
    assert library.engine().snapshot.manifest.id == published.name


def test_what_a_killed_build_left_is_swept_by_the_next(library: Any, published: Path) -> None:
    left = library.layout.new_building()
    (left / "vectors.faiss").write_bytes(b"half")
    library.publish()
    assert not left.exists()


def test_a_store_built_in_steps_equals_one_built_at_once(make_library: Callable[[], Any]) -> None:
    texts = [f"Text {n} on credit, villages and number {n % 3}." for n in range(30)]
    steps, once = make_library(), make_library()
    for n in range(0, 30, 10):
        for m in range(n, n + 10):
            steps.add(f"n{m}", texts[m])
        steps.publish()
    steps.add("n3", "Text that is gone soon.")
    steps.publish()
    steps.add("n3", texts[3])
    steps.publish()
    for m in reversed(range(30)):
        once.add(f"n{m}", texts[m])
    once.publish()
    one, other = steps.engine(), once.engine()
    assert one.snapshot.manifest.content_hash == other.snapshot.manifest.content_hash
    for text in ("credit", "number 2", "text 17 on villages"):
        question = Query(text, limit=10)
        assert [(r.passage, round(r.score, 4)) for r in one.search(question).hits] == [
            (r.passage, round(r.score, 4)) for r in other.search(question).hits
        ]


def test_other_content_or_another_encoder_has_another_content_hash(make_library: Callable[[], Any]) -> None:
    hashes = set()
    for text, encoder in [("A.", HashingEncoder()), ("B.", HashingEncoder()), ("A.", HashingEncoder(32))]:
        library = make_library()
        library.encoder = encoder
        library.add("one", text)
        hashes.add(library.publish().content_hash)
    assert len(hashes) == 3


# a directory that cannot be written

_AS_ANOTHER = """
import os, sys
from pathlib import Path
from search.encoder.memory import HashingEncoder
from search.index.tantivy import LOCKS
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
if os.geteuid() == 0:
    os.setgroups([]); os.setegid(65534); os.seteuid(65534)
engine = Engine(Snapshot.open_current(Layout(Path(sys.argv[1]))), HashingEncoder())
print(engine.search(Query("micro credit")).hits[0].passage.text)
"""


@pytest.fixture
def read_only(library: Any, published: Path) -> Iterator[Path]:
    """A copy of the data directory that its reader cannot write, as a mounted image would be."""
    folder = Path(tempfile.mkdtemp(prefix="workshop-search-test-"))
    shutil.copytree(library.data, folder / "data")
    (folder / "data" / "catalogue.sqlite").chmod(0o600)
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o555)
    yield folder / "data"
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_data_directory_answers(read_only: Path) -> None:
    before = sorted(read_only.rglob("*"))
    run = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER, str(read_only)],
        env={**os.environ, "TMPDIR": "/tmp"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "Micro credit for villages.\n", run.stderr
    assert sorted(read_only.rglob("*")) == before


# filters


def test_facets_fold_spelling_and_keep_what_is_shown(library: Any) -> None:
    library.add("one", "Text.", speaker="Ms.  Ｌi", country="République")
    library.publish()
    snapshot = library.engine().snapshot
    assert snapshot.mask({"speaker": ("ms. li",), "country": ("RÉPUBLIQUE",)}).tolist() == [True]  # type: ignore[union-attr]
    assert snapshot.mask({"country": ("Republique",)}).tolist() == [False]  # type: ignore[union-attr]
    assert [(name, value) for name, value, _ in snapshot.store.facets(["speaker"])] == [("speaker", "Ms.  Ｌi")]


def test_without_filters_there_is_no_mask(library: Any, published: Path) -> None:
    assert library.engine().snapshot.mask({}) is None


def test_the_report_and_coverage_are_in_the_snapshot(library: Any, published: Path) -> None:
    store = library.engine().snapshot.store
    assert store.meta("coverage") == {"linked": 0, "at_hand": 0, "missing": 0, "failed": 0, "image_only": 0}
    assert store.meta("report") == {}
    assert store.meta("no such thing") is None
    assert json.loads((published / MANIFEST).read_text())["format"] == FORMAT
