from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from corpus.ids import normalise
from search.features.quotes.normalized import Folded

TEXT = st.text(st.sampled_from("abc XYZ é ﬁ \u00ad \u0301 ‘’“”–— ½ \n\t Å ß 科学 . , -"), max_size=80)


@given(TEXT)
@example("–\u0301 -")
def test_every_stretch_of_words_is_found_where_it_stands(text: str) -> None:
    words = text.split()
    folded = Folded.of(text)
    for first in range(len(words)):
        wanted = Folded.of(" ".join(words[first : first + 3])).text.strip()
        if not wanted:
            continue
        found = [text[start:end] for start, end in folded.occurrences(wanted)]
        assert all(Folded.of(place).text.strip() == wanted for place in found)
        whole = not words[first].startswith(("\u0301", "\u00ad"))
        assert found or not whole or "\u00ad" in text


@given(TEXT)
def test_places_lie_in_the_source_and_in_order(text: str) -> None:
    folded = Folded.of(text)
    assert list(folded.starts) == sorted(folded.starts)
    for at in range(len(folded.text)):
        start, end = folded.source_range(at, at + 1)
        assert 0 <= start <= end <= len(text)


def test_it_folds_as_ids_do() -> None:
    text = "The “Yangtze” – eﬃcient  model’s\nR&D e\u0301tude"
    assert Folded.of(text).text == normalise(text)


def test_a_soft_hyphen_and_the_line_break_after_it_are_nothing() -> None:
    text = "an inno\u00ad\nvation system"
    assert [text[a:b] for a, b in Folded.of(text).occurrences("innovation")] == ["inno\u00ad\nvation"]


def test_a_word_is_not_found_within_another() -> None:
    assert list(Folded.of("policies and police").occurrences("polic")) == []
    assert list(Folded.of("policies and police").occurrences("police")) == [(13, 19)]


def test_chinese_words_are_found_without_blanks_around_them() -> None:
    assert list(Folded.of("促进科学技术创新").occurrences("科学技术")) == [(2, 6)]


def test_a_raised_number_or_a_fraction_is_no_digit_of_the_number_before_it() -> None:
    text = "32⁴ tonnes, 3½ cups, 12 m²"
    found = {quote: bool(list(Folded.of(text).occurrences(quote))) for quote in ("324 tonnes", "31⁄2 cups")}
    assert not any(found.values())
    for quote in ("32⁴ tonnes", "3½ cups", "12 m2"):
        assert list(Folded.of(text).occurrences(Folded.of(quote).text))
