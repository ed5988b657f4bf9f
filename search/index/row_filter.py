"""Which passages count for a search: told in facet keys and rows, and as a mask where rows are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from search.arrays import Floats, Mask, Rows
from search.index.flat import RowIndex
from search.index.tantivy import FacetKeys


@dataclass(frozen=True)
class Passing:
    """Rows that carry ``facets`` and none of the keys ``without``, within ``only`` where that is given.

    Rows of ``also`` count whatever they carry, rows of ``but`` never do.
    """

    size: int
    facet_rows: Callable[[str], Rows] = field(repr=False)
    facets: FacetKeys = ()
    without: tuple[str, ...] = ()
    only: Rows | None = None
    also: tuple[int, ...] = ()
    but: tuple[int, ...] = ()

    @cached_property
    def mask(self) -> Mask:
        """The same, row by row."""
        mask = np.ones(self.size, dtype=np.bool_)
        for keys in self.facets:
            mask &= self._marked(map(self.facet_rows, keys))
        for key in self.without:
            mask[self.facet_rows(key)] = False
        if self.only is not None:
            mask &= self._marked([self.only])
        mask[list(self.also)] = True
        mask[list(self.but)] = False
        return mask

    def _marked(self, alternatives: Iterable[Rows]) -> Mask:
        one = np.zeros(self.size, dtype=np.bool_)
        for rows in alternatives:
            one[rows] = True
        return one


class MaskedVectors:
    """A :class:`search.index.flat.VectorIndex` over an index that is told which rows count."""

    def __init__(self, index: RowIndex) -> None:
        self.index = index

    def search(self, question: Floats, k: int, passing: Passing | None = None) -> tuple[Rows, Floats]:
        """See :class:`search.index.flat.VectorIndex`."""
        return self.index.search(question, k, None if passing is None else passing.mask)

    def vectors(self, rows: Rows) -> Floats:
        """See :class:`search.index.flat.VectorIndex`."""
        return self.index.vectors(rows)
