"""The unigram tokenizer: the pieces that the `tokenizers` library finds, and where they stand in the text."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import ModelError
from search.encoder.packed_folder import tokenizer_definition
from search.encoder.packed_model import PackedModel
from search.encoder.pooling_tokens import token_rules
from search.encoder.unigram import UnigramRules, UnigramTokenizer, Vocabulary
from tests.search.encoder.packed_files import tensors, write_packed

_TEXTS = st.text(st.sampled_from("abclonsm  \t\n\x01ﬁ中国的xyz:é\u0301"), max_size=40)


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    path: Path = tmp_path_factory.mktemp("packed") / "model.bin"
    write_packed(path, tensors())
    return PackedModel.read(path).vocabulary


@pytest.fixture(scope="module")
def library(vocabulary: Vocabulary) -> Tokenizer:
    return Tokenizer.from_str(tokenizer_definition(vocabulary))


@pytest.fixture(scope="module")
def ours(vocabulary: Vocabulary) -> UnigramTokenizer:
    return UnigramTokenizer(vocabulary.rules, vocabulary.trie())


@given(text=_TEXTS)
def test_the_pieces_are_those_of_the_library(library: Tokenizer, ours: UnigramTokenizer, text: str) -> None:
    assert ours.encode(text).ids == library.encode(text).ids


@given(text=_TEXTS)
def test_places_are_in_order_and_within_the_text(ours: UnigramTokenizer, text: str) -> None:
    offsets = ours.encode(text, add_special_tokens=False).offsets
    assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert all(before[0] <= after[0] and before[1] <= after[1] for before, after in itertools.pairwise(offsets))


def test_a_piece_has_the_place_of_its_word_without_the_blank_before_it(ours: UnigramTokenizer) -> None:
    text = "small \t loans"
    assert [text[start:end] for start, end in ours.encode(text, False).offsets] == ["small", "loan", "s"]


def test_a_letter_and_its_mark_are_read_as_one(ours: UnigramTokenizer) -> None:
    assert ours.encode("e\u0301").ids == ours.encode("é").ids


def test_a_character_that_becomes_two_gives_both_its_own_place(ours: UnigramTokenizer) -> None:
    assert set(ours.encode("ﬁ", False).offsets) == {(0, 1)}


def test_what_looks_like_a_special_piece_is_read_as_text(ours: UnigramTokenizer) -> None:
    assert not {0, 1, 2} & set(ours.encode("</s><pad><s>", add_special_tokens=False).ids)


def test_the_rules_survive_json(vocabulary: Vocabulary) -> None:
    assert UnigramRules.from_json(vocabulary.rules.to_json()) == vocabulary.rules


def test_unigram_rules_are_recognised_among_tokenizers(vocabulary: Vocabulary, library: Tokenizer) -> None:
    ours = token_rules(vocabulary.rules.to_json(), 24, vocabulary.trie())
    theirs = token_rules(library.to_str(), 24)
    assert isinstance(ours.tokenizer, UnigramTokenizer)
    assert ours.ids(["small loans", ""]) == theirs.ids(["small loans", ""])


@pytest.mark.parametrize("text", ['{"unigram": ', '{"unigram": {}}', '{"unigram": []}'])
def test_damaged_rules_are_refused(vocabulary: Vocabulary, text: str) -> None:
    with pytest.raises(ModelError, match="ingest"):
        token_rules(text, 24, vocabulary.trie())


def test_rules_without_their_pieces_are_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(ModelError, match="ingest"):
        token_rules(vocabulary.rules.to_json(), 24)
