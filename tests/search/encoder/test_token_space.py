"""The space of tokens: its codes, its directions, and the texts these are learnt from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from corpus.errors import ModelError
from search.encoder.caching import CachingEncoder
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import token_encoder
from search.encoder.token_space import TokenSpace, fit_projection, sample_texts, to_codes
from search.index.token_index import maxsim

VECTORS = hnp.arrays(np.float32, st.tuples(st.integers(1, 8), st.just(96)), elements=st.floats(-1, 1, width=32))


@given(VECTORS)
def test_codes_stay_within_a_byte_and_near_what_they_stand_for(vectors: np.ndarray) -> None:
    found = to_codes(vectors)
    assert found.dtype == np.int8
    assert int(found.min()) >= -127  # -128 has no counterpart
    cut = np.clip(vectors, -127 / 256, 127 / 256)
    assert np.abs(found / 256 - cut).max() <= 0.5 / 256 + 1e-6


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(0, 99))
def test_a_passage_is_as_near_as_its_nearest_token_whatever_stands_beside_it(
    lengths: list[int], seed: int
) -> None:
    random = np.random.default_rng(seed)
    passages = [random.integers(-127, 128, (length, 8)).astype(np.int8) for length in lengths]
    question = random.normal(size=(3, 8)).astype(np.float32)
    begins = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    together = maxsim(question, np.concatenate(passages), begins)
    alone = [(question @ part.T.astype(np.float32)).max(axis=1) / 256 for part in passages]
    np.testing.assert_allclose(together, np.stack(alone, axis=1), atol=1e-5)


@given(st.integers(4, 20), st.integers(1, 30), st.integers(0, 99))
def test_directions_are_orthonormal_and_no_others_keep_more_of_the_tokens(
    dimension: int, kept: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    spread = random.normal(size=(200, dimension)) * np.linspace(0.1, 3, dimension)
    tokens = spread.astype(np.float32)
    found = fit_projection(tokens, kept)
    assert found.shape == (dimension, min(kept, dimension))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found.T @ found, np.eye(found.shape[1]), atol=1e-5)
    unit = tokens / np.linalg.norm(tokens, axis=1, keepdims=True)
    others = np.linalg.qr(random.normal(size=found.shape))[0]
    assert np.square(unit @ found).sum() >= np.square(unit @ others).sum() - 1e-2


def test_spaces_differ_by_encoder_and_by_directions() -> None:
    directions = np.eye(8, 4, dtype=np.float32)
    others = directions.copy()
    others[0, 0] = np.nextafter(np.float32(1), np.float32(2))
    spaces = [TokenSpace.of("e1", directions), TokenSpace.of("e2", directions), TokenSpace.of("e1", others)]
    assert len({space.id for space in spaces}) == 3
    assert TokenSpace.of("e1", np.asfortranarray(directions)) == spaces[0]
    assert spaces[0].dimension == 4


VOCABULARIES = st.lists(st.text("abz▁Ġ#1é", min_size=1, max_size=8), unique=True, max_size=60)


@given(VOCABULARIES, st.randoms())
def test_sample_texts_are_the_same_for_the_same_vocabulary_in_any_order(words: list[str], random: object) -> None:
    numbered = list(enumerate(words))
    texts = sample_texts({word: number for number, word in numbered})
    random.shuffle(numbered)  # type: ignore[attr-defined]
    assert sample_texts({word: number for number, word in numbered}) == texts


@given(VOCABULARIES)
def test_sample_texts_hold_the_whole_words_of_a_vocabulary_without_their_marks(words: list[str]) -> None:
    texts = sample_texts({word: number for number, word in enumerate(words)})
    assert all(texts)
    found = sorted(word for text in texts for word in text.split())
    bare = (word.lstrip("▁Ġ") for word in words)
    assert found == sorted(word for word in bare if len(word) > 2 and word.isalpha())


def test_sample_texts_of_a_large_vocabulary_come_from_all_over_it_and_are_short() -> None:
    letters = "abcdefghij"
    words = [f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters]
    texts = sample_texts({word: number for number, word in enumerate(words)})
    assert len(texts) == 200
    assert max(len(text.split()) for text in texts) <= 60
    assert {word[0] for word in texts[0].split()} == set(letters)


def test_an_encoder_without_tokens_is_none_that_gives_them() -> None:
    plain = HashingEncoder()
    assert token_encoder(plain) is None
    assert token_encoder(CachingEncoder(plain)) is None
    with pytest.raises(ModelError, match="no token vectors"):
        CachingEncoder(plain).passages_with_tokens(["a"])
