"""Within a passage: the words that matched, and the sentence that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.sentences import sentences
from search.analysis.term_matcher import TermMatch, TermMatcher, WordAnalyzer

Range = tuple[int, int]


class Highlighter:
    """Marks passages with what a question looks for; ``rarity`` weighs each of its terms."""

    def __init__(self, rarity: Mapping[str, float], words: WordAnalyzer) -> None:
        self._rarity = rarity
        self._finder = TermMatcher(words, rarity)

    def marks(self, text: str) -> tuple[tuple[Range, ...], Range | None]:
        """Highlights, and the sentence that answers.

        Highlights are the places of the terms, joined where only blanks are between them. The sentence is the one
        with the rarest words, None when none holds any; a passage of one sentence is its own answer. Of equals the
        first, and a long sentence wins over a short one only by what more it holds.
        """
        hits = self._finder.hits(text)
        return _joined(text, hits), _answer(text, hits, self._rarity)


def _joined(text: str, hits: Sequence[TermMatch]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for start, end, _ in hits:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _answer(text: str, hits: Sequence[TermMatch], rarity: Mapping[str, float]) -> Range | None:
    found = list(sentences(text))
    if len(found) <= 1:
        return found[0] if found else None
    best: tuple[float, Range] | None = None
    at = 0
    for start, end in found:
        held: set[str] = set()
        while at < len(hits) and hits[at][0] < end:
            held.update(hits[at][2])
            at += 1
        weight = sum(rarity.get(term, 0.0) for term in held)
        if weight > 0.0 and (best is None or weight > best[0] + 1e-9):
            best = (weight, (start, end))
    return best[1] if best else None
