"""What a question asks for, and the lines of a page that introduce others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.intent import read_intent, telling_words
from search.ranking.page_structure import introduced


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who spoke about clusters?", "talk"),
        ("Which speakers came from Nepal?", "talk"),
        ("What should universities do?", "recommendation"),
        ("What are donors asked to do?", "recommendation"),
        ("recommendations to governments", "recommendation"),
        ("When was it held?", "fact"),
        ("How many people came?", "fact"),
        ("Who pays for clusters?", None),
        ("credit for small firms", None),
        ("Where clusters grow, firms learn", None),
    ],
)
def test_a_question_tells_what_kind_of_statement_answers_it(question: str, kind: str | None) -> None:
    assert read_intent(question).kinds == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("question", "addressee"),
    [
        ("What should the Government of China do about loans?", "Government of China"),
        ("What is UNESCAP asked to do?", "UNESCAP"),
        ("recommendations to the private sector", "Private sector"),
    ],
)
def test_those_who_are_to_act_are_known_by_the_words_for_them(question: str, addressee: str) -> None:
    assert read_intent(question).actors & telling_words(addressee)


def test_a_long_text_has_no_intent() -> None:
    assert not read_intent("What should banks do? " * 100).kinds


@given(st.lists(st.sampled_from("fro"), min_size=1, max_size=30))
def test_a_fact_introduces_all_recommendations_that_follow_it(kinds: list[str]) -> None:
    facts, recommendations = (np.array([kind == one for kind in kinds]) for one in "fr")
    for row, end in introduced(facts, recommendations).items():
        assert kinds[row] == "f"
        assert kinds[row + 1 : end] == ["r"] * (end - row - 1) != []
        assert end == len(kinds) or kinds[end] != "r"
    assert "".join(kinds).count("fr") == len(introduced(facts, recommendations))
