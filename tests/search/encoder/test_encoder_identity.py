from dataclasses import replace

import pytest

from corpus.errors import ModelError
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import EncoderIdentity

_IDENTITY = HashingEncoder().identity


@pytest.mark.parametrize(
    "change",
    [
        {"weights_sha256": "0" * 64},
        {"tokenizer_sha256": "0" * 64},
        {"max_tokens": 128},
        {"question_prefix": "query: "},
        {"passage_prefix": "passage: "},
        {"pooling": "cls"},
        {"normalised": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_vectors_changes_the_id(change: dict[str, object]) -> None:
    assert replace(_IDENTITY, **change).id != _IDENTITY.id  # type: ignore[arg-type]


def test_a_name_or_a_language_does_not_change_the_id() -> None:
    assert replace(_IDENTITY, name="other", languages=("zh",), reserved_tokens=3).id == _IDENTITY.id


def test_prefixes_that_join_alike_are_not_the_same() -> None:
    one = replace(_IDENTITY, question_prefix="ab", passage_prefix="c")
    assert one.id != replace(_IDENTITY, question_prefix="a", passage_prefix="bc").id


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", _IDENTITY.to_json().replace('"max_tokens": 256', '"max_tokens": 9')]
)
def test_a_damaged_description_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="ingest"):
        EncoderIdentity.from_json(text)
