"""A question as it is read against one corpus: its terms, what they may stand for, its phrases."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from search.analysis.analyzer import Phrase, Term
from search.analysis.query_terms import QueryTerms
from search.analysis.spelling import suggestions
from search.analysis.term_matcher import WordAnalyzer
from search.index.protocols import LexicalIndex

BM25_K1 = 1.2
"""Fixed in tantivy."""
_QUOTED = re.compile(r"[\"“”„‟]([^\"“”„‟]{2,200})[\"“”„‟]")
_QUOTED_SHARE = 0.25
_QUESTION = 32
"""What it quotes is a condition in a question of up to so many terms, from such a share of them."""
_PHRASES = 8
"""Different quotes that are conditions; each is a search of its own. Those after them hold nothing back."""


@dataclass(frozen=True)
class AnalyzedQuery:
    """``stands_for`` maps each term the corpus lacks to those of its terms it may be a slip for, with weights."""

    text: str
    asked: QueryTerms
    stands_for: Mapping[str, Mapping[str, float]]
    phrases: tuple[Phrase, ...]

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

    @property
    def most(self) -> float:
        """The BM25 score that no passage can exceed: every term of the question, as often as you like."""
        return max(self.asked.weight * (BM25_K1 + 1.0), 1e-9)

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


Pieces = Callable[[str], Iterable[tuple[int, int]]]
"""(start, end) of each piece a text falls into for the encoder."""


def analyze(text: str, lexical: LexicalIndex, passages: int, words: WordAnalyzer, pieces: Pieces) -> AnalyzedQuery:
    """Read ``text`` against a corpus of ``passages`` passages.

    A word that the encoder knows in one piece is spelt as meant, though the corpus lacks it: "farm" is no slip for
    "firm". Names and slips fall into several pieces.
    """

    def analyse(part: str) -> list[str]:
        return [term for _, term in lexical.terms(part)]

    asked = QueryTerms.of(text, analyse, lexical.document_frequency, passages)
    missing = {term.text for term in asked.terms if not term.frequency}
    if missing:
        whole = set(pieces(text))
        missing.difference_update(*(terms for start, end, terms in words.each(text) if (start, end) in whole))
    stands_for = {
        term: dict(found) for term in sorted(missing) if (found := suggestions(term, lexical.vocabulary))
    }
    return AnalyzedQuery(text, asked, stands_for, _phrases(text, lexical, len(asked.terms)))


def _phrases(text: str, lexical: LexicalIndex, terms: int) -> tuple[Phrase, ...]:
    """What is quoted to be found as it stands.

    A few words in quotation marks within a long sentence are a turn of speech, and a text that serves as a
    question quotes others: neither holds anything back. As conditions they cost .004 nDCG on claims from
    newspapers and .013 on essays.
    """
    found = (tuple(lexical.terms(quoted)) for quoted in _QUOTED.findall(text))
    phrases = tuple(islice(dict.fromkeys(filter(None, found)), _PHRASES))
    meant = terms <= _QUESTION and sum(map(len, phrases)) >= _QUOTED_SHARE * terms
    return phrases if meant else ()
