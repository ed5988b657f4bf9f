"""The contract of vector indexes, for every implementation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedError
from search.index.flat import FlatIndex, write_vectors
from search.index.int8 import Int8Index
from search.index.memory import MemoryIndex
from search.index.protocols import VectorIndex

Make = Callable[[np.ndarray], VectorIndex]
KEPT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.fixture(params=["memory", "exact", "bytewise"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes an index of a matrix; all but the one in memory go through its file."""

    def exact(matrix: np.ndarray) -> FlatIndex:
        write_vectors(tmp_path / "vectors.faiss", matrix.shape[1], len(matrix), [matrix])
        return FlatIndex.open(tmp_path / "vectors.faiss")

    made = {"memory": MemoryIndex, "exact": exact, "bytewise": lambda matrix: Int8Index(exact(matrix))}
    return made[request.param]


def units(count: int, dimension: int = 8, seed: int = 1) -> np.ndarray:
    matrix = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@given(count=st.integers(1, 120), k=st.integers(1, 150), share=st.floats(0, 1), seed=st.integers(0, 99))
@KEPT
def test_the_k_nearest_that_pass_the_mask_come_back_best_first(
    make: Make, count: int, k: int, share: float, seed: int
) -> None:
    matrix, question = units(count, seed=seed), units(1, seed=seed + 1)[0]
    mask = np.random.default_rng(seed).random(count) < share
    rows, scores = make(matrix).search(question, k, mask)
    expected = np.sort((matrix @ question)[mask])[::-1][:k]
    assert len(rows) == min(k, mask.sum())
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    np.testing.assert_allclose(scores, matrix[rows] @ question, atol=1e-5)
    assert mask[rows].all()
    assert len(set(rows.tolist())) == len(rows)


def test_without_a_mask_every_row_counts(make: Make) -> None:
    matrix = units(30)
    rows, scores = make(matrix).search(matrix[7], 3)
    assert rows[0] == 7
    assert scores[0] == pytest.approx(1.0, abs=1e-5)


def test_more_than_there_are_gives_all_there_are(make: Make) -> None:
    rows, _ = make(units(5)).search(units(1)[0], 1_000_000)
    assert sorted(rows.tolist()) == [0, 1, 2, 3, 4]


def test_a_mask_that_nothing_passes_gives_nothing(make: Make) -> None:
    rows, scores = make(units(5)).search(units(1)[0], 3, np.zeros(5, np.bool_))
    assert rows.shape == scores.shape == (0,)


def test_an_empty_index_gives_nothing(make: Make) -> None:
    rows, scores = make(np.empty((0, 8), np.float32)).search(units(1)[0], 3)
    assert rows.shape == scores.shape == (0,)


def test_no_nearest_are_none(make: Make) -> None:
    assert len(make(units(5)).search(units(1)[0], 0)[0]) == 0


def test_vectors_come_back_as_they_went_in_in_the_order_asked(make: Make) -> None:
    matrix = units(20)
    rows = np.array([3, 19, 0, 3])
    np.testing.assert_array_equal(make(matrix).vectors(rows), matrix[rows])


def test_rows_and_scores_have_the_types_of_the_contract(make: Make) -> None:
    rows, scores = make(units(40)).search(units(1)[0], 3, np.arange(40) < 1)
    assert (rows.dtype, scores.dtype) == (np.int64, np.float32)


def test_blocks_are_written_one_after_the_other(tmp_path: Path) -> None:
    matrix = units(25)
    assert write_vectors(tmp_path / "v", 8, 25, [matrix[:10], matrix[10:24], matrix[24:]]) == 25
    index = FlatIndex.open(tmp_path / "v")
    assert index.shape == (25, 8)
    np.testing.assert_array_equal(index.vectors(np.arange(25)), matrix)


def test_the_file_is_what_faiss_itself_would_write(tmp_path: Path) -> None:
    matrix = units(25)
    index = faiss.IndexFlatIP(matrix.shape[1])
    index.add(matrix)
    faiss.write_index(index, str(tmp_path / "theirs"))
    write_vectors(tmp_path / "ours", matrix.shape[1], 25, [matrix])
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no index", b"\x93NUMPY" + b"\xff" * 60])
def test_a_file_that_is_no_index_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(DamagedError):
        FlatIndex.open(tmp_path / "v")


def test_a_file_that_is_missing_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedError):
        FlatIndex.open(tmp_path / "v")
