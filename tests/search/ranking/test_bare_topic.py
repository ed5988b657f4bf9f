"""Whether the corpus speaks of a mere topic."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from search.analysis.term_matcher import WordAnalyzer
from search.ranking.bare_topic import is_spoken_of
from search.ranking.late_interaction import TokenComparison

TEXTS = ("Bamboo weaving for rural markets.", "Export taxes on wool.", "Solar pumps for farms.")


@pytest.fixture
def spoken_of(library: Any, word_encoder: Callable[..., Any]) -> Callable[[str, list[str]], bool]:
    """Whether a topic is spoken of, given the passages that were found for it; the corpus has all TEXTS."""
    library.encoder = word_encoder()
    for number, text in enumerate(TEXTS):
        library.add(f"d{number}", text)
    library.publish()
    engine = library.engine()
    words = WordAnalyzer(lambda text: [term for _, term in engine.snapshot.lexical.terms(text)])
    stored = [passage.text for passage in engine.snapshot.store.passages(list(range(len(TEXTS))))]

    def spoken(topic: str, found: list[str], with_tokens: bool = True) -> bool:
        tokens = TokenComparison.of(engine.tokens, topic, engine.encoder.query_with_tokens(topic))
        assert tokens is not None
        if not with_tokens:
            return is_spoken_of(engine.analyze(topic), words, None, None)
        rows = np.array([stored.index(text) for text in found])
        return is_spoken_of(engine.analyze(topic), words, tokens, tokens.maxsim(rows))

    return spoken


def test_a_topic_is_spoken_of_if_the_passages_found_have_its_words(spoken_of: Callable[..., bool]) -> None:
    assert spoken_of("bamboo weaving", [TEXTS[0]])
    assert spoken_of("weaving wool", [TEXTS[0], TEXTS[1]])


def test_a_word_that_the_corpus_has_elsewhere_is_not_enough(spoken_of: Callable[..., bool]) -> None:
    assert not spoken_of("weaving wool", [TEXTS[0], TEXTS[2]])


def test_where_tokens_cannot_be_compared_a_word_of_the_corpus_is_enough(spoken_of: Callable[..., bool]) -> None:
    assert spoken_of("weaving wool", [], with_tokens=False)
    assert not spoken_of("bamboo lasers", [], with_tokens=False)
