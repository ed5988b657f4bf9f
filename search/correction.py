"""A question as it was meant: misspelt words replaced by words of the corpus, before anything judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from search.analysis.analyze import AnalyzedQuery, quoted_spans
from search.analysis.analyzer import Term
from search.analysis.spelling import possible_stems, slips, slips_allowed
from search.analysis.term_matcher import TermMatcher, WordAnalyzer
from search.answer import AnswerCondition, Correction
from search.index.protocols import LexicalIndex
from search.snapshot.store import Store

_LOOKED_THROUGH = 5
"""Passages in which the written forms of a term are looked for."""
_MOST_STEMS = 4096
"""Terms whose written forms are remembered."""
_MOST_CORRECTED = 8
"""Words of one question that are corrected; a text in which more are unknown is no question that was misspelt."""


class Corrector:
    """Corrects questions by the words of one snapshot. Thread-safe."""

    def __init__(self, lexical: LexicalIndex, store: Store, words: WordAnalyzer) -> None:
        self._lexical, self._store, self._words = lexical, store, words
        self._forms: Callable[[str], frozenset[str]] = lru_cache(_MOST_STEMS)(self._written_forms)

    def correct(self, query: AnalyzedQuery) -> tuple[Correction, ...]:
        """The words of ``query`` that are misspelt words of the corpus, in order.

        Only words that the corpus lacks and that are near a word it has. A name may have one slip, not two: names
        are more alike than words are. Words in quotes stay as they are.
        """
        if not query.unknown:
            return ()
        quoted = quoted_spans(query.text)
        names = [(name.start, name.end) for name in query.query_terms.names]
        found = []
        for start, end, terms in self._words.each(query.text):
            typed = query.text[start:end]
            allowed = min(slips_allowed(typed), 1 if _within(names, start, end) else 2)
            if not allowed or query.unknown.isdisjoint(terms) or _within(quoted, start, end):
                continue
            if meant := self._meant(typed, allowed):
                found.append(Correction(start, end, typed, meant))
                if len(found) == _MOST_CORRECTED:
                    break
        return tuple(found)

    def _meant(self, typed: str, allowed: int) -> str | None:
        """The word of the corpus that is nearest to ``typed``, at most ``allowed`` slips away.

        Of equally near words the one that stands in most passages.
        """
        forms = [
            (slips(typed, form), -self._lexical.document_frequency(stem), form.lower(), form)
            for stem in possible_stems(typed, self._lexical.vocabulary)
            for form in self._forms(stem)
        ]
        distance, *_, form = min(forms, default=(allowed + 1, 0, "", ""))
        return _in_case_of(typed, form) if distance <= allowed else None

    def _written_forms(self, term: str) -> frozenset[str]:
        """How ``term`` is written in some of the passages that contain it."""
        rows, _ = self._lexical.search([Term(term)], _LOOKED_THROUGH)
        matcher = TermMatcher(self._words, [term])
        texts = [passage.indexed_text for passage in self._store.passages(rows.tolist())]
        return frozenset(text[start:end] for text in texts for start, end, _ in matcher.matches(text))


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)


def corrected_text(text: str, corrections: tuple[Correction, ...]) -> str:
    """``text`` with ``corrections`` (in order) applied."""
    parts, last = [], 0
    for correction in corrections:
        parts += [text[last : correction.start], correction.meant]
        last = correction.end
    return "".join([*parts, text[last:]])


def typed_conditions(
    conditions: Iterable[AnswerCondition], corrections: Sequence[Correction]
) -> tuple[AnswerCondition, ...]:
    """Conditions of the corrected question, as ranges of the question as typed.

    A range that begins or ends inside of a corrected word takes all of what was typed for it.
    """
    return tuple(
        replace(
            condition, start=_typed(condition.start, corrections)[0], end=_typed(condition.end, corrections)[1]
        )
        for condition in conditions
    )


def _typed(place: int, corrections: Sequence[Correction]) -> tuple[int, int]:
    """The place in the typed text of a place in the corrected one: the first and the last that it may be."""
    longer = 0
    for correction in corrections:
        start = correction.start + longer
        if place <= start:
            break
        if place < start + len(correction.meant):
            return correction.start, correction.end
        longer += len(correction.meant) - len(correction.typed)
    return place - longer, place - longer


def _in_case_of(typed: str, form: str) -> str:
    """``form`` with a capital where the word ``typed`` has one; of a ``form`` all in capitals they are dropped."""
    plain = form.lower() if form.isupper() or typed.islower() else form
    return plain[:1].upper() + plain[1:] if typed[:1].isupper() else plain
