"""Which rows count for a search: as facet keys and rows, and as a mask for indexes that hold every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from search.arrays import Floats, Mask, Rows

FacetKeys = Sequence[Sequence[str]]
"""Facet keys a passage must carry: any key of each inner sequence, for all of the outer ones."""


@dataclass(frozen=True)
class RowFilter:
    """Rows that carry the facets ``require`` and none of ``forbid_facets``, within ``restrict_to`` if given.

    ``include_rows`` pass whatever they carry, ``exclude_rows`` never do. ``size`` is the number of rows in all,
    ``facet_rows`` returns the rows that carry a facet key.
    """

    size: int
    facet_rows: Callable[[str], Rows] = field(repr=False)
    require: FacetKeys = ()
    forbid_facets: tuple[str, ...] = ()
    restrict_to: Rows | None = None
    include_rows: tuple[int, ...] = ()
    exclude_rows: tuple[int, ...] = ()

    @cached_property
    def mask(self) -> Mask:
        """The filter row by row, shape (size,)."""
        mask = np.ones(self.size, dtype=np.bool_)
        for keys in self.require:
            mask &= self._union(map(self.facet_rows, keys))
        for key in self.forbid_facets:
            mask[self.facet_rows(key)] = False
        if self.restrict_to is not None:
            mask &= self._union([self.restrict_to])
        mask[list(self.include_rows)] = True
        mask[list(self.exclude_rows)] = False
        return mask

    def _union(self, alternatives: Iterable[Rows]) -> Mask:
        union = np.zeros(self.size, dtype=np.bool_)
        for rows in alternatives:
            union[rows] = True
        return union


class RowIndex(Protocol):
    """A vector index that holds every row and is told by a mask which of them count."""

    def search(self, query: Floats, k: int, mask: Mask | None = None) -> tuple[Rows, Floats]:
        """Rows and cosines of the ``k`` nearest, best first; ``mask`` (shape (n,)) tells which rows count."""

    def vectors(self, rows: Rows) -> Floats:
        """The vectors of ``rows``, shape (len(rows), d)."""


class MaskedIndex:
    """A :class:`search.index.protocols.VectorIndex` over a :class:`RowIndex`."""

    def __init__(self, index: RowIndex) -> None:
        self.index = index

    def search(self, query: Floats, k: int, row_filter: RowFilter | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.VectorIndex`."""
        return self.index.search(query, k, None if row_filter is None else row_filter.mask)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.protocols.VectorIndex`."""
        return self.index.vectors(rows)
