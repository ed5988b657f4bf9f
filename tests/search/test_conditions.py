"""Answers that agree with the question: conditions, operators, quotations, topics."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answer import Answer, AnswerCondition, ConditionKind, ConditionState
from search.engine import Engine
from search.features.unmet import missing_quotes, unmet_sentences
from search.query import Query

FUND_2011 = "In 2011 the seed fund disbursed US$ 4.2 million to 61 start-ups in the northern provinces."
FUND_2012 = "In 2012 the seed fund disbursed US$ 3.9 million to 48 start-ups in the northern provinces."
TEXTS = {
    "Seed fund, note 2011": FUND_2011,
    "Seed fund, note 2012": FUND_2012,
    "Universities": "Incubators hosted by a university give young firms laboratories at low rent.",
    "Cities": "Incubators run by the municipality give young firms desks at low rent.",
    "Services": "The e-government portal lets small firms register in one visit.",
    "Farmers": "Smallholder farmers formed co-operatives to buy drip irrigation together.",
    "Pumps": "The ministry of Senegal decided not to subsidise diesel pumps after the review.",
    "Licences": "The office for licensing handles technology agreements of the ministry.",
    "Survey": "An annual survey counts the mills of Ghana.",
    "Letter": "8 December 2023. Draft resolution.\nThe council asks for wells in dry valleys.",
    "Bodies": "UNESCAP ran the course on solar kilns for SMEs.",
    "Order": "Session IV heard the council on drip irrigation.",
}


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    library = request.getfixturevalue("new_library")(tmp_path_factory.mktemp("conditions"))
    for name, text in TEXTS.items():
        library.add(name, text, title=name)
    library.publish()
    yield library.engine()
    library.close()


def ask(engine: Engine, text: str) -> Answer:
    return engine.search(Query(text))


def states(answer: Answer) -> dict[str, str]:
    return {answer.query.text[c.start : c.end]: c.state for c in answer.conditions}


@pytest.mark.parametrize(
    ("question", "words", "state"),
    [
        ("How much did the seed fund disburse in 2012?", "2012", "met"),
        ("How much did the seed fund disburse in 2009?", "2009", "contradicted"),
        ("the seed fund in the northern provinces", "northern", "met"),
        ("the seed fund in the southern provinces", "southern", "contradicted"),
        ("the seed fund and 61 start-ups", "61", "met"),
        ("the seed fund and 350 start-ups", "350", "contradicted"),
        ("diesel pumps in Senegal", "Senegal", "met"),
        ("diesel pumps in Brazil", "Brazil", "contradicted"),
        ("drip irrigation in the fourth session", "fourth", "met"),
        ("drip irrigation in session IX", "session IX", "contradicted"),
        ("the seed fund and more than 30 start-ups", "30", "met"),
        ("the seed fund and fewer than 10 start-ups", "10", "contradicted"),
        ("seed fund, $4.2m disbursed", "$4.2m", "met"),
        ("the annual survey of mills", "annual", "met"),
        ("the monthly survey of mills", "monthly", "contradicted"),
        ("incubators hosted by UNIDO", "UNIDO", "absent"),
        ("course on solar kilns by UNESCAP", "UNESCAP", "met"),
        ("course on solar kilns by UNESCO", "UNESCO", "absent"),
        ("the course on solar kilns for one SME", "SME", "met"),
        ("course on solar kilns by the World Bank", "World Bank", "absent"),
        ("the seed fund in the south", "south", "contradicted"),
        ("wells in dry valleys, 8 December 2023", "8 December 2023", "met"),
        ("wells in dry valleys, 8 March 2019", "8 March 2019", "contradicted"),
        ("Did the ministry subsidise diesel pumps?", "subsidise", "contradicted"),
    ],
)
def test_a_condition_is_met_contradicted_or_absent(engine: Engine, question: str, words: str, state: str) -> None:
    answer = ask(engine, question)
    assert states(answer).get(words) == state
    assert (answer.reason == "conditions-not-met") == (state != "met")
    assert not (answer.answerable and state != "met")


def test_a_question_in_agreement_is_judged_as_before(engine: Engine) -> None:
    assert ask(engine, "incubators that give young firms desks").conditions == ()


def test_the_passage_that_agrees_comes_first(engine: Engine) -> None:
    for year, text in (("2011", FUND_2011), ("2012", FUND_2012)):
        answer = ask(engine, f"How much did the seed fund disburse in {year}?")
        assert answer.hits[0].passage.text == text
        assert answer.hits[0].unmet == ()
        other = next(hit for hit in answer.hits if hit.passage.text in (FUND_2011, FUND_2012) and hit.rank > 1)
        assert other.unmet == (0,)


def test_ranks_and_scores_stay_in_order(engine: Engine) -> None:
    hits = ask(engine, "How much did the seed fund disburse in 2012?").hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(one.score >= other.score for one, other in itertools.pairwise(hits))


@pytest.mark.parametrize("question", ["incubators -university", "incubators NOT university"])
def test_an_excluded_word_is_in_no_result(engine: Engine, question: str) -> None:
    hits = ask(engine, question).hits
    assert hits
    assert not any("universit" in hit.passage.text.lower() for hit in hits)


def test_without_or_all_quoted_phrases_are_required_and_with_it_any(engine: Engine) -> None:
    both = ask(engine, '"seed fund" "drip irrigation"')
    either = ask(engine, '"seed fund" OR "drip irrigation"')
    assert both.reason == "conditions-not-met"
    assert either.reason != "conditions-not-met"
    assert len(either.hits) > 2


def test_a_quotation_that_stands_nowhere_is_said_to_stand_nowhere(engine: Engine) -> None:
    answer = ask(engine, '"the office for lending handles technology agreements"')
    assert (answer.answerable, answer.reason) == (False, "conditions-not-met")
    assert "together in this order" in unmet_sentences(answer)[0]
    (verdict,) = missing_quotes(engine, answer)
    assert verdict.nearest is not None
    assert verdict.nearest.text.startswith("The office for licensing")
    assert [(one.quote, one.source) for one in verdict.differences if one.kind == "wording"] == [
        ("lending", "licensing")
    ]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("egovernment", "Services"),
        ("e government", "Services"),
        ("e-government", "Services"),
        ("cooperatives", "Farmers"),
        ("co-operatives", "Farmers"),
        ("subsidize diesel", "Pumps"),
        ("licenses of technologies", "Licences"),
    ],
)
def test_word_division_plural_and_british_spelling_make_no_difference(
    engine: Engine, question: str, title: str
) -> None:
    answer = engine.search(Query(question, mode="lexical"))
    assert answer.hits[0].document.title == title


@pytest.mark.parametrize("question", ["?", "😀", "the", "a", '""', "...", "-", "-university"])
def test_a_question_without_a_word_is_answered_by_nothing(engine: Engine, question: str) -> None:
    answer = ask(engine, question)
    assert not answer.answerable


@pytest.mark.parametrize("question", ["hello", "blockchain", "Somalia", "zebra"])
def test_a_topic_that_no_passage_speaks_of_is_not_answered(engine: Engine, question: str) -> None:
    assert not ask(engine, question).answerable


def test_what_is_missing_is_told_in_a_sentence(engine: Engine) -> None:
    (sentence,) = unmet_sentences(ask(engine, "How much did the seed fund disburse in 2009?"))
    assert "2009" in sentence


@pytest.mark.parametrize(
    ("kind", "state", "sentence"),
    [
        ("place", "absent", "No passage about this mentions “Kenya”."),
        (
            "place",
            "contradicted",
            "No passage about this mentions “Kenya”; the closest ones name another country.",
        ),
        ("addressee", "contradicted", "No passage about this asks “Kenya” to act; the closest ones ask others."),
        ("negation", "contradicted", "The closest passages deny this: “Kenya”."),
    ],
)
def test_what_is_not_met_is_told_in_plain_words(
    engine: Engine, kind: ConditionKind, state: ConditionState, sentence: str
) -> None:
    condition = AnswerCondition(0, 5, kind, state)
    answer = replace(ask(engine, "Kenya and pumps"), reason="conditions-not-met", conditions=(condition,))
    assert unmet_sentences(answer) == [sentence]


@given(kind=st.sampled_from(get_args(ConditionKind)), state=st.sampled_from(get_args(ConditionState)))
def test_every_kind_of_condition_can_be_told(engine: Engine, kind: ConditionKind, state: ConditionState) -> None:
    answer = replace(ask(engine, "Kenya"), reason="conditions-not-met")
    assert all(unmet_sentences(replace(answer, conditions=(AnswerCondition(0, 5, kind, state),))))


def test_conditions_met_in_different_passages_are_named_together(engine: Engine) -> None:
    met = (AnswerCondition(0, 5, "place", "met"), AnswerCondition(10, 15, "name", "met"))
    answer = replace(ask(engine, "Kenya and pumps"), reason="conditions-not-met", conditions=met)
    assert unmet_sentences(answer) == ["No single passage has all of this: “Kenya”, “pumps”."]


def test_twenty_and_contradictory_conditions_are_no_error(engine: Engine) -> None:
    many = "seed fund " + " ".join(f"in {year} in Kenya" for year in range(1990, 2015))
    assert ask(engine, many).hits
    assert ask(engine, "seed fund in 2011 but not in 2011, in Kenya and outside Kenya").hits


def test_the_same_is_answered_at_every_limit(engine: Engine) -> None:
    question = "How much did the seed fund disburse in 2012?"
    few, many = (engine.search(Query(question, limit=limit)) for limit in (1, 20))
    assert few.hits[0].passage.id == many.hits[0].passage.id
    assert (few.answerable, few.conditions) == (many.answerable, many.conditions)


def test_signs_that_are_not_read_as_operators_are_said(engine: Engine) -> None:
    assert ask(engine, "+fund AND report").operators_ignored == ("+", "AND")


def test_the_longest_questions_have_no_conditions(engine: Engine, make_long: Callable[[], str]) -> None:
    assert ask(engine, make_long()).conditions == ()


@pytest.fixture
def make_long() -> Callable[[], str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return lambda: " ".join(f"word{one}{other}" for one in letters[:8] for other in letters[:6]) + " in 2009"
