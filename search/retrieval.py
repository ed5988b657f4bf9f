"""Retrieval: the candidates of a query, by vector and by words, inside its filters and quoted phrases.

A library mixes two sorts of passages: the statements of a workshop's page, of some thirty words each, and the
passages of papers, of two hundred. How rare a word is, how long a passage usually is and how near the next best
comes mean something within one sort only, so each sort is retrieved and ranked by itself. What is known of a page
then does not change because papers arrive, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from corpus.model import Kind
from search.analysis.analyze import AnalyzedQuery
from search.analysis.analyzer import Term, TermDictionary
from search.arrays import Floats, Mask, Rows
from search.encoder.protocol import PendingEncoding
from search.index.row_filter import FacetKeys, RowFilter
from search.index.small_lexical import SmallLexicalIndex
from search.query import Query
from search.runtime import StageTimer
from search.snapshot.facets import facet_keys
from search.snapshot.open import Snapshot

STATEMENT_KINDS: tuple[Kind, ...] = ("recommendation", "talk", "session", "fact")
"""Kinds of passages that are statements of a workshop's page."""
CANDIDATES = 200
"""How many passages each of the two lists contributes."""
LEXICAL_DEPTH = 1000
"""How many of the best by words have their BM25 score known to candidates by vector; beyond, it counts as none."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of the snapshot, ascending, each with its cosine, BM25 score and unit vector (shape (len(rows), d)).

    ``dense`` is 0 for all rows if the query was not encoded, ``lexical`` for rows that share no word with it.
    """

    rows: Rows
    dense: Floats
    lexical: Floats
    vectors: Floats

    def where(self, mask: Mask) -> Candidates:
        """Those that ``mask``, over the candidates, chooses."""
        return Candidates(self.rows[mask], self.dense[mask], self.lexical[mask], self.vectors[mask])


@dataclass(frozen=True, slots=True)
class Part:
    """Candidates to be ranked among themselves, and the query against the ``passages`` passages of their sort."""

    candidates: Candidates
    query: AnalyzedQuery
    passages: int
    is_statements: bool = False


class Retriever:
    """Retrieves from one snapshot. Thread-safe. ``analyze``: a text against a dictionary of some passages."""

    def __init__(self, snapshot: Snapshot, analyze: Callable[[str, TermDictionary, int], AnalyzedQuery]) -> None:
        self._snapshot, self._analyze = snapshot, analyze
        self._statements = _statements(snapshot)

    def parts(
        self,
        query: Query,
        analyzed: AnalyzedQuery,
        encoding: PendingEncoding | None,
        timer: StageTimer,
        depth: int = CANDIDATES,
    ) -> list[Part]:
        """The candidates by sort, each with at least one; in dense and in lexical mode all are one part.

        ``depth``: see :meth:`retrieve`.
        """
        passages, own = self._snapshot.manifest.passages, self._statements
        if own is None or query.mode != "hybrid" or encoding is None:
            return [Part(self.retrieve(query, analyzed, encoding, timer, depth), analyzed, passages)]
        depth = max(depth, CANDIDATES)
        # As many more as statements can take the places of papers.
        both = self.retrieve(query, analyzed, encoding, timer, depth + min(depth, len(own.lexical.rows)))
        papers = both.where(~own.mask[both.rows])
        row_filter = self._row_filter(query, analyzed, facet_keys(query.filters))
        statements = self._own_statements(own, analyzed, encoding, row_filter, depth)
        timer.lap("statements")
        found = [Part(papers, analyzed, passages - len(own.lexical.rows)), statements]
        return [part for part in found if len(part.candidates.rows)] or found[:1]

    def _own_statements(
        self,
        own: _Statements,
        analyzed: AnalyzedQuery,
        encoding: PendingEncoding,
        row_filter: RowFilter | None,
        depth: int,
    ) -> Part:
        """The best statements that pass ``row_filter``, by vector and by words, with their own statistics."""
        vector = encoding.vectors().vector
        asked = self._analyze(analyzed.text, own.lexical, len(own.lexical.rows))
        matches, scores = own.lexical.search(asked.search_terms)
        allowed = own.row_filter
        if row_filter is not None:
            allowed = replace(row_filter, require=[*row_filter.require, *own.row_filter.require])
            passing = allowed.mask[matches]
            matches, scores = matches[passing], scores[passing]
        nearest, _ = self._snapshot.vectors.search(vector, depth, allowed)
        rows = np.union1d(nearest, matches[:depth])
        vectors = self._snapshot.vectors.vectors(rows)
        candidates = Candidates(rows, vectors @ vector, scatter(rows, matches, scores), vectors)
        return Part(candidates, asked, len(own.lexical.rows), is_statements=True)

    def retrieve(
        self,
        query: Query,
        analyzed: AnalyzedQuery,
        encoding: PendingEncoding | None,
        timer: StageTimer,
        depth: int = CANDIDATES,
    ) -> Candidates:
        """The best ``depth`` by vector and the best ``depth`` by words (one list in dense and in lexical mode).

        The words are looked up first, while the model encodes the query on another core.
        """
        depth = max(depth, CANDIDATES)
        required = facet_keys(query.filters)
        row_filter = self._row_filter(query, analyzed, required)
        timer.lap("question")
        lists: list[Rows] = []
        matches, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        if query.mode != "dense":
            quoting = None if row_filter is None else row_filter.restrict_to
            # A passage with the quoted phrase may stand far down the list by all words.
            reach = max(depth, LEXICAL_DEPTH) if quoting is None else self._snapshot.manifest.passages
            matches, scores = self._snapshot.lexical.search(analyzed.search_terms, reach, required)
            lists.append((matches if quoting is None else matches[np.isin(matches, quoting)])[:depth])
            timer.lap("lexical")
        vector = None
        if query.mode != "lexical" and encoding is not None:
            vector = encoding.vectors().vector
            timer.lap("encode")
            lists.append(self._snapshot.vectors.search(vector, depth, row_filter)[0])
            timer.lap("vector")
        rows = np.unique(np.concatenate(lists))
        vectors = self._snapshot.vectors.vectors(rows)
        dense = np.zeros(len(rows), np.float32) if vector is None else vectors @ vector
        return Candidates(rows, dense, scatter(rows, matches, scores), vectors)

    def _row_filter(self, query: Query, analyzed: AnalyzedQuery, required: FacetKeys) -> RowFilter | None:
        """The query's filters and quoted phrases.

        A phrase that occurs nowhere is dropped: no answer helps nobody.
        """
        quoting: Rows | None = None
        for phrase in analyzed.phrases:
            terms = [Term(term) for _, term in phrase]
            rows, _ = self._snapshot.lexical.search(terms, self._snapshot.manifest.passages, required, [phrase])
            both = rows if quoting is None else np.intersect1d(quoting, rows)
            quoting = both if len(both) else quoting
        if not required and quoting is None:
            return None
        return replace(self._snapshot.row_filter(query.filters), restrict_to=quoting)


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of a snapshot: which rows they are, and their words."""

    row_filter: RowFilter
    mask: Mask
    lexical: SmallLexicalIndex


def _statements(snapshot: Snapshot) -> _Statements | None:
    """The statements of a snapshot that holds passages of the other sort as well, else None."""
    row_filter = snapshot.row_filter({"kind": STATEMENT_KINDS})
    rows = np.flatnonzero(row_filter.mask)
    if not 0 < len(rows) < snapshot.manifest.passages:
        return None
    texts = (passage.indexed_text for passage in snapshot.store.passages(rows.tolist()))
    return _Statements(row_filter, row_filter.mask, SmallLexicalIndex(rows, texts, snapshot.lexical.terms))


def scatter(rows: Rows, matches: Rows, scores: Floats) -> Floats:
    """The ``scores`` of ``matches`` placed beside ``rows`` (ascending); 0 for rows that are not among them."""
    placed = np.zeros(len(rows), np.float32)
    if len(rows):
        index = np.minimum(np.searchsorted(rows, matches), len(rows) - 1)
        present = rows[index] == matches
        placed[index[present]] = scores[present]
    return placed
