"""Text to the terms of the lexical index: tantivy's analyzer behind one normalisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import tantivy

from search.analysis.normalize import normalize


@dataclass(frozen=True, slots=True)
class Term:
    """A term to search for.

    ``weight`` multiplies its BM25: its count in the query, less for a guessed correction.
    """

    text: str
    weight: float = 1.0


Phrase = Sequence[tuple[int, str]]
"""Terms with their positions; stop words leave gaps, which the positions keep."""


class TermDictionary(Protocol):
    """What query analysis needs to know of a lexical index."""

    def terms(self, text: str) -> list[tuple[int, str]]:
        """The terms of ``text`` with their positions, as the index analyzes it; repeats are kept."""

    def document_frequency(self, term: str) -> int:
        """The number of passages that contain a term."""

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """(term, document frequency) of every term that begins with ``prefix``."""


def text_analyzer() -> Any:
    """tantivy's analyzer: lower case, no accents, English stop words removed, English stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


class Analyzer:
    """Analyzes texts as the lexical index does. Thread-safe."""

    def __init__(self) -> None:
        self._analyzer = text_analyzer()

    def terms(self, text: str) -> list[tuple[int, str]]:
        """The terms of ``text`` with their positions; repeats are kept."""
        return [(token.position, token.text) for token in self._analyzer.pre_tokenize(normalize(text)).tokens]
