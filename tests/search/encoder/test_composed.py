"""Several encoders as one: cosines added, narrow vectors centred, and only models that read a query are asked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.composed import (
    Centre,
    ComposedEncoder,
    composed_identity,
    fullest,
    read_composed,
    write_composed,
)
from search.encoder.memory import HashingEncoder
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace

_WORDS = "small loans credit farmers policy cluster science park venture capital women rural training".split()


class WordsEncoder(HashingEncoder):
    """The hashing encoder with what a part needs; ``shift`` moves all vectors towards one direction."""

    def __init__(self, dimension: int, languages: tuple[str, ...] | None = None, shift: float = 0.0) -> None:
        super().__init__(dimension)
        self._identity = replace(self._identity, languages=languages)
        self._shift = shift
        self.asked: list[str] = []
        self.prepared = False
        self.prepared_for: list[str | None] = []

    token_space: TokenSpace | None = None

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        vectors = super().encode_passages(texts) + np.float32(self._shift)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_query(self, text: str) -> Floats:
        self.asked.append(text)
        return self.encode_passages([text])[0]

    def query_with_tokens(self, text: str) -> QueryVectors:
        return QueryVectors(self.encode_query(text))

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[TokenCodes]]:
        return self.encode_passages(texts), []

    def prepare(self, text: str | None = None) -> None:
        self.prepared_for.append(text)
        self.prepared = text is None

    def share_cores(self) -> None:
        pass

    def vocabulary(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(_WORDS)}


Compose = Callable[..., ComposedEncoder]


@pytest.fixture
def compose(tmp_path: Path) -> Compose:
    def made(*parts: WordsEncoder) -> ComposedEncoder:
        identity = composed_identity([part.identity for part in parts], "a+b")
        centres = write_composed(tmp_path / identity.id, parts, identity)
        return ComposedEncoder(parts, centres, identity)

    return made


def test_the_vector_is_of_unit_length_and_as_long_as_both(compose: Compose) -> None:
    encoder = compose(WordsEncoder(16), WordsEncoder(32))
    vectors = encoder.encode_passages(["small loans", "", "policy"])
    assert vectors.shape == (3, 48)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_similarity_is_the_weighted_mean_of_those_of_the_parts(compose: Compose) -> None:
    first, second = WordsEncoder(16), WordsEncoder(32)
    encoder = compose(first, second)
    texts = ["small loans for farmers", "credit for women", "a science park"]
    found = encoder.encode_passages(texts) @ encoder.encode_query("loans for women")
    parts = [part.encode_passages(texts) @ part.encode_query("loans for women") for part in (first, second)]
    assert found == pytest.approx(0.4 * parts[0] + 0.6 * parts[1], abs=1e-5)


def test_vectors_that_lie_close_together_are_centred_and_others_are_not() -> None:
    narrow, wide = WordsEncoder(64, shift=3.0), WordsEncoder(64)
    assert np.linalg.norm(Centre.of(narrow).passage) > 0.8
    assert not Centre.of(wide).passage.any()


def test_centred_vectors_of_unlike_texts_are_far_apart(compose: Compose) -> None:
    narrow = WordsEncoder(64, shift=3.0)
    alike = float(np.prod(narrow.encode_passages(["small loans", "science park"]), axis=0).sum())
    one, other = compose(narrow, WordsEncoder(16, shift=3.0)).encode_passages(["small loans", "science park"])
    assert alike > 0.8
    assert float(one @ other) < 0.5


def test_a_query_in_a_language_one_part_does_not_read_is_asked_of_the_other_alone(compose: Compose) -> None:
    english, other = WordsEncoder(16, languages=("en",)), WordsEncoder(32)
    encoder = compose(english, other)
    english.asked.clear()
    vector = encoder.encode_query("中国的政策是什么")
    assert english.asked == []
    assert not vector[:16].any()
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_a_query_in_a_language_no_part_reads_is_asked_of_all(compose: Compose) -> None:
    parts = WordsEncoder(16, languages=("en",)), WordsEncoder(32, languages=("fr",))
    assert compose(*parts).encode_query("中国的政策是什么")[:16].any()


def test_all_languages_of_the_parts_are_read() -> None:
    english, french, any_language = (WordsEncoder(16, languages=one).identity for one in (("en",), ("fr",), None))
    assert composed_identity([english, french], "a+b").languages == ("en", "fr")
    assert composed_identity([english, any_language], "a+b").languages is None


def test_the_id_depends_on_every_part_and_their_order() -> None:
    one, other, third = (WordsEncoder(size).identity for size in (16, 32, 48))
    ids = {composed_identity(parts, "any").id for parts in ([one], [one, other], [other, one], [one, third])}
    assert len(ids) == 4


def test_tokens_are_those_of_the_first_part_unless_it_is_centred(compose: Compose) -> None:
    wide, narrow = WordsEncoder(64), WordsEncoder(64, shift=3.0)
    wide.token_space = narrow.token_space = TokenSpace("t0", 1)
    assert compose(wide, narrow).token_space == TokenSpace("t0", 1)
    assert compose(narrow, wide).token_space is None


def test_a_failure_of_one_part_leaves_no_other_waiting(compose: Compose) -> None:
    class Begun(WordsEncoder):
        def begin_query(self, text: str) -> Callable[[], QueryVectors]:
            waiting.append(text)

            def end() -> QueryVectors:
                waiting.remove(text)
                return QueryVectors(self.encode_query(text))

            return end

    class Broken(WordsEncoder):
        def query_with_tokens(self, text: str) -> QueryVectors:
            raise ModelError("it failed")

        token_space = TokenSpace("t0", 1)

    waiting: list[str] = []
    encoder = compose(Begun(16), Broken(32))
    with pytest.raises(ModelError, match="it failed"):
        encoder.encode_query("loans")
    assert waiting == []


def test_of_each_text_the_tokens_of_the_model_it_fills_most_are_given() -> None:
    def places(count: int) -> NDArray[np.int32]:
        return np.zeros((count, 2), np.int32)

    found = fullest([[places(100), places(1)], [places(150), places(60)]], [250, 500])
    assert [len(tokens) for tokens in found] == [100, 60]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    parts = WordsEncoder(16), WordsEncoder(32, shift=3.0)
    identity = composed_identity([part.identity for part in parts], "a+b")
    centres = write_composed(tmp_path / identity.id, parts, identity)
    found = read_composed(tmp_path / identity.id)
    assert found is not None
    assert found[0] == identity
    assert found[1] == [part.identity.id for part in parts]
    for ours, theirs in zip(centres, found[2], strict=True):
        assert np.array_equal(ours.query, theirs.query)
        assert np.array_equal(ours.passage, theirs.passage)


@pytest.mark.parametrize("name", ["encoder.json", "centres.npz"])
def test_a_damaged_folder_is_refused_with_the_command_that_mends_it(tmp_path: Path, name: str) -> None:
    parts = WordsEncoder(16), WordsEncoder(32)
    identity = composed_identity([part.identity for part in parts], "a+b")
    write_composed(tmp_path / identity.id, parts, identity)
    path = tmp_path / identity.id / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ModelError, match="workshop-search ingest"):
        read_composed(tmp_path / identity.id)


def test_only_the_parts_that_are_asked_are_prepared_for_a_query(compose: Compose) -> None:
    english, other = WordsEncoder(16, languages=("en",)), WordsEncoder(32)
    encoder = compose(english, other)
    encoder.encode_query("中小企业的创新政策")
    assert (english.prepared_for, other.prepared_for) == ([], ["中小企业的创新政策"])
    encoder.encode_query("What is a small loan?")
    assert english.prepared_for == ["What is a small loan?"]


def test_prepared_parts_are_not_prepared_again(compose: Compose) -> None:
    parts = WordsEncoder(16), WordsEncoder(32)
    encoder = compose(*parts)
    encoder.prepare()
    assert encoder.prepared
    encoder.encode_query("Who gives loans?")
    encoder.prepare()
    assert [part.prepared_for for part in parts] == [[None], [None]]
