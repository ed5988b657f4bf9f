"""Questions that come one at a time are told from those that meet."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from corpus.errors import ModelError
from search.encoder import compiled
from search.encoder.compiled import OpenVinoEncoder, _Concurrency


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(compiled.time, "monotonic", lambda: now[0])
    return now


def test_one_after_the_other_they_are_alone(clock: list[float]) -> None:
    concurrency = _Concurrency()
    for _ in range(3):
        assert concurrency.enter()
        concurrency.leave()
        clock[0] += 0.01


def test_two_at_once_are_a_crowd_until_none_have_met_for_a_while(clock: list[float]) -> None:
    concurrency = _Concurrency()
    assert (concurrency.enter(), concurrency.enter()) == (True, False)
    concurrency.leave()
    concurrency.leave()
    clock[0] += 0.9
    assert not concurrency.enter()
    concurrency.leave()
    clock[0] += 0.2
    assert concurrency.enter()


def test_alone_or_in_a_crowd_a_question_has_the_same_vector(openvino_encoder: OpenVinoEncoder) -> None:
    text = "Who gives small loans to women in rural areas?"
    alone = openvino_encoder.encode_query(text)
    ready = threading.Barrier(8)

    def ask(_: int) -> float:
        ready.wait()
        return float(openvino_encoder.encode_query(text) @ alone)

    with ThreadPoolExecutor(8) as pool:
        assert min(pool.map(ask, range(8))) >= 0.9999


def test_a_model_that_cannot_be_compiled_leaves_nobody_waiting(
    openvino_encoder: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(OpenVinoEncoder, "_ready", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            openvino_encoder.encode_query("small loans")
    assert openvino_encoder._concurrency._under_way == 0


def test_a_question_that_cannot_be_begun_gives_its_place_back(
    openvino_encoder: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    openvino_encoder.encode_query("small loans")
    wrong = [np.zeros((3, 3), np.int64)] * 3
    with monkeypatch.context() as patch:
        patch.setattr(OpenVinoEncoder, "_inputs", lambda *_: wrong)
        for _ in range(40):  # more than there are places
            with pytest.raises((ValueError, ModelError)):
                openvino_encoder.encode_query("small loans")
    assert openvino_encoder._concurrency._under_way == 0
    assert openvino_encoder.encode_query("small loans").shape == (openvino_encoder.identity.dimension,)
