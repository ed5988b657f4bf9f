"""The words of a text that match terms, as the index analyzes them."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer
from search.analysis.term_matcher import TermMatcher, WordAnalyzer, word_prefixes

_ANALYZER = Analyzer()


def analyze(text: str) -> list[str]:
    return [term for _, term in _ANALYZER.terms(text)]


WORDS = (
    "oestrogen Oestrogen estrogens R&D rnd r&d IL6 il 6 dying die skies sky colour color Éclair eclair α alpha "
    "Programme program organise organize universities University foetus fetus οmega ℡ tel 中国 国中 haemoglobin "
    "état tat naïve ve aemia policies policy capability capable centre centred centers prise prize tying tie "
    "crueller favourite favourites colourless neighbourhood paediatric gaming game ÄB B A&B b&é İb K k 6il a1b"
).split()


TEXTS = st.lists(st.sampled_from([*WORDS, *"&.-/'İ"]), max_size=10)
BETWEEN = st.sampled_from([" ", " ", " ", ""])


@given(TEXTS, st.lists(st.sampled_from(WORDS), max_size=8), BETWEEN)
def test_every_word_with_a_wanted_term_is_found(text: list[str], wanted: list[str], between: str) -> None:
    joined, terms = between.join(text), {term for word in wanted for term in analyze(word)}
    words = WordAnalyzer(analyze)
    assert TermMatcher(words, terms).matches(joined) == [
        match for match in words.each(joined) if terms.intersection(match[2])
    ]


def test_every_word_begins_with_a_prefix_of_its_term() -> None:
    for word in WORDS:
        if word.isascii() and word.isalnum():
            parts = [part for part in WordAnalyzer(analyze).each(word.lower()) if part[2]]
            assert all(any(word.lower()[a:].startswith(b) for b in word_prefixes(t)) for a, _, (t,) in parts)


def test_a_term_without_ascii_prefixes_is_found_too() -> None:
    assert TermMatcher(WordAnalyzer(analyze), {"中国"}).matches("in 中国 now") == [(3, 5, ("中国",))]
