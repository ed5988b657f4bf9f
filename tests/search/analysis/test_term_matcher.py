"""The words of a text as the index analyses them."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import text_analyzer
from search.analysis.normalize import normalize
from search.analysis.term_matcher import TermMatcher, WordAnalyzer, word_prefixes

_ANALYSER = text_analyzer()


def analyse(text: str) -> list[str]:
    return [token.text for token in _ANALYSER.pre_tokenize(normalize(text)).tokens]


WORDS = (
    "oestrogen Oestrogen estrogens R&D rnd r&d IL6 il 6 dying die skies sky colour color Éclair eclair α alpha "
    "Programme program organise organize universities University foetus fetus οmega ℡ tel 中国 国中 haemoglobin "
    "état tat naïve ve aemia policies policy capability capable centre centred centers prise prize tying tie "
    "crueller favourite favourites colourless neighbourhood paediatric gaming game ÄB B A&B b&é İb K k 6il a1b"
).split()


TEXTS = st.lists(st.sampled_from([*WORDS, *"&.-/'İ"]), max_size=10)
BETWEEN = st.sampled_from([" ", " ", " ", ""])


@given(TEXTS, st.lists(st.sampled_from(WORDS), max_size=8), BETWEEN)
def test_every_word_of_a_text_that_stands_for_a_wanted_term_is_found(
    text: list[str], wanted: list[str], between: str
) -> None:
    joined, terms = between.join(text), {term for word in wanted for term in analyse(word)}
    words = WordAnalyzer(analyse)
    assert TermMatcher(words, terms).matches(joined) == [
        hit for hit in words.each(joined) if terms.intersection(hit[2])
    ]


def test_a_word_begins_as_its_term_tells() -> None:
    for word in WORDS:
        if word.isascii() and word.isalnum():
            parts = [part for part in WordAnalyzer(analyse).each(word.lower()) if part[2]]
            assert all(any(word.lower()[a:].startswith(b) for b in word_prefixes(t)) for a, _, (t,) in parts)


def test_a_term_with_no_known_beginning_is_found_all_the_same() -> None:
    assert TermMatcher(WordAnalyzer(analyse), {"中国"}).matches("in 中国 now") == [(3, 5, ("中国",))]
