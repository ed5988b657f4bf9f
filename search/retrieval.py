"""Retrieval: the candidates of a query, by vector and by words, inside its filters and quoted phrases."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from corpus.model import Kind
from search.analysis.analyze import AnalyzedQuery
from search.analysis.analyzer import Term
from search.arrays import Floats, Rows
from search.encoder.protocol import PendingEncoding
from search.index.row_filter import FacetKeys, RowFilter
from search.query import Query
from search.runtime import StageTimer
from search.snapshot.facets import facet_keys
from search.snapshot.open import Snapshot

STATEMENT_KINDS: tuple[Kind, ...] = ("recommendation", "talk", "session", "fact")
"""Kinds of passages that are statements of a workshop's page: a few words, complete in themselves."""
CANDIDATES = 200
"""How many passages each of the two lists contributes."""
STATEMENTS = 64
"""How many statements of workshop pages each of the two lists contributes, besides those among its best. Beside
papers, whose passages are five times as long and a hundred times as many, they would not be compared at all."""
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


class Retriever:
    """Retrieves from one snapshot. Thread-safe."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._statements = _statements(snapshot)

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
            quoted = matches if quoting is None else matches[np.isin(matches, quoting)]
            lists.append(quoted[:depth])
            if self._statements is not None:
                lists.append(quoted[self._statements.mask[quoted]][:STATEMENTS])
            timer.lap("lexical")
        vector = None
        if query.mode != "lexical" and encoding is not None:
            vector = encoding.vectors().vector
            timer.lap("encode")
            lists.append(self._snapshot.vectors.search(vector, depth, row_filter)[0])
            if (statements := self._statements_within(query, row_filter)) is not None:
                lists.append(self._snapshot.vectors.search(vector, STATEMENTS, statements)[0])
            timer.lap("vector")
        rows = np.unique(np.concatenate(lists))
        vectors = self._snapshot.vectors.vectors(rows)
        dense = np.zeros(len(rows), np.float32) if vector is None else vectors @ vector
        return Candidates(rows, dense, scatter(rows, matches, scores), vectors)

    def _statements_within(self, query: Query, row_filter: RowFilter | None) -> RowFilter | None:
        """The statements that pass ``row_filter``; None if all passages are of one sort, or kinds are filtered."""
        if self._statements is None or "kind" in query.filters:
            return None
        if row_filter is None:
            return self._statements
        return replace(row_filter, require=[*row_filter.require, *self._statements.require])

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


def _statements(snapshot: Snapshot) -> RowFilter | None:
    """The statements of workshop pages, if the snapshot holds passages of other documents beside them."""
    kinds = snapshot.row_filter({"kind": STATEMENT_KINDS})
    return kinds if 0 < int(kinds.mask.sum()) < snapshot.manifest.passages else None


def scatter(rows: Rows, matches: Rows, scores: Floats) -> Floats:
    """The ``scores`` of ``matches`` placed beside ``rows`` (ascending); 0 for rows that are not among them."""
    placed = np.zeros(len(rows), np.float32)
    if len(rows):
        index = np.minimum(np.searchsorted(rows, matches), len(rows) - 1)
        present = rows[index] == matches
        placed[index[present]] = scores[present]
    return placed
