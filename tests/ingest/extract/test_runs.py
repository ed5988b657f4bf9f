"""Where raised and lowered text goes, and what becomes of struck text on its way through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.runs import (
    Run,
    composed,
    enclose,
    joined_letters,
    shifted,
    take_asides,
    without_marks,
    written,
)


@pytest.mark.parametrize(
    ("before", "raised", "after", "expected"),
    [
        ("rose to 32", "4", " tonnes", " [4]"),
        ("in 2019", "2,3", ".", " [2,3]"),
        ("15%", "3", " of", " [3]"),
        ("in 32 ", "4", " tonnes", "[4]"),
        ("the end.", "5", " Then", " [5]"),
        ("10", "6", " kg", "^6"),
        ("1.5 × 10", "−3", " m", "^−3"),
        ("in 2010", "6", " kg", " [6]"),
        ("12 km", "2", " of", "2"),
        ("kg ha", "-1", " of", "-1"),
        ("the report", "2", " says", " [2]"),
        ("the 21", "st", " of", "st"),
        ("table 5", "a", " of", "a"),
        ("Loans", "a", " of", " [a]"),
        ("le XX", "e", " siècle", "e"),
        ("25", "0", "C", "°"),
        ("Ca", "2+", " is", "2+"),
        ("", "14", "C dating", "14"),
        ("", "1", "See the report", "[1] "),
        ("", "1", " See the report", "1"),
        ("2", "n+1", " of", "^(n+1)"),
        ("a word", "*", " of", "*"),
        ("32", "[4]", " of", " [4]"),
    ],
)
def test_raised_text_is_set_off_only_where_it_would_change_a_number(
    before: str, raised: str, after: str, expected: str
) -> None:
    assert shifted(before, raised, after, "raised") == expected


@pytest.mark.parametrize(
    ("before", "lowered", "expected"), [("CO", "2", "2"), ("10", "2", "_2"), ("x", "max", "max")]
)
def test_lowered_text_stays_joined_unless_it_would_lengthen_a_number(
    before: str, lowered: str, expected: str
) -> None:
    assert shifted(before, lowered, " of", "lowered") == expected


def test_a_reference_to_a_note_is_set_off_whatever_it_stands_after() -> None:
    assert shifted("12 m", "2", " of", "raised", note=True) == " [2]"


@given(
    st.from_regex(r"[0-9]{1,6}(\.[0-9])?", fullmatch=True),
    st.integers(0, 999),
    st.sampled_from(["raised", "lowered"]),
)
def test_no_digit_is_ever_joined_to_the_number_before_it(number: str, mark: int, shift: str) -> None:
    text = written([Run(number), Run(str(mark), shift), Run(" tonnes")])  # type: ignore[arg-type]
    assert text.startswith(number)
    assert not text[len(number)].isdigit()
    assert text.endswith(" tonnes")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The fee is {200} 300 dollars.", "The fee is 300 dollars."),
        ("The fee is{ 200}, it says.", "The fee is, it says."),
        ("2{0}5", "2 5"),
        ("ita{li}c", "itac"),
        ("{gone} stays", "stays"),
        ("x {y} {z} w", "x w"),
    ],
)
def test_a_sentence_reads_on_without_what_was_struck(text: str, kept: str) -> None:
    marked = text.replace("{", "\ufdd0").replace("}", "\ufdd2")
    assert take_asides(marked)[0] == kept


@given(st.lists(st.tuples(st.text("ab 1\n", max_size=5), st.sampled_from([None, "struck", "hidden"])), max_size=8))
def test_every_letter_is_in_the_text_or_in_an_aside(pieces: list[tuple[str, str | None]]) -> None:
    marked = written(Run(text, aside=aside) for text, aside in pieces)  # type: ignore[arg-type]
    kept, asides = take_asides(marked)
    letters = sorted("".join(text for text, _ in pieces).replace(" ", "").replace("\n", ""))
    assert sorted((kept + "".join(text for _, text in asides)).replace(" ", "").replace("\n", "")) == letters
    assert not any("\ufdd0" <= char <= "\ufdd2" for char in kept + without_marks(marked))


def test_marks_that_a_file_brings_along_mark_nothing() -> None:
    assert take_asides(written([Run("a \ufdd0b\ufdd2 c", "raised"), Run("x\ufdd1y")]))[1] == []
    assert take_asides(enclose("a\ufdd1b", "struck")) == ("", [("struck", "ab")])


def test_ligatures_are_expanded_and_halves_stay_as_they_are() -> None:
    assert composed("e\ufb03cient Re\u0301gime ½ m²") == "efficient Régime ½ m²"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R E S U L T S", "RESULTS"),
        ("A N N U A L  R E P O R T", "ANNUAL REPORT"),
        ("C o n t e n t s", "Contents"),
        ("结 论 与 建 议", "结论与建议"),
        ("R\xa0E\xa0S\xa0U\xa0L\xa0T\xa0S", "RESULTS"),
        ("A\xa0N\xa0N\xa0U\xa0A\xa0L R\xa0E\xa0P\xa0O\xa0R\xa0T", "ANNUAL REPORT"),
        ("A\u2009N\u2009N\u2009U\u2009A\u2009L\u2003P\u2009L\u2009A\u2009N", "ANNUAL PLAN"),
        ("A N N U A L \xa0 P L A N", "ANNUAL PLAN"),
        ("A  N  N  U  A  L", "ANNUAL"),
        ("Y\nN\nY\nY", "Y N Y Y"),
        ("A B C D E", "A B C D E"),
        ("A b C d", "A b C d"),
        ("Plan B", "Plan B"),
    ],
)
def test_letter_spaced_headings_are_words_and_lists_of_letters_are_not(text: str, expected: str) -> None:
    assert joined_letters(text) == expected


@pytest.mark.parametrize(
    ("before", "raised", "after", "expected"),
    [
        ("Catch 32", "a", "", "Catch 32 [a]"),
        ("Catch 1,204.5", "b", " tonnes", "Catch 1,204.5 [b] tonnes"),
        ("Catch 324", "a", " tonnes", "Catch 324 [a] tonnes"),
        ("Catch 32", "a, c", "", "Catch 32 [a, c]"),
        ("32%", "a", "", "32% [a]"),
        ("Peru", "a", "", "Peru [a]"),
        ("FAO", "b", " says", "FAO [b] says"),
        ("Catch (tonnes)", "c", "", "Catch (tonnes) [c]"),
        ("la 1", "a", " reunión", "la 1a reunión"),
        ("la 5", "e", " réunion", "la 5e réunion"),
        ("à 14", "h", "", "à 14h"),
        ("the 21", "st", " meeting", "the 21st meeting"),
        ("article 5", "bis", "", "article 5bis"),
        ("x", "a", "", "xa"),
        ("(1 + r)", "a", "", "(1 + r)a"),
    ],
)
def test_raised_letters_that_refer_to_notes_stand_apart(
    before: str, raised: str, after: str, expected: str
) -> None:
    assert written([Run(before), Run(raised, "raised"), Run(after)]) == expected


def test_marks_that_nobody_sees_are_left_out_and_those_that_shape_letters_stay() -> None:
    unseen = "co\u200boper\u2060ation \u202b\u200fعلم\u202c \u2066x\u2069 fish\xaderies"
    assert composed(unseen) == "cooperation علم x fisheries"
    assert composed("می\u200cخواهم क\u200dष") == "می\u200cخواهم क\u200dष"
