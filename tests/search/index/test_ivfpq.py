"""Approximate search where it really is approximate: thousands of vectors, few of them compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import DamagedError, StoreError
from search.index import ivfpq
from search.index.flat import FlatIndex, write_vectors
from search.index.ivfpq import IvfParams, IvfPqIndex, write_ivfpq

COUNT, DIMENSION = 12_000, 32


def near(matrix: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Unit vectors beside rows of ``matrix``, as a question lies beside passages."""
    rng = np.random.default_rng(seed)
    made = matrix[rng.integers(len(matrix), size=count)] + 0.1 * rng.normal(size=(count, matrix.shape[1]))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def exact(folder: Path) -> FlatIndex:
    rng = np.random.default_rng(1)
    topics = rng.normal(size=(120, DIMENSION))
    matrix = topics[rng.integers(120, size=COUNT)] + 0.7 * rng.normal(size=(COUNT, DIMENSION))
    matrix = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    write_vectors(folder / "v.faiss", DIMENSION, COUNT, [matrix[:9000], matrix[9000:]])
    return FlatIndex.open(folder / "v.faiss")


@pytest.fixture(scope="module")
def told(folder: Path, exact: FlatIndex) -> dict[str, object]:
    return write_ivfpq(folder / "s.faiss", exact, near(exact.matrix, 100, seed=2))


@pytest.fixture
def index(folder: Path, exact: FlatIndex, told: dict[str, object]) -> IvfPqIndex:
    return IvfPqIndex.open(folder / "s.faiss", exact, IvfParams(told["probes"], told["short"]))  # type: ignore[arg-type]


def recall(index: IvfPqIndex, exact: FlatIndex, questions: np.ndarray, mask: np.ndarray | None) -> float:
    shares = [
        len(set(index.search(q, 10, mask)[0].tolist()) & set(exact.search(q, 10, mask)[0].tolist()))
        for q in questions
    ]
    return sum(shares) / 10 / len(questions)


def test_the_manifest_tells_a_recall_that_other_questions_confirm(
    index: IvfPqIndex, exact: FlatIndex, told: dict[str, object]
) -> None:
    assert told["kind"] == "shortlist"
    assert told["measured_on"] == 50
    assert float(told["recall_at_10"]) >= 0.98  # type: ignore[arg-type]
    assert recall(index, exact, near(exact.matrix, 100, seed=3), None) >= 0.97


def test_few_lists_are_scanned(told: dict[str, object]) -> None:
    assert int(told["probes"]) < int(told["lists"]) / 2  # type: ignore[call-overload]


def test_scores_are_the_exact_cosines(index: IvfPqIndex, exact: FlatIndex) -> None:
    question = near(exact.matrix, 1, seed=4)[0]
    rows, scores = index.search(question, 50)
    np.testing.assert_allclose(scores, exact.matrix[rows] @ question, atol=1e-6)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("share", [0.9, 0.8, 0.7, 0.2, 0.01, 0.002])
def test_under_a_mask_the_nearest_that_pass_come_back_and_as_many_as_asked(
    index: IvfPqIndex, exact: FlatIndex, share: float
) -> None:
    mask = np.random.default_rng(5).random(COUNT) < share
    questions = near(exact.matrix, 20, seed=6)
    for question in questions:
        rows, _ = index.search(question, 30, mask)
        assert len(rows) == min(30, mask.sum())
        assert mask[rows].all()
    assert recall(index, exact, questions, mask) >= 0.97


def test_a_mask_of_passages_far_from_the_question_is_searched_to_the_end(
    folder: Path, exact: FlatIndex, told: dict[str, object]
) -> None:
    question = exact.matrix[0]
    mask = (exact.matrix @ question) < 0.3
    assert mask.sum() > 8192
    index = IvfPqIndex.open(folder / "s.faiss", exact, IvfParams(1, 100))
    rows, _ = index.search(question, 200, mask)
    assert len(rows) == 200
    assert mask[rows].all()


def test_more_than_the_short_list_may_be_asked_for(index: IvfPqIndex, exact: FlatIndex) -> None:
    rows, _ = index.search(exact.matrix[3], 5000)
    assert len(set(rows.tolist())) == 5000


def test_an_index_that_finds_too_little_is_refused_and_not_written(
    tmp_path: Path, exact: FlatIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = FlatIndex.of(exact.matrix[:2000])
    monkeypatch.setattr(ivfpq, "_recall", lambda *_: 0.97)
    with pytest.raises(StoreError, match=r"0\.970.*previous snapshot"):
        write_ivfpq(tmp_path / "s.faiss", small, near(small.matrix, 4, seed=7))
    assert not (tmp_path / "s.faiss").exists()


@pytest.mark.parametrize("content", [b"", b"no index"])
def test_a_damaged_index_is_named(tmp_path: Path, exact: FlatIndex, content: bytes) -> None:
    (tmp_path / "s.faiss").write_bytes(content)
    with pytest.raises(DamagedError, match=r"s\.faiss"):
        IvfPqIndex.open(tmp_path / "s.faiss", exact, IvfParams(1, 100))


def test_an_index_of_other_vectors_is_damage(folder: Path, told: dict[str, object], exact: FlatIndex) -> None:
    with pytest.raises(DamagedError, match="holds 12000 vectors where there are 100"):
        IvfPqIndex.open(folder / "s.faiss", FlatIndex.of(exact.matrix[:100]), IvfParams(1, 100))


def copied(distinct: int, most: float = 0.0) -> FlatIndex:
    """``COUNT`` vectors of which ``distinct`` are unlike; a share ``most`` of all are one and the same."""
    rng = np.random.default_rng(8)
    topics = rng.normal(size=(120, DIMENSION))
    matrix = topics[rng.integers(120, size=distinct)] + 0.7 * rng.normal(size=(distinct, DIMENSION))
    chosen = rng.integers(distinct, size=COUNT)
    chosen[rng.random(COUNT) < most] = 0
    matrix = matrix[chosen]
    return FlatIndex.of((matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32))


@pytest.mark.parametrize(
    ("distinct", "most"), [(500, 0.0), (100, 0.0), (1, 0.0), (8000, 0.1), (8000, 0.025), (8000, 0.9)]
)
def test_copies_cost_no_recall_and_no_scanning(tmp_path: Path, distinct: int, most: float) -> None:
    exact = copied(distinct, most)
    told = write_ivfpq(tmp_path / "s.faiss", exact, near(exact.matrix, 100, seed=9))
    assert told["recall_at_10"] >= 0.98
    assert told["probes"] <= max(1, told["lists"] / 2)
    index = IvfPqIndex.open(tmp_path / "s.faiss", exact, IvfParams(told["probes"], told["short"]))
    for question in near(exact.matrix, 20, seed=10):
        rows, scores = index.search(question, 30)
        assert len(set(rows.tolist())) == 30
        np.testing.assert_allclose(scores, exact.matrix[rows] @ question, atol=1e-6)
        np.testing.assert_allclose(scores[:5], exact.search(question, 5)[1], atol=1e-5)


def test_of_copies_only_those_under_the_mask_come_back(tmp_path: Path) -> None:
    exact = copied(2000)
    write_ivfpq(tmp_path / "s.faiss", exact, near(exact.matrix, 20, seed=9))
    index = IvfPqIndex.open(tmp_path / "s.faiss", exact, IvfParams(20, 600))
    mask = np.random.default_rng(5).random(COUNT) < 0.75
    assert mask.sum() > 8192
    question = exact.matrix[7]
    rows, scores = index.search(question, 50, mask)
    assert mask[rows].all()
    np.testing.assert_allclose(scores, exact.search(question, 50, mask)[1], atol=1e-5)


@pytest.mark.parametrize("content", [b"", b"no array", None])
def test_damage_to_what_tells_copies_is_named(tmp_path: Path, content: bytes | None) -> None:
    exact = copied(100)
    write_ivfpq(tmp_path / "s.faiss", exact, near(exact.matrix, 20, seed=9))
    (beside,) = tmp_path.glob("*.npy")
    if content is None:
        np.save(beside, np.full(COUNT, COUNT, "<i4"))
    else:
        beside.write_bytes(content)
    with pytest.raises(DamagedError, match=beside.name):
        IvfPqIndex.open(tmp_path / "s.faiss", exact, IvfParams(1, 100))
