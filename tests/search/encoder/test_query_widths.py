"""Questions of every length are encoded as passages are, whichever compiled width they fit."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from search.encoder.choice import ENGLISH
from search.encoder.compiled import WEIGHTS, OpenVinoEncoder
from search.encoder.loading import load_encoder
from search.encoder.protocol import Encoder, TokenEncoder

WORDS = "small loans for women in rural areas and credit for farmers who have no land of their own".split()


@pytest.mark.parametrize("count", [0, 1, 13, 14, 15, 29, 30, 31, 61, 62, 63, 200, 300])
def test_a_question_of_any_length_is_encoded_as_the_reference_does(
    openvino_encoder: Encoder, torch_encoder: Encoder, count: int
) -> None:
    text = " ".join((WORDS * 20)[:count])
    assert float(openvino_encoder.encode_query(text) @ torch_encoder.encode_query(text)) >= 0.999


def test_a_short_question_after_a_long_one_reads_none_of_it(openvino_encoder: TokenEncoder) -> None:
    texts = ["loans", " ".join(WORDS * 3), "loans", " ".join(WORDS), "loans"]
    first, *others = [openvino_encoder.query_with_tokens(text) for text in texts][::2]
    for other in others:
        np.testing.assert_array_equal(first.vector, other.vector)
        np.testing.assert_array_equal(first.tokens, other.tokens)


@pytest.mark.parametrize("count", [3, 20, 50])
def test_a_model_compiled_for_one_width_gives_the_vectors_of_the_one_for_all(exported: Path, count: int) -> None:
    text = " ".join((WORDS * 20)[:count])
    first, whole = _opened(exported), _opened(exported)
    whole.prepare()
    assert whole.prepared
    one, other = first.query_with_tokens(text), whole.query_with_tokens(text)
    assert not first.prepared
    np.testing.assert_array_equal(one.vector, other.vector)
    np.testing.assert_array_equal(one.tokens, other.tokens)


def test_a_query_of_another_width_makes_the_model_ready_for_all(exported: Path) -> None:
    encoder = _opened(exported)
    encoder.share_cores()
    for count in (3, 20):
        assert not encoder.prepared
        encoder.encode_query(" ".join((WORDS * 20)[:count]))
    assert encoder.prepared


def _opened(models: Path) -> OpenVinoEncoder:
    encoder = load_encoder(models, ENGLISH, build=False)
    assert isinstance(encoder, OpenVinoEncoder)
    return encoder


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_file_of_weights_takes_no_memory_once_the_model_is_compiled(exported: Path) -> None:
    encoder = _opened(exported)
    encoder.encode_query("small loans")
    weights = str((exported / encoder.identity.id / WEIGHTS).resolve())
    mapped = re.findall(
        rf"{re.escape(weights)}\n.*?\nRss: +(\d+) kB", Path("/proc/self/smaps").read_text(), re.DOTALL
    )
    assert mapped
    assert sum(map(int, mapped)) < 1024
