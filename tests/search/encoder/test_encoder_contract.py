"""What every encoder keeps, and how near two of them are."""

import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.encoder.protocol import Encoder, EncoderIdentity

_WORDS = (
    "governments give small loans to micro enterprises poverty women rural credit training market access "
    "technology transfer infrastructure Zürich naïve 中国 развитие résumé 42 percent of GDP — “quoted” e-mail"
).split()


def _texts(count: int, longest: int = 120) -> list[str]:
    random = np.random.default_rng(7)
    return [" ".join(random.choice(_WORDS, random.integers(1, longest))) for _ in range(count)]


def test_vectors_are_float32_rows_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(["small loans", "", "   ", "a\ud800b", "\x00", "loans " * 2000])
    assert vectors.shape == (6, encoder.identity.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.identity.dimension)
    assert encoder.token_offsets([]) == []


def test_a_question_is_one_vector_like_the_passage_of_the_same_words(encoder: Encoder) -> None:
    question = encoder.encode_query("How can governments give small loans?")
    assert question.shape == (encoder.identity.dimension,)
    assert question.dtype == np.float32
    passage = encoder.encode_passages(["How can governments give small loans?"])[0]
    assert float(question @ passage) >= 0.9999


def test_a_vector_depends_neither_on_its_place_nor_on_its_batch(encoder: Encoder) -> None:
    texts = _texts(40, longest=40)
    together = encoder.encode_passages(texts)
    backwards = encoder.encode_passages(texts[::-1])[::-1]
    alone = np.stack([encoder.encode_passages([text])[0] for text in texts[:10]])
    assert (together * backwards).sum(1).min() >= 0.9999
    assert (together[:10] * alone).sum(1).min() >= 0.9999


def test_a_text_too_long_equals_its_beginning(encoder: Encoder) -> None:
    text = "loans and credit for small enterprises in rural places " * 60
    places = encoder.token_offsets([text])[0]
    room = encoder.identity.text_tokens
    assert len(places) > room
    whole, cut, shorter = encoder.encode_passages(
        [text, text[: places[room - 1, 1]], text[: places[room // 4, 1]]]
    )
    assert float(whole @ cut) >= 0.9999
    assert float(whole @ shorter) < 0.9999


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec=None), max_size=80), max_size=4))
def test_token_places_slice_the_text_in_order(encoder: Encoder, texts: list[str]) -> None:
    found = encoder.token_offsets(texts)
    assert len(found) == len(texts)
    for text, places in zip(texts, found, strict=True):
        assert places.dtype == np.int32
        assert places.shape == (len(places), 2)
        assert all(0 <= start < end <= len(text) for start, end in places.tolist())
        assert (np.diff(places[:, 0]) >= 0).all()


def test_token_places_count_code_points(encoder: Encoder) -> None:
    text = "😀 naïve 中国 \ud800 loans"
    pieces = [text[start:end] for start, end in encoder.token_offsets([text])[0]]
    assert pieces[-1] == "loans"
    assert "naïve" in pieces


def test_many_threads_get_the_vectors_one_thread_gets(encoder: Encoder) -> None:
    texts = _texts(24, longest=30)
    expected = encoder.encode_passages(texts)
    found: dict[int, float] = {}

    def ask(at: int) -> None:
        if at % 8 == 0:
            found[at] = float((encoder.encode_passages(texts) * expected).sum(1).min())
        else:
            found[at] = float(encoder.encode_query(texts[at]) @ expected[at])

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(texts)
    assert min(found.values()) >= 0.9999


def test_the_compiled_model_agrees_with_the_reference(openvino_encoder: Encoder, torch_encoder: Encoder) -> None:
    texts = ["", "?", "a\ud800b", "loans " * 900, *_texts(30, longest=300)]
    ours, reference = openvino_encoder.encode_passages(texts), torch_encoder.encode_passages(texts)
    assert (ours * reference).sum(1).min() >= 0.999
    # Unlike texts must stay apart, or a constant vector would pass.
    assert np.abs(ours @ ours.T - reference @ reference.T).max() < 0.02
    assert openvino_encoder.identity == torch_encoder.identity
    for one, other in zip(openvino_encoder.token_offsets(texts), torch_encoder.token_offsets(texts), strict=True):
        assert np.array_equal(one, other)


def test_an_identity_survives_json(encoder: Encoder) -> None:
    assert EncoderIdentity.from_json(encoder.identity.to_json()) == encoder.identity
