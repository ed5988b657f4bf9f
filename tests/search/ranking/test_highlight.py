from hypothesis import given
from hypothesis import strategies as st

from corpus.model import TextRange
from search.analysis.term_matcher import WordAnalyzer
from search.ranking.highlight import Highlighter

WORDS = WordAnalyzer(lambda text: [text.lower().rstrip("s")])
TEXTS = st.text(alphabet="ab cd.\nÄß中 ", max_size=80)


def highlights(text: str, wanted: set[str]) -> tuple[TextRange, ...]:
    return Highlighter(dict.fromkeys(wanted, 1.0), WORDS).highlight(text)[0]


def answer_span(text: str, weights: dict[str, float]) -> TextRange | None:
    return Highlighter(weights, WORDS).highlight(text)[1]


@given(TEXTS, st.sets(st.sampled_from(["a", "b", "ab", "ä", "中", "cd"])))
def test_highlights_are_ordered_ranges_that_do_not_overlap(text: str, wanted: set[str]) -> None:
    marks = highlights(text, wanted)
    edges = [edge for mark in marks for edge in mark]
    assert edges == sorted(edges)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in marks)


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "b", "ab", "cd"]), st.floats(0.1, 5)))
def test_an_answer_is_a_range_of_the_text(text: str, weights: dict[str, float]) -> None:
    span = answer_span(text, weights)
    assert span is None or text[span[0] : span[1]].strip()


def test_the_sentence_with_the_rarest_words_answers() -> None:
    text = "The meeting was long. Micro credit was asked for. The meeting ended."
    start, end = answer_span(text, {"meeting": 0.5, "credit": 3.0}) or (0, 0)
    assert text[start:end] == "Micro credit was asked for."


def test_neighbouring_matches_are_one_highlight_by_their_stems() -> None:
    assert highlights("Set up micro credits now", {"micro", "credit"}) == ((7, 20),)


def test_a_passage_of_one_sentence_is_its_own_answer() -> None:
    assert answer_span("No word is shared", {}) == (0, 17)
