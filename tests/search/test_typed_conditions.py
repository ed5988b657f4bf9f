"""Conditions of a corrected question, as ranges of what was typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.answer import AnswerCondition, Correction
from search.correction import corrected_text, typed_conditions

WORDS = st.text(alphabet="abcde", min_size=1, max_size=6)


@given(st.lists(st.tuples(WORDS, WORDS, st.booleans()), min_size=1, max_size=6), st.data())
def test_a_condition_on_words_of_the_corrected_question_covers_what_was_typed_for_them(
    words: list[tuple[str, str, bool]], data: st.DataObject
) -> None:
    typed = " ".join(word for word, _, _ in words)
    corrections, places, start = [], [], 0
    for word, meant, misspelt in words:
        places.append((start, start + len(word)))
        if misspelt:
            corrections.append(Correction(start, start + len(word), word, meant))
        start += len(word) + 1
    corrected = corrected_text(typed, tuple(corrections))
    meant_words = [meant if misspelt else word for word, meant, misspelt in words]
    assert corrected == " ".join(meant_words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    begin = sum(len(word) + 1 for word in meant_words[:first])
    end = begin + len(" ".join(meant_words[first : last + 1]))
    (found,) = typed_conditions([AnswerCondition(begin, end, "name", "absent")], corrections)
    assert (found.start, found.end) == (places[first][0], places[last][1])
