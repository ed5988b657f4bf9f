import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.confidence import Signs, confidence
from search.ranking.parameters import Confidence
from search.ranking.probes import Background
from search.ranking.wanted import missing_kind

SIGNS = st.builds(
    Signs,
    cosine=st.floats(-1, 1),
    lift=st.floats(-50, 50),
    covered=st.floats(0, 1),
    size=st.floats(0, 16),
    names_missing=st.floats(0, 1),
    kind_missing=st.booleans(),
)


@given(SIGNS)
def test_confidence_is_a_probability(signs: Signs) -> None:
    assert 0 <= confidence(signs, Confidence()) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_nearer_is_surer(a: float, b: float) -> None:
    low, high = (confidence(Signs(cosine, 2, 0.3, 5), Confidence()) for cosine in sorted((a, b)))
    assert low <= high


def test_names_and_kinds_not_found_make_less_sure() -> None:
    plain = confidence(Signs(0.5, 3, 0.4, 5), Confidence())
    assert confidence(Signs(0.5, 3, 0.4, 5, names_missing=1), Confidence()) < plain
    assert confidence(Signs(0.5, 3, 0.4, 5, kind_missing=True), Confidence()) < plain


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=50), st.floats(-1, 1))
def test_lift_is_measured_from_the_middle_of_unrelated_questions(best: list[float], cosine: float) -> None:
    background = Background.of(best)
    assert background.spread > 0
    assert (background.lift(cosine) > 0) == (cosine > background.middle)


def test_one_related_probe_does_not_move_the_yardstick() -> None:
    calm = [0.2, 0.22, 0.18, 0.21, 0.19]
    assert Background.of([*calm, 0.9]).middle == pytest.approx(Background.of(calm).middle, abs=0.02)


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("How much did the workshop cost?", "It was held in Beijing.", True),
        ("How much did the workshop cost?", "It cost $4,000.", False),
        ("How many experts came?", "16 international experts", False),
        ("How many experts came?", "International experts came.", True),
        ("When was it held?", "27-30 October 2006", False),
        ("What is the phone number of APCTT?", "APCTT, New Delhi", True),
        ("Who spoke about clusters?", "Ms. Wang Jici", False),
    ],
)
def test_a_kind_of_thing_asked_for_is_looked_for(question: str, text: str, missing: bool) -> None:
    assert missing_kind(question, [text]) == missing
