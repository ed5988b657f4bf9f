"""The words of a text as the index analyses them."""

from hypothesis import given
from hypothesis import strategies as st

from search.lexical import analyser
from search.ranking.spelling import fold
from search.ranking.words import Words

_ANALYSER = analyser()


def analyse(text: str) -> list[str]:
    return [token.text for token in _ANALYSER.pre_tokenize(fold(text)).tokens]


WORDS = (
    "oestrogen Oestrogen estrogens R&D rnd r&d IL6 il 6 dying die skies sky colour color Éclair eclair α alpha "
    "Programme program organise organize universities University foetus fetus οmega ℡ tel 中国 国中 haemoglobin "
    "état tat naïve ve aemia"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.lists(st.sampled_from(WORDS), max_size=8))
def test_every_word_of_a_text_that_stands_for_a_wanted_term_is_found(text: list[str], wanted: list[str]) -> None:
    joined, terms = " ".join(text), {term for word in wanted for term in analyse(word)}
    words = Words(analyse)
    assert words.hits(joined, terms) == [hit for hit in words.each(joined) if terms.intersection(hit[2])]
