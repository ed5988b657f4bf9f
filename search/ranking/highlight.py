"""Within a passage: the words that match the query, and the sentence that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from corpus.model import TextRange
from corpus.sentences import sentences
from search.analysis.term_matcher import TermMatch, TermMatcher, WordAnalyzer

_TEXTS_KEPT = 4096
"""Passages whose sentences are kept for the next question, about 1 KB each."""


class Highlighter:
    """Highlights passages for one query; ``weights`` are those of its terms."""

    def __init__(self, weights: Mapping[str, float], words: WordAnalyzer) -> None:
        self._weights = weights
        self._matcher = TermMatcher(words, weights)

    def highlight(self, text: str) -> tuple[tuple[TextRange, ...], TextRange | None]:
        """The highlights of ``text``, and the sentence that answers.

        Highlights are the words that match, joined if only white space is between them. The sentence is the one
        whose matching terms weigh most, the first of equals, or None if nothing matches; a longer sentence wins
        only by the further terms it contains. A passage of one sentence is its own answer.
        """
        matches = self._matcher.matches(text)
        return _joined(text, matches), _best_sentence(text, matches, self._weights)


def _joined(text: str, matches: Sequence[TermMatch]) -> tuple[TextRange, ...]:
    joined: list[TextRange] = []
    for start, end, _ in matches:
        if joined and not text[joined[-1].end : start].strip():
            joined[-1] = TextRange(joined[-1].start, end)
        else:
            joined.append(TextRange(start, end))
    return tuple(joined)


def _best_sentence(text: str, matches: Sequence[TermMatch], weights: Mapping[str, float]) -> TextRange | None:
    found = _sentences(text)
    if len(found) <= 1:
        return TextRange(*found[0]) if found else None
    best: tuple[float, TextRange] | None = None
    index = 0
    for start, end in found:
        terms: set[str] = set()
        while index < len(matches) and matches[index][0] < end:
            terms.update(matches[index][2])
            index += 1
        weight = sum(weights.get(term, 0.0) for term in terms)
        if weight > 0.0 and (best is None or weight > best[0] + 1e-9):
            best = (weight, TextRange(start, end))
    return best[1] if best else None


@lru_cache(maxsize=_TEXTS_KEPT)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(text))
