"""Within a passage: the words that matched, and the sentence that answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corpus.sentences import sentences
from search.ranking.words import Words

Range = tuple[int, int]


def highlights(text: str, wanted: Collection[str], words: Words) -> tuple[Range, ...]:
    """Where ``text`` holds the ``wanted`` terms; matches with only blanks between them are joined."""
    joined: list[Range] = []
    for start, end in words.places(text, wanted):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def answer_span(text: str, rarity: Mapping[str, float], words: Words) -> Range | None:
    """The sentence of ``text`` with the rarest words of the question; None when no sentence holds any.

    ``rarity`` weighs each term. A passage of one sentence is its own answer. Of equals the first, and a long
    sentence wins over a short one only by what more it holds.
    """
    found = list(sentences(text))
    if len(found) <= 1:
        return found[0] if found else None
    best: tuple[float, Range] | None = None
    for start, end in found:
        weight = sum(rarity.get(term, 0.0) for term in words.terms(text[start:end]))
        if weight > 0.0 and (best is None or weight > best[0] + 1e-9):
            best = (weight, (start, end))
    return best[1] if best else None
