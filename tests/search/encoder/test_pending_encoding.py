"""An encoding that was begun ends, whatever happens before its vectors are wanted."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from search.encoder.caching import CachingEncoder
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import Encoder, PendingEncoding, begin_query
from search.encoder.token_space import QueryVectors
from search.query import Query


def test_any_encoder_can_be_begun(openvino_encoder: Encoder, torch_encoder: Encoder) -> None:
    for encoder in (HashingEncoder(), CachingEncoder(HashingEncoder()), openvino_encoder, torch_encoder):
        with PendingEncoding(begin_query(encoder, "small loans")) as encoding:
            np.testing.assert_array_equal(encoding.vectors().vector, encoder.encode_query("small loans"))


def test_what_is_left_before_its_end_takes_no_place_of_another(openvino_encoder: Encoder) -> None:
    for _ in range(20):  # more than there are places
        with pytest.raises(LookupError), PendingEncoding(begin_query(openvino_encoder, "small loans")):
            raise LookupError
    later = threading.Thread(target=openvino_encoder.encode_query, args=("small loans",), daemon=True)
    later.start()
    later.join(30)
    assert not later.is_alive()


class _Watched:
    """Another encoder; ``ended`` are the questions whose encoding was ended."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.ended: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def begin_query(self, text: str) -> Callable[[], QueryVectors]:
        end = begin_query(self._encoder, text)
        return lambda: (self.ended.append(text), end())[1]


def test_a_question_whose_words_cannot_be_looked_up_ends_its_encoding(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add("d", "Solar pumps.")
    library.publish()
    engine = library.engine()
    engine.encoder = watched = _Watched(engine.encoder)
    engine.search(Query("solar"))
    assert watched.ended == ["solar"]
    monkeypatch.setattr(engine, "analyze", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        engine.search(Query("pumps"))
    assert watched.ended == ["solar", "pumps"]
