import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.query_terms import QueryTerms, name_spans

WORDS = st.text(alphabet="abcdef", min_size=1, max_size=3)


def asked(text: str, held: dict[str, int], passages: int = 100) -> QueryTerms:
    return QueryTerms.of(text, lambda part: part.lower().split(), lambda term: held.get(term, 0), passages)


@given(st.lists(WORDS, max_size=8), st.dictionaries(WORDS, st.integers(1, 100)))
def test_what_is_unknown_is_a_share(words: list[str], held: dict[str, int]) -> None:
    assert -1e-9 <= asked(" ".join(words), held).oov_share() <= 1 + 1e-9


def test_rare_words_count_for_more() -> None:
    assert asked("the telescope", {"the": 99}).oov_share() > 0.9


def test_what_stands_before_a_word_is_read_only_for_words_that_may_be_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    class Counted:
        def search(self, before: str) -> None:
            read.append(before)

    monkeypatch.setattr("search.analysis.query_terms._SENTENCE_END", Counted())
    name_spans("many small words and one Name among them " * 20)
    assert len(read) == 20  # of a long question it would otherwise be read again at every word


def test_words_no_passage_holds_are_unknown() -> None:
    assert asked("zebra", {}).oov_share() == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What did the speaker from Japan present?", ["Japan"]),
        ("Who is Mr. Agarwal?", ["Agarwal"]),
        ("How many patents in 2005?", ["2005"]),
        ("impact of WTO rules", ["WTO"]),
        ("Which talks are on clusters?", []),
        ("One size does not fit all. Should each area go slowly?", []),
        ("I missed it: What Did they agree on in Beijing?", ["Beijing"]),
        ("WHAT IS SHOUTED NAMES NOTHING", []),
    ],
)
def test_names_are_told_by_how_they_are_written(text: str, names: list[str]) -> None:
    assert [text[start:end].rstrip(".") for start, end in name_spans(text)] == names
