"""A snapshot without some of its documents: those deleted by hand after it was built.

What is published after a deletion does not hold the document; a snapshot that was gone back to may. Rows keep
their numbers, and only what leads to them is filtered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.model import Document, LinkedPaper, Page, Workshop
from search.analysis.analyzer import Phrase, Term
from search.arrays import Floats, Rows
from search.index.protocols import LexicalIndex, VectorIndex
from search.index.row_filter import FacetKeys, RowFilter
from search.snapshot.coverage import coverage
from search.snapshot.store import Store

_REASON = "Its document was deleted by hand."


class HiddenStore(Store):
    """A store in which some documents, and what is of them, are not found.

    ``hidden`` are their ids, ``rows`` those of their passages.
    """

    def __init__(self, path: Path, documents: Collection[str]) -> None:
        self.hidden = frozenset(documents)
        super().__init__(path)
        own = super().rows_of_document
        self.rows = np.array(sorted(row for name in self.hidden for row in own(name)), dtype=np.int64)

    def meta(self, key: str) -> Any:
        """See :meth:`Store.meta`; the coverage counts what is hidden as missing."""
        value = super().meta(key)
        if key != "coverage" or value is None:
            return value
        counted = coverage(self.workshops(), 0)
        return value | {name: counted[name] for name in ("linked", "at_hand", "missing", "image_only")}

    def row_of(self, passage_id: str) -> int | None:
        """See :meth:`Store.row_of`."""
        row = super().row_of(passage_id)
        return row if row is None or len(self._left([row])) else None

    def rows_of_document(self, document_id: str) -> list[int]:
        """See :meth:`Store.rows_of_document`."""
        return [] if document_id in self.hidden else super().rows_of_document(document_id)

    def rows_holding(self, text: str, limit: int) -> list[int]:
        """See :meth:`Store.rows_holding`."""
        return self._left(super().rows_holding(text, limit + len(self.rows)))[:limit]

    def former(self, identifier: str) -> tuple[str | None, str | None] | None:
        """See :meth:`Store.former`; what is hidden is gone, with nothing near it."""
        row = super().row_of(identifier)
        if identifier in self.hidden or (row is not None and not self._left([row])):
            return None, None
        found = super().former(identifier)
        if found is None:
            return None
        now, nearest = found
        return (
            now if now is None or self.row_of(now) is not None else None,
            nearest if nearest is None or self.row_of(nearest) is not None else None,
        )

    def documents(self, limit: int, after: tuple[str, str] = ("", "")) -> tuple[list[Document], int]:
        """See :meth:`Store.documents`."""
        wanted: list[Document] = []
        while True:
            found, total = super().documents(limit, after)
            wanted += [document for document in found if document.id not in self.hidden]
            if len(found) < limit or len(wanted) >= limit:
                return wanted[:limit], total - len(self.hidden)
            after = (found[-1].title, found[-1].id)

    def pages(self, document_id: str) -> list[Page]:
        """See :meth:`Store.pages`."""
        return [] if document_id in self.hidden else super().pages(document_id)

    def page(self, document_id: str, number: int) -> Page | None:
        """See :meth:`Store.page`."""
        return None if document_id in self.hidden else super().page(document_id, number)

    def workshop(self, slug: str) -> Workshop | None:
        """See :meth:`Store.workshop`; without the papers that are hidden."""
        found = super().workshop(slug)
        return None if found is None or found.document_id in self.hidden else self._without_papers(found)

    def workshops(self) -> list[Workshop]:
        """See :meth:`Store.workshops`; without the papers that are hidden."""
        return [self._without_papers(w) for w in super().workshops() if w.document_id not in self.hidden]

    def facet_rows(self, key: str) -> Rows:
        """See :meth:`Store.facet_rows`."""
        return self._kept(super().facet_rows(key))

    def facets(self, names: Iterable[str]) -> list[tuple[str, str, Rows]]:
        """See :meth:`Store.facets`."""
        found = ((name, value, self._kept(rows)) for name, value, rows in super().facets(names))
        return [facet for facet in found if len(facet[2])]

    def _document(self, document_id: str) -> Document | None:
        return None if document_id in self.hidden else super()._document(document_id)

    def _kept(self, rows: Rows) -> Rows:
        return rows[~np.isin(rows, self.rows)]

    def _left(self, rows: Sequence[int]) -> list[int]:
        kept: list[int] = self._kept(np.array(rows, dtype=np.int64)).tolist()
        return kept

    def _without_papers(self, workshop: Workshop) -> Workshop:
        def settled(paper: LinkedPaper) -> LinkedPaper:
            if paper.document_id not in self.hidden:
                return paper
            return replace(paper, state="missing", reason=_REASON, document_id=None)

        sessions = tuple(
            replace(s, talks=tuple(replace(t, papers=tuple(map(settled, t.papers))) for t in s.talks))
            for s in workshop.sessions
        )
        return replace(workshop, sessions=sessions)


class HiddenVectors:
    """A :class:`search.index.protocols.VectorIndex` that never finds the rows a store hides."""

    def __init__(self, index: VectorIndex, store: HiddenStore) -> None:
        self._index = index
        self._all = RowFilter(store.size, store.facet_rows)
        self._rows = tuple(store.rows.tolist())

    def search(self, query: Floats, k: int, row_filter: RowFilter | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.VectorIndex`."""
        row_filter = row_filter or self._all
        return self._index.search(
            query, k, replace(row_filter, exclude_rows=(*row_filter.exclude_rows, *self._rows))
        )

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.protocols.VectorIndex`."""
        return self._index.vectors(rows)


class HiddenLexical:
    """A :class:`search.index.protocols.LexicalIndex` that never finds the rows a store hides."""

    def __init__(self, index: LexicalIndex, store: HiddenStore) -> None:
        self._index = index
        self._rows = store.rows

    def terms(self, text: str) -> list[tuple[int, str]]:
        """See :class:`search.index.protocols.LexicalIndex`."""
        return self._index.terms(text)

    def document_frequency(self, term: str) -> int:
        """See :class:`search.index.protocols.LexicalIndex`; hidden passages are counted."""
        return self._index.document_frequency(term)

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`search.index.protocols.LexicalIndex`; hidden passages are counted."""
        return self._index.vocabulary(prefix)

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.LexicalIndex`."""
        rows, scores = self._index.search(terms, k + len(self._rows) if k else 0, facets, phrases)
        kept = np.flatnonzero(~np.isin(rows, self._rows))[:k]
        return rows[kept], scores[kept]
