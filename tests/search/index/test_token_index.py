"""The file of tokens' codes: read back as written, refused when damaged, searched as plain arithmetic would."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedError
from search.encoder.token_space import TokenCodes, to_codes
from search.index.token_index import TokenIndex, write_tokens

DIMENSION = 6
LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=12)
shared_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _passages(lengths: list[int], seed: int = 0) -> list[TokenCodes]:
    random = np.random.default_rng(seed)
    return [random.integers(-127, 128, (length, DIMENSION)).astype(np.int8) for length in lengths]


def _written(folder: Path, passages: list[TokenCodes]) -> Path:
    path = folder / "tokens.bin"
    path.unlink(missing_ok=True)  # an index that is still mapped keeps its own file
    write_tokens(path, DIMENSION, [len(part) for part in passages], (part.tobytes() for part in passages))
    return path


def _question(count: int, seed: int) -> np.ndarray:
    question = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(question / np.linalg.norm(question, axis=1, keepdims=True))


@shared_folder
@given(LENGTHS, st.integers(0, 99))
def test_what_is_written_is_read_back(tmp_path: Path, lengths: list[int], seed: int) -> None:
    passages = _passages(lengths, seed)
    index = TokenIndex.open(_written(tmp_path, passages))
    assert index.size == len(lengths)
    assert index.lengths(np.arange(len(lengths))).tolist() == lengths
    # Asked by each axis, the nearest tokens are the largest numbers of the passage.
    found = index.maxsim(np.eye(DIMENSION, dtype=np.float32), np.arange(len(lengths)))
    assert (np.stack([part.max(axis=0) for part in passages]) == found.T * 256).all()


@shared_folder
@given(LENGTHS, st.integers(1, 5), st.integers(0, 99), st.data())
def test_the_nearest_tokens_are_those_that_comparing_every_pair_finds(
    tmp_path: Path, lengths: list[int], asked: int, seed: int, data: st.DataObject
) -> None:
    passages = _passages(lengths, seed)
    rows = data.draw(st.lists(st.integers(0, len(lengths) - 1), min_size=1, max_size=20))
    question = _question(asked, seed)
    found = TokenIndex.open(_written(tmp_path, passages)).maxsim(question, np.array(rows, np.int64))
    expected = [
        [max(float(word @ token.astype(np.float32)) / 256 for token in passages[row]) for row in rows]
        for word in question
    ]
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_codes_of_unit_vectors_tell_their_cosines(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    tokens = random.normal(size=(40, 96)).astype(np.float32)
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    path = tmp_path / "tokens.bin"
    write_tokens(path, 96, [1] * 40, (row.tobytes() for row in to_codes(tokens)))
    found = TokenIndex.open(path).maxsim(tokens, np.arange(40))
    assert np.abs(found - tokens @ tokens.T).max() < 0.01


def test_no_rows_give_a_column_for_none(tmp_path: Path) -> None:
    index = TokenIndex.open(_written(tmp_path, _passages([2, 3])))
    assert index.maxsim(_question(4, 0), np.array([], np.int64)).shape == (4, 0)


def test_a_corpus_without_passages_has_a_file_too(tmp_path: Path) -> None:
    index = TokenIndex.open(_written(tmp_path, []))
    assert index.size == 0


@shared_folder
@given(LENGTHS, st.data())
def test_a_file_cut_short_is_damage_wherever_it_ends(
    tmp_path: Path, lengths: list[int], data: st.DataObject
) -> None:
    path = _written(tmp_path, _passages(lengths))
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(DamagedError, match=r"tokens\.bin"):
        TokenIndex.open(path)


@shared_folder
@given(LENGTHS, st.sampled_from([0, 1]), st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 20))
@example([1], 0, -1)
@example([1], 1, -1)
def test_a_head_that_announces_another_number_is_damage(
    tmp_path: Path, lengths: list[int], place: int, number: int
) -> None:
    path = _written(tmp_path, _passages(lengths))
    head = [len(lengths), DIMENSION]
    if head[place] == number:
        number += 1
    head[place] = number
    path.write_bytes(np.array(head, "<i8").tobytes() + path.read_bytes()[16:])
    with pytest.raises(DamagedError, match=r"tokens\.bin"):
        TokenIndex.open(path)


@pytest.mark.parametrize(
    "begins", [[0, 2, 2, 6], [0, 4, 2, 6], [1, 2, 4, 6], [-1, 2, 4, 6], [0, 2, 4, 5], [0, 2, 4, 7]]
)
def test_passages_that_overlap_lack_tokens_or_leave_some_out_are_damage(tmp_path: Path, begins: list[int]) -> None:
    path = _written(tmp_path, _passages([2, 2, 2]))
    whole = path.read_bytes()
    path.write_bytes(whole[:16] + np.array(begins, "<i8").tobytes() + whole[16 + 8 * len(begins) :])
    with pytest.raises(DamagedError, match=r"tokens\.bin"):
        TokenIndex.open(path)


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match=r"tokens\.bin"):
        TokenIndex.open(tmp_path / "tokens.bin")
