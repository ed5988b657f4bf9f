"""A snapshot on Milvus keeps its tokens in its folder, and ranks by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from search.engine import Engine
from search.query import Query
from search.snapshot.layout import TOKENS, Layout
from search.snapshot.open import Snapshot


@pytest.fixture
def filled(library: Any, word_encoder: Callable[..., Any]) -> Any:
    """A library not yet published, with an encoder that gives tokens."""
    library.encoder = word_encoder()
    for text in ("Lunar calendars.", "Bamboo weaving.", "Solar pumps for farms.", "Micro credit."):
        library.add(text, text)
    return library


def _answers(layout: Layout, encoder: Any) -> list[list[tuple[str, float]]]:
    snapshot = Snapshot.open_current(layout)
    engine = Engine(snapshot, encoder)
    found = [engine.search(Query(text)).hits for text in ("solarium", "credit for farming", "lunar bamboos")]
    snapshot.close()
    return [[(result.passage.text, round(result.score, 3)) for result in results] for results in found]


def test_words_of_a_question_are_compared_with_tokens_there_as_with_files(
    filled: Any, layout: Layout, publish: Callable[..., Any]
) -> None:
    manifest = publish(tokens=filled.encoder.token_space)
    assert manifest.on_milvus
    assert (layout.path(manifest.id) / TOKENS).is_file()
    on_milvus = _answers(layout, filled.encoder)
    filled.publish()
    assert _answers(filled.layout, filled.encoder) == on_milvus
    assert on_milvus[0][0][0] == "Solar pumps for farms."
