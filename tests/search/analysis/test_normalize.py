import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.normalize import normalize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organization"),
        ("programmes", "programs"),
        ("Centre", "CENTER"),
        ("behaviour", "behavior"),
        ("labelled", "labeled"),
        ("sciences", "scienses"),
        ("ﬁnance", "finance"),
        ("R & D", "R&D"),
        ("S&T", "s&t"),
        ("ｆｕｌｌ width", "full width"),
    ],
)
def test_two_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(("joined", "apart"), [("IL6", "IL 6"), ("TNF-α", "TNF- alpha"), ("A4", "a 4")])
def test_letters_digits_and_greek_stand_apart(joined: str, apart: str) -> None:
    assert normalize(joined).split() == normalize(apart).split()


def test_short_common_words_are_left_alone() -> None:
    assert normalize("our four hours are wise").split()[:2] == ["our", "four"]


@given(st.text())
def test_any_text_folds_to_lower_case_without_failing(text: str) -> None:
    folded = normalize(text)
    assert not any("A" <= letter <= "Z" for letter in folded)


@given(st.lists(st.text(alphabet="abcdefghijklmnoprstuvwyz", min_size=1, max_size=12), max_size=6))
def test_words_fold_one_by_one_as_they_do_together(words: list[str]) -> None:
    assert normalize(" ".join(words)).split() == [folded for word in words for folded in normalize(word).split()]
