import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.asked import Asked, named_words

WORDS = st.text(alphabet="abcdef", min_size=1, max_size=3)


def asked(text: str, held: dict[str, int], passages: int = 100) -> Asked:
    return Asked.of(text, lambda part: part.lower().split(), lambda term: held.get(term, 0), passages)


@given(st.lists(WORDS, max_size=8), st.sets(WORDS), st.dictionaries(WORDS, st.integers(1, 100)))
def test_shares_are_between_nothing_and_all(words: list[str], found: set[str], held: dict[str, int]) -> None:
    question = asked(" ".join(words), held)
    for share in (question.unknown, question.covered(found), question.names_missing(found)):
        assert -1e-9 <= share <= 1 + 1e-9


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_what_holds_every_word_covers_all(words: list[str]) -> None:
    assert asked(" ".join(words), {}).covered(set(words)) == pytest.approx(1)


def test_rare_words_count_for_more() -> None:
    question = asked("the telescope", {"the": 99, "telescope": 1})
    assert question.covered({"telescope"}) > 0.9
    assert question.unknown == 0


def test_words_no_passage_holds_are_unknown() -> None:
    assert asked("zebra", {}).unknown == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What did the speaker from Japan present?", ["Japan"]),
        ("Who is Mr. Agarwal?", ["Agarwal"]),
        ("How many patents in 2005?", ["2005"]),
        ("impact of WTO rules", ["WTO"]),
        ("Which talks are on clusters?", []),
        ("WHAT IS SHOUTED NAMES NOTHING", []),
    ],
)
def test_names_are_told_by_how_they_are_written(text: str, names: list[str]) -> None:
    assert [word.rstrip(".") for word in named_words(text)] == names
