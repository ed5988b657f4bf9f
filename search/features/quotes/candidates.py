"""Which passages may hold a quote, by the lexical index or by reading them all."""

from __future__ import annotations

from collections.abc import Sequence

from search.analysis.analyzer import Phrase, Term
from search.engine import Engine
from search.features.quotes.effort import Effort
from search.features.quotes.normalized import is_joined
from search.query import Filters
from search.runtime import check_deadline
from search.snapshot.facets import facet_keys

_WINDOW = 8
"""Terms of a phrase that is looked up."""
_CANDIDATES = 200
"""Passages one phrase may give."""
_NEAREST = 10
"""Passages a quote that stands nowhere is compared with word by word."""


def rows_with_phrases(engine: Engine, wanted: str, filters: Filters, effort: Effort) -> list[int]:
    """Rows of passages that may hold a part of the quote, each once."""
    snapshot = engine.snapshot
    terms = snapshot.lexical.terms(wanted)
    rows: dict[int, None] = {}
    for phrase in _windows(terms):
        check_deadline()
        found, _ = snapshot.lexical.search([Term(phrase[0][1])], _CANDIDATES, facet_keys(filters), [phrase])
        effort.complete &= len(found) < _CANDIDATES
        rows.update(dict.fromkeys(found.tolist()))
    if not terms or any(is_joined(character) for character in wanted):
        rows.update(dict.fromkeys(rows_to_the_letter(engine, wanted, filters, effort)))
    return list(rows)


def rows_to_the_letter(engine: Engine, wanted: str, filters: Filters, effort: Effort) -> list[int]:
    """Rows of passages that hold the quote to the letter, by reading them all."""
    snapshot = engine.snapshot
    mask = snapshot.mask(filters)
    found = snapshot.store.rows_holding(wanted, _CANDIDATES if mask is None else snapshot.manifest.passages)
    rows = [row for row in found if mask is None or mask[row]]
    effort.complete &= len(rows) < _CANDIDATES
    return rows[:_CANDIDATES]


def rows_by_words(engine: Engine, wanted: str, filters: Filters) -> list[int]:
    """Rows of the passages that share most of the quote's words."""
    lexical = engine.snapshot.lexical
    terms = [Term(term) for term in dict.fromkeys(term for _, term in lexical.terms(wanted))]
    rows, _ = lexical.search(terms, _NEAREST, facet_keys(filters))
    return [int(row) for row in rows]


def _windows(terms: Sequence[tuple[int, str]]) -> list[Phrase]:
    """The first terms, the last and some between: one of them lies within one passage, wherever it is cut."""
    if len(terms) <= _WINDOW:
        parts = [terms] if terms else []
        if len(terms) > 3:
            half = len(terms) // 2
            parts += [terms[:half], terms[half:]]
    else:
        steps = sorted({0, (len(terms) - _WINDOW) // 2, len(terms) - _WINDOW})
        parts = [terms[at : at + _WINDOW] for at in steps]
    return [[(position - part[0][0], term) for position, term in part] for part in parts]
