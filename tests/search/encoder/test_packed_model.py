"""The 4-bit model file: what is written to it is read from it, and anything else is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from corpus.errors import ModelError
from search.encoder.four_bit import BLOCK, PackedTable, unpack
from search.encoder.packed_model import PackedModel
from tests.search.encoder.packed_files import PIECES, REPLACED, is_packed, pack, tensors, write_packed

_NUMBERS = st.floats(-4, 4, width=32)


@given(arrays(np.float32, (3, 2 * BLOCK), elements=_NUMBERS))
def test_a_weight_is_read_within_half_a_step_of_its_block(weights: np.ndarray) -> None:
    largest = np.abs(weights.reshape(3, 2, BLOCK)).max(axis=2, keepdims=True)
    error = np.abs(unpack(pack(weights)) - weights).reshape(3, 2, BLOCK)
    assert (error <= largest / 14 * 1.01 + 1e-4).all()


def test_rows_are_unpacked_as_they_are_looked_up() -> None:
    packed = pack(np.random.default_rng(1).normal(size=(9, BLOCK)).astype(np.float32))
    ids = np.array([[8, 0, 8], [3, 3, 1]])
    found = PackedTable(packed)[ids]
    assert found.shape == (2, 3, BLOCK)
    assert np.array_equal(found, unpack(packed)[ids])


def test_a_file_gives_the_weights_and_the_vocabulary_it_was_made_of(tmp_path: Path) -> None:
    weights = tensors()
    write_packed(tmp_path / "model.bin", weights)
    model = PackedModel.read(tmp_path / "model.bin")
    assert model.vocabulary.pieces == list(PIECES)
    assert model.vocabulary.scores == list(PIECES.values())
    assert model.vocabulary.replaced == REPLACED
    assert np.array_equal(model.vector("emb.pos", *weights["emb.pos"].shape), weights["emb.pos"])
    rows, columns = weights["l0.fi.w"].shape
    assert np.abs(model.matrix("l0.fi.w", rows, columns) - weights["l0.fi.w"]).max() < 0.1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_packed(tmp_path_factory.mktemp("packed") / "model.bin", tensors())


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.99))
def test_a_file_cut_anywhere_is_refused_with_the_command_that_mends_it(
    whole: bytes, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match="pip install"):
        _read_all(path)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_altered_file_is_read_or_refused_but_raises_nothing_else(
    whole: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    altered = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        altered[data.draw(st.integers(0, 1500))] = data.draw(st.integers(0, 255))
    path = tmp_path / "altered.bin"
    path.write_bytes(altered)
    try:
        _read_all(path)
    except ModelError as error:
        assert "pip install" in str(error)  # noqa: PT017 - most altered files are refused, not all


def _read_all(path: Path) -> None:
    model = PackedModel.read(path)
    for name, array in tensors().items():
        if is_packed(name, array):
            model.packed(name, *array.shape)
        else:
            model.vector(name, *array.shape)
