"""Within a passage: the words that matched, and the sentence that answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from corpus.sentences import sentences
from search.ranking.words import Hit, Words

Range = tuple[int, int]


def spans(text: str, rarity: Mapping[str, float], words: Words) -> tuple[tuple[Range, ...], Range | None]:
    """:func:`highlights` and :func:`answer_span` from one reading of ``text``: both see every word of it."""
    hits = words.hits(text, rarity)
    return _joined(text, hits), _answer(text, hits, rarity)


def highlights(text: str, wanted: Collection[str], words: Words) -> tuple[Range, ...]:
    """Where ``text`` holds the ``wanted`` terms; matches with only blanks between them are joined."""
    return _joined(text, words.hits(text, wanted))


def answer_span(text: str, rarity: Mapping[str, float], words: Words) -> Range | None:
    """The sentence of ``text`` with the rarest words of the question; None when no sentence holds any.

    ``rarity`` weighs each term. A passage of one sentence is its own answer. Of equals the first, and a long
    sentence wins over a short one only by what more it holds.
    """
    return _answer(text, words.hits(text, rarity), rarity)


def _joined(text: str, hits: Sequence[Hit]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for start, end, _ in hits:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _answer(text: str, hits: Sequence[Hit], rarity: Mapping[str, float]) -> Range | None:
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
