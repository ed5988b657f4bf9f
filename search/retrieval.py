"""Retrieval: the candidates of a query, by vector and by words, inside its filters and quoted phrases.

A library mixes the statements of workshop pages, of some thirty words each, with the passages of papers, of two
hundred. How rare a word is, how long a passage usually is and how near the next best comes differ between them,
and between pages on different matters. So the pages that come nearest are retrieved and ranked each by itself.
What is known of a page then does not change because other documents arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.model import Kind
from search.analysis.analyze import AnalyzedQuery
from search.analysis.analyzer import Phrase, Term, TermDictionary
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
MOST_PAGES = 2
"""Workshop pages that are ranked by themselves: those of the nearest statements. Each takes a quarter of a
millisecond; the statements of others are ranked with the papers."""
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

    def where(self, mask: Mask) -> Candidates:
        """Those that ``mask``, over the candidates, chooses."""
        return replace(
            self,
            rows=self.rows[mask],
            dense=self.dense[mask],
            lexical=self.lexical[mask],
            vectors=self.vectors[mask],
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Candidates to be ranked among themselves, and the query against the ``passages`` passages they come from."""

    candidates: Candidates
    query: AnalyzedQuery
    passages: int
    is_page: bool = False


class Retriever:
    """Retrieves from one snapshot. Thread-safe.

    ``terms_against``: a query against a dictionary of some passages.
    """

    def __init__(
        self, snapshot: Snapshot, terms_against: Callable[[AnalyzedQuery, TermDictionary, int], AnalyzedQuery]
    ) -> None:
        self._snapshot, self._terms_against = snapshot, terms_against
        self._pages = _pages(snapshot)
        self._page_of = np.full(snapshot.manifest.passages, -1, np.int32)
        """The index of the page that each passage is a statement of, or -1."""
        for index, page in enumerate(self._pages):
            self._page_of[page.rows] = index

    def parts(
        self,
        query: Query,
        analyzed: AnalyzedQuery,
        encoding: PendingEncoding | None,
        timer: StageTimer,
        depth: int = CANDIDATES,
    ) -> list[Part]:
        """The candidates of the nearest workshop pages, and all others; in dense and in lexical mode all as one.

        ``depth``: see :meth:`_retrieve`.
        """
        passages = self._snapshot.manifest.passages
        required = facet_keys(query.filters)
        phrases = tuple(self._holding(phrase, required) for phrase in analyzed.phrases)
        row_filter = self._row_filter(query, analyzed, required, phrases)
        timer.lap("question")
        everything = replace(self._retrieve(query, analyzed, encoding, timer, depth, row_filter), phrases=phrases)
        if not self._pages or query.mode != "hybrid" or encoding is None:
            return [Part(everything, analyzed, passages)]
        near = self._near_pages(everything)
        own = [self._of_page(self._pages[index], analyzed, encoding, row_filter, depth) for index in near]
        others = everything
        for index in near:
            others = others.where(self._page_of[others.rows] != index)
        held = sum(len(self._pages[index].rows) for index in near)
        timer.lap("pages")
        parts = [Part(others, analyzed, passages - held), *own]
        return [part for part in parts if len(part.candidates.rows)] or parts[:1]

    def _near_pages(self, candidates: Candidates) -> list[int]:
        """The indices of the pages of the nearest statements."""
        pages = self._page_of[candidates.rows]
        best: dict[int, float] = {}
        for index, cosine in zip(pages.tolist(), candidates.dense.tolist(), strict=True):
            if index >= 0:
                best[index] = max(cosine, best.get(index, cosine))
        return sorted(best, key=lambda index: (best[index], index), reverse=True)[:MOST_PAGES]

    def _of_page(
        self,
        page: SmallLexicalIndex,
        analyzed: AnalyzedQuery,
        encoding: PendingEncoding,
        row_filter: RowFilter | None,
        depth: int,
    ) -> Part:
        """The statements of a page that pass ``row_filter``: the best ``depth`` by vector and as many by words."""
        asked = self._terms_against(analyzed, page, len(page.rows))
        matches, scores = page.search(asked.search_terms)
        rows = page.rows
        if row_filter is not None:
            rows, passing = rows[row_filter.mask[rows]], row_filter.mask[matches]
            matches, scores = matches[passing], scores[passing]
        vectors = self._snapshot.vectors.vectors(rows)
        dense = vectors @ encoding.vectors().vector
        found = Candidates(rows, dense, scatter(rows, matches, scores), vectors)
        if len(rows) > 2 * depth:
            nearest = rows[np.argpartition(-dense, depth)[:depth]]
            found = found.where(np.isin(rows, np.union1d(nearest, matches[:depth])))
        return Part(found, asked, len(page.rows), is_page=True)

    def _retrieve(
        self,
        query: Query,
        analyzed: AnalyzedQuery,
        encoding: PendingEncoding | None,
        timer: StageTimer,
        depth: int,
        row_filter: RowFilter | None,
    ) -> Candidates:
        """The best ``depth`` by vector and the best ``depth`` by words (one list in dense and in lexical mode).

        The words are looked up first, while the model encodes the query on another core.
        """
        depth = max(depth, CANDIDATES)
        lists: list[Rows] = []
        matches, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        if query.mode != "dense":
            is_restricted = row_filter is not None and (
                row_filter.restrict_to is not None or row_filter.exclude_rows
            )
            # A passage with the quoted phrase, or without the excluded word, may stand far down the list.
            reach = self._snapshot.manifest.passages if is_restricted else max(depth, LEXICAL_DEPTH)
            matches, scores = self._snapshot.lexical.search(
                analyzed.search_terms, reach, facet_keys(query.filters)
            )
            lists.append((matches[row_filter.mask[matches]] if row_filter and is_restricted else matches)[:depth])
            timer.lap("lexical")
        vector = None
        if query.mode != "lexical" and encoding is not None:
            vector = encoding.vectors().vector
            timer.lap("encode")
            lists.append(self._snapshot.vectors.search(vector, depth, row_filter)[0])
            timer.lap("vector")
        rows = np.fromiter(sorted({row for found in lists for row in found.tolist()}), np.int64)
        vectors = self._snapshot.vectors.vectors(rows)
        dense = np.zeros(len(rows), np.float32) if vector is None else vectors @ vector
        return Candidates(rows, dense, scatter(rows, matches, scores), vectors)

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


def _pages(snapshot: Snapshot) -> list[SmallLexicalIndex]:
    """The words of each workshop page's statements; none if the snapshot holds nothing but one page."""
    kinds = snapshot.row_filter({"kind": STATEMENT_KINDS}).mask
    workshops = snapshot.store.facets(["workshop"])
    pages = [own for _, _, rows in workshops if len(own := rows[kinds[rows]])]
    if sum(map(len, pages)) == snapshot.manifest.passages and len(pages) == 1:
        return []
    store, terms = snapshot.store, snapshot.lexical.terms
    return [
        SmallLexicalIndex(rows, (p.indexed_text for p in store.passages(rows.tolist())), terms) for rows in pages
    ]


def scatter(rows: Rows, matches: Rows, scores: Floats) -> Floats:
    """The ``scores`` of ``matches`` placed beside ``rows`` (ascending); 0 for rows that are not among them."""
    placed = np.zeros(len(rows), np.float32)
    if len(rows):
        index = np.minimum(np.searchsorted(rows, matches), len(rows) - 1)
        present = rows[index] == matches
        placed[index[present]] = scores[present]
    return placed
