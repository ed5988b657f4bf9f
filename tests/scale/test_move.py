"""The command that moves a library between stores, as it is installed, with the encoder that it ships."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from search.index.milvus.connection import Address, Milvus
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

TEXTS = ("Credit for small enterprises.", "Water pumps by the sun.", "Schools for girls in the hills.", "Patents.")


@pytest.mark.parametrize("store", ["lite", "server"])
def test_there_and_back_nothing_is_encoded_and_content_and_vectors_are_the_same(
    store: str, command: Any, tmp_path: Path, address: Callable[[str], str]
) -> None:
    # A file of Milvus Lite belongs to one process at a time, and here it is the command's turn.
    data, uri = tmp_path / "data", str(tmp_path / "own.db") if store == "lite" else address(store)
    (tmp_path / "files").mkdir()
    for number, text in enumerate(TEXTS * 8):
        (tmp_path / "files" / f"{number}.txt").write_text(f"{text} This is report number {number}.")
    first = command("ingest", tmp_path / "files", "--data", data)
    assert first.returncode == 0, first.stderr
    found = [state(data, None)]
    for to in ("milvus", "faiss"):
        moved = command("move", "--to", to, "--data", data, "--json", WORKSHOP_SEARCH_MILVUS_URI=uri)
        assert moved.returncode == 0, moved.stderr
        told = json.loads(moved.stdout)
        assert (told["encoded"], told["content_hash"], told["notes"]) == (0, told["content_hash_before"], [])
        found.append(state(data, uri))
    hashes, kinds, vectors = zip(*found, strict=True)
    assert len(set(hashes)) == 1
    assert kinds == ("exact", "milvus", "exact")
    assert len(vectors[0]) == len(TEXTS) * 8
    for other in vectors[1:]:
        np.testing.assert_array_equal(other, vectors[0])
    milvus = Milvus(Address(uri))
    left = milvus.call(lambda client: client.list_collections(timeout=10))
    assert [name for name in left if name.startswith(Layout(data).alias())] == []
    let_go(milvus)


def let_go(milvus: Milvus | None) -> None:
    """Close it, and the file of Milvus Lite with it, which the connection leaves open."""
    if milvus is not None:
        milvus.close()
        if milvus.address.lite:
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(milvus.address.uri)


def state(data: Path, uri: str | None) -> tuple[str, str, Any]:
    """Content hash, kind and all vectors of what answers."""
    milvus = Milvus(Address(uri)) if uri else None
    snapshot = Snapshot.open_current(Layout(data, milvus))
    vectors = snapshot.vectors.vectors(np.arange(snapshot.manifest.passages)).copy()
    snapshot.close()
    let_go(milvus)
    return snapshot.manifest.content_hash, snapshot.manifest.vector_index["kind"], vectors
