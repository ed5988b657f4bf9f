"""Where the words of a question stand, for tokenizers of each family."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from search.encoder.pooling_tokens import TokenRules, token_rules

WORDS = ["query", "passage", "small", "loans", "for", "farmers"]


def _word_pieces() -> Tokenizer:
    vocabulary = {word: at for at, word in enumerate(["[UNK]", "[CLS]", "[SEP]", "a", ":", "?", *WORDS])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    return made


def _sentence_pieces() -> Tokenizer:
    """As multilingual models have them: the space before a word is part of it."""
    marked = ["<unk>", "<s>", "</s>", "▁a", "▁", ":", "?", *(f"▁{word}" for word in WORDS)]
    made = Tokenizer(models.Unigram([(word, -float(at > 2)) for at, word in enumerate(marked)], 0))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.BertProcessing(("</s>", 2), ("<s>", 1))
    return made


@pytest.fixture(params=[_word_pieces, _sentence_pieces], ids=["word pieces", "sentence pieces"])
def rules(request: pytest.FixtureRequest) -> TokenRules:
    return token_rules(request.param().to_str(), 10)


@pytest.mark.parametrize("prefix", ["", "query: ", "query:  "])
def test_places_are_those_of_the_words_without_spaces_or_prefix(rules: TokenRules, prefix: str) -> None:
    text = "small loans for farmers"
    ids, offsets = rules.query(prefix, text)
    assert len(ids) == len(offsets) + 2
    own = offsets[offsets[:, 0] >= 0]
    assert [text[a:b] for a, b in own if b > a] == text.split()


def test_a_question_is_cut_where_the_model_stops_reading(rules: TokenRules) -> None:
    ids, offsets = rules.query("query: ", "small loans " * 20)
    assert (len(ids), len(offsets)) == (10, 8)
    assert ids[0] == rules.before[0]
    assert ids[-1] == rules.after[0]


def test_a_prefix_is_as_long_before_a_text_as_alone(rules: TokenRules) -> None:
    (ids,) = rules.ids(["passage: loans for farmers"])
    rows = np.arange(len(ids))
    assert rules.own(rows, rules.length("passage: ")).tolist() == rows[3:6].tolist()
    assert rules.length("") == 0


def test_a_text_without_tokens_keeps_the_special_ones(rules: TokenRules) -> None:
    (ids,) = rules.ids([""])
    assert rules.own(np.arange(len(ids))).tolist() == [0, 1]
