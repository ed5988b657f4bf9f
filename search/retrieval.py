"""Retrieval: the candidates of a query, by vector and by words, inside its filters and quoted phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from search.analysis.analyze import AnalyzedQuery
from search.analysis.analyzer import Phrase, Term
from search.arrays import Floats, Rows
from search.encoder.protocol import PendingEncoding
from search.index.row_filter import FacetKeys, RowFilter
from search.query import Query
from search.runtime import StageTimer
from search.snapshot.facets import facet_keys
from search.snapshot.open import Snapshot

CANDIDATES = 200
"""How many passages each of the two lists contributes."""
LEXICAL_DEPTH = 1000
"""How many of the best by words have their BM25 score known to candidates by vector; beyond, it counts as none."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of the snapshot, ascending, each with its cosine, BM25 score and unit vector (shape (len(rows), d)).

    ``dense`` is 0 for all rows if the query was not encoded, ``lexical`` for rows that share no word with it.
    ``phrases``: for each quoted phrase of the query the rows that contain it.
    """

    rows: Rows
    dense: Floats
    lexical: Floats
    vectors: Floats
    phrases: tuple[Rows, ...] = ()


class Retriever:
    """Retrieves from one snapshot. Thread-safe."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

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
        phrases = tuple(self._holding(phrase, required) for phrase in analyzed.phrases)
        row_filter = self._row_filter(query, analyzed, required, phrases)
        timer.lap("question")
        lists: list[Rows] = []
        matches, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        if query.mode != "dense":
            is_restricted = row_filter is not None and (
                row_filter.restrict_to is not None or row_filter.exclude_rows
            )
            # A passage with the quoted phrase, or without the excluded word, may stand far down the list.
            reach = self._snapshot.manifest.passages if is_restricted else max(depth, LEXICAL_DEPTH)
            matches, scores = self._snapshot.lexical.search(analyzed.search_terms, reach, required)
            lists.append((matches[row_filter.mask[matches]] if row_filter and is_restricted else matches)[:depth])
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
        return Candidates(rows, dense, scatter(rows, matches, scores), vectors, phrases)

    def _holding(self, phrase: Phrase, required: FacetKeys) -> Rows:
        """The rows that contain ``phrase``."""
        terms = [Term(term) for _, term in phrase]
        return self._snapshot.lexical.search(terms, self._snapshot.manifest.passages, required, [phrase])[0]

    def _row_filter(
        self, query: Query, analyzed: AnalyzedQuery, required: FacetKeys, phrases: Sequence[Rows]
    ) -> RowFilter | None:
        """The query's filters, quoted phrases and exclusions.

        A phrase that occurs nowhere is dropped: no answer helps nobody.
        """
        quoting: Rows | None = None
        for rows in phrases:
            if quoting is None or analyzed.operators.either:
                both = rows if quoting is None else np.union1d(quoting, rows)
            else:
                both = np.intersect1d(quoting, rows)
            quoting = both if len(both) else quoting
        excluded = {int(row) for phrase in analyzed.excluded for row in self._holding(phrase, required)}
        if not required and quoting is None and not excluded:
            return None
        row_filter = self._snapshot.row_filter(query.filters)
        return replace(row_filter, restrict_to=quoting, exclude_rows=tuple(sorted(excluded)))


def scatter(rows: Rows, matches: Rows, scores: Floats) -> Floats:
    """The ``scores`` of ``matches`` placed beside ``rows`` (ascending); 0 for rows that are not among them."""
    placed = np.zeros(len(rows), np.float32)
    if len(rows):
        index = np.minimum(np.searchsorted(rows, matches), len(rows) - 1)
        present = rows[index] == matches
        placed[index[present]] = scores[present]
    return placed
