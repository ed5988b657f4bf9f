"""Writing without spaces is found by its words, and the words are shown where they stand."""

import pytest

from search.analysis.analyzer import text_analyzer
from search.analysis.cjk import ngrams, segmented
from search.analysis.normalize import normalize
from search.analysis.term_matcher import WordAnalyzer
from search.ranking.highlight import Highlighter


def _terms(text: str) -> list[str]:
    return [token.text for token in text_analyzer().pre_tokenize(normalize(text)).tokens]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("创新政策", "各国政府应当制定区域创新政策并提供资金"),
        ("イノベーション", "中小企業のイノベーションを支援する"),
        ("ทรัพย์สินทางปัญญา", "การคุ้มครองทรัพย์สินทางปัญญาในประเทศไทย"),
    ],
)
def test_a_word_within_a_clause_shares_its_terms_with_the_clause(word: str, sentence: str) -> None:
    assert set(_terms(word)) <= set(_terms(sentence))
    assert len(_terms(word)) > 1


def test_what_is_shown_in_a_passage_is_what_the_index_found() -> None:
    text = "Policy: 各国政府应当制定区域创新政策 (2006)"
    ((start, end),) = Highlighter(dict.fromkeys(_terms("创新政策"), 1.0), WordAnalyzer(_terms)).highlight(text)[0]
    assert text[start:end] == "各国政府应当制定区域创新政策"


def test_tone_marks_part_no_word() -> None:
    assert "".join(gram[0] for gram in ngrams("ที่ประชุม")).startswith("ทีป")


def test_other_text_is_left_as_it_is() -> None:
    text = "Science & technology in São Paulo, 27-30 October"
    assert segmented(text) == text
