"""Which vector index a build makes, and that the snapshot answers with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corpus.errors import DamagedError, StoreError
from ingest.indexing.encoding import encode_missing
from ingest.indexing.report import silent
from search.query import Query
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import SHORTLIST
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot

WORDS = "credit village women bank energy solar water farm tax export fund school".split()


@pytest.fixture
def crowded(library: Any) -> Any:
    """Three hundred documents, each of three words of twelve and one of its own."""
    for number in range(300):
        chosen = " ".join(WORDS[(number * step) % len(WORDS)] for step in (1, 5, 7))
        library.add(f"d{number}", f"{chosen} topic{number}.")
    encode_missing(library.catalogue, library.encoder, silent)
    return library


def built(library: Any, **of_build: Any) -> Manifest:
    build = replace(Build(library.encoder.identity, {}, {}, {}), **of_build)
    return build_and_publish(library.catalogue, library.layout, build)


def test_a_small_corpus_is_searched_exactly(crowded: Any) -> None:
    manifest = built(crowded, encode=crowded.encoder.encode_query)
    assert manifest.vector_index == {"kind": "exact"}
    assert not (crowded.layout.path(manifest.id) / SHORTLIST).exists()


def test_without_a_way_to_measure_recall_a_large_one_is_too(crowded: Any) -> None:
    assert built(crowded, exact_up_to=100).vector_index == {"kind": "exact"}


def test_a_large_corpus_gets_a_short_list_whose_recall_the_manifest_tells(crowded: Any) -> None:
    manifest = built(crowded, exact_up_to=100, encode=crowded.encoder.encode_query)
    assert manifest.vector_index["kind"] == "shortlist"
    assert manifest.vector_index["recall_at_10"] >= 0.98
    assert SHORTLIST in manifest.files
    question = Query("village credit for women", limit=20)
    found = [result.passage.id for result in crowded.engine().search(question).hits]
    built(crowded)
    assert found == [result.passage.id for result in crowded.engine().search(question).hits]


def test_equal_content_has_an_equal_hash_with_and_without_the_index(crowded: Any) -> None:
    one = built(crowded)
    other = built(crowded, exact_up_to=100, encode=crowded.encoder.encode_query)
    assert one.content_hash == other.content_hash


def test_a_missing_short_list_is_damage(crowded: Any) -> None:
    manifest = built(crowded, exact_up_to=100, encode=crowded.encoder.encode_query)
    folder = crowded.layout.path(manifest.id)
    (folder / SHORTLIST).unlink()
    with pytest.raises(DamagedError, match=SHORTLIST):
        Snapshot.open(folder)


def test_a_recall_below_what_is_promised_publishes_nothing(crowded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = built(crowded)
    monkeypatch.setattr("search.index.ivfpq._recall", lambda *_: 0.9)
    with pytest.raises(StoreError, match="previous snapshot goes on answering"):
        built(crowded, exact_up_to=100, encode=crowded.encoder.encode_query)
    assert crowded.layout.current_id() == before.id


def test_a_passage_without_a_vector_stops_the_build(crowded: Any) -> None:
    crowded.add("late", "Never encoded.")
    with pytest.raises(StoreError, match="no vector"):
        built(crowded)
