"""Questions of every length are encoded as passages are, whichever compiled width they fit."""

import numpy as np
import pytest

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
