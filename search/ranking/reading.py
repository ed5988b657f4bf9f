"""A question as it is read against one corpus: its terms, what they may stand for, its phrases, its language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from search.lexical import LexicalIndex, Phrase, Term
from search.ranking.asked import Asked
from search.ranking.corrections import corrections
from search.ranking.language import language_of

_QUOTED = re.compile(r"[\"“”„‟]([^\"“”„‟]{2,200})[\"“”„‟]")


@dataclass(frozen=True)
class Reading:
    """``stands_for`` maps each term the corpus lacks to those of its terms it may be a slip for, with weights."""

    text: str
    asked: Asked
    stands_for: Mapping[str, Mapping[str, float]]
    phrases: tuple[Phrase, ...]
    language: str | None

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """What to look for, weighted: the question's own terms by count, corrections by how sure they are."""
        weights: defaultdict[str, float] = defaultdict(float)
        for term in self.asked.terms:
            if term.frequency:
                weights[term.text] += term.count
            for other, sure in self.stands_for.get(term.text, {}).items():
                weights[other] = max(weights[other], sure * term.count)
        return tuple(Term(text, weight) for text, weight in weights.items())

    @cached_property
    def rarity(self) -> dict[str, float]:
        """Weight of each term that matches, for choosing among sentences."""
        weights = {term.text: self.asked.rarity(term) for term in self.asked.terms}
        for term, others in self.stands_for.items():
            weights |= {other: sure * weights[term] for other, sure in others.items()}
        return weights

    @cached_property
    def unknown(self) -> float:
        """The share (by rarity) of the terms that no passage holds, not even misspelt."""
        if not self.asked.weight:
            return 1.0
        missing = (t for t in self.asked.terms if not t.frequency and t.text not in self.stands_for)
        return sum(self.asked.rarity(term) for term in missing) / self.asked.weight

    def answered(self, held: set[str]) -> set[str]:
        """``held`` and the question's own terms that something in it stands for."""
        return held | {term for term, others in self.stands_for.items() if not held.isdisjoint(others)}


def read(text: str, lexical: LexicalIndex, passages: int) -> Reading:
    """Read ``text`` against a corpus of ``passages`` passages."""

    def analyse(part: str) -> list[str]:
        return [term for _, term in lexical.terms(part)]

    asked = Asked.of(text, analyse, lexical.document_frequency, passages)
    stands_for = {
        term.text: dict(found)
        for term in asked.terms
        if not term.frequency and (found := corrections(term.text, lexical.vocabulary))
    }
    phrases = tuple(phrase for quoted in _QUOTED.findall(text) if (phrase := tuple(lexical.terms(quoted))))
    return Reading(text, asked, stands_for, phrases, language_of(text))
