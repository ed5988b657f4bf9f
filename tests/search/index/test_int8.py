"""Vectors looked through as bytes first, where that leaves most of them out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from search.index.flat import FlatIndex, write_vectors
from search.index.int8 import MIN_ROWS, Int8Index
from search.query import Query
from search.snapshot import open as opening

COUNT, DIMENSION = 6000, 64


def unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def clustered(outlier: float) -> np.ndarray:
    """Vectors around some topics; ``outlier`` is added to one dimension of all of them."""
    rng = np.random.default_rng(1)
    topics = rng.normal(size=(60, DIMENSION))
    made = topics[rng.integers(60, size=COUNT)] + 0.7 * rng.normal(size=(COUNT, DIMENSION))
    made[:, 3] += outlier
    return unit(made)


@pytest.mark.parametrize("outlier", [0.0, 20.0], ids=["even", "one dimension much larger"])
def test_the_nearest_are_those_of_the_exact_search_with_its_scores(outlier: float) -> None:
    exact = FlatIndex.of(clustered(outlier))
    index = Int8Index(exact)
    rng = np.random.default_rng(2)
    questions = unit(exact.matrix[rng.integers(COUNT, size=60)] + 0.05 * rng.normal(size=(60, DIMENSION)))
    missed = 0
    for question in questions:
        for k in (10, 200):
            rows, scores = index.search(question, k)
            expected, _ = exact.search(question, k)
            missed += len(set(expected.tolist()) - set(rows.tolist()))
            assert len(rows) == k
            assert (np.diff(scores) <= 0).all()
            np.testing.assert_allclose(scores, exact.matrix[rows] @ question, atol=1e-6)
    assert missed <= 60 * 210 * (0.0005 if outlier == 0.0 else 0.005)


def test_it_really_leaves_most_rows_to_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = FlatIndex.of(clustered(0.0))
    index = Int8Index(exact)
    read: list[int] = []
    monkeypatch.setattr(exact, "vectors", lambda rows: (read.append(len(rows)), exact.matrix[rows])[1])
    index.search(exact.matrix[0], 10)
    assert read == [110]


def test_a_corpus_of_thousands_is_looked_through_so_and_a_smaller_one_is_not(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 1000 <= MIN_ROWS <= 5000
    library.add("a", "Solar pumps.")
    library.add("b", "Wind mills.")
    library.publish()
    kind: Callable[[], type] = lambda: type(library.engine().snapshot.vectors.index)  # noqa: E731
    assert kind() is FlatIndex
    monkeypatch.setattr(opening, "MIN_ROWS", 2)
    assert kind() is Int8Index
    assert library.engine().search(Query("wind mills")).hits[0].document.title == "b"


def test_an_index_of_a_snapshot_is_opened_from_its_file(tmp_path: Path) -> None:
    matrix = clustered(0.0)
    write_vectors(tmp_path / "v", DIMENSION, COUNT, [matrix])
    index = Int8Index(FlatIndex.open(tmp_path / "v"))
    assert index.shape == (COUNT, DIMENSION)
    np.testing.assert_array_equal(index.vectors(np.array([5, 2])), matrix[[5, 2]])
