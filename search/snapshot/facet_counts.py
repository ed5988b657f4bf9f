"""How many of some passages carry each filter value, without looking at every value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from search.arrays import Rows

Facet = tuple[str, str, Rows]
"""Filter, value as displayed, and the rows that carry it."""


class FacetCounts:
    """The values of each row, side by side: four bytes for each value of a passage, and eight for a passage."""

    def __init__(self, size: int, facets: Iterable[Facet]) -> None:
        """``facets`` are those of ``size`` rows."""
        self._names: list[tuple[str, str]] = []
        carrying: list[Rows] = [np.empty(0, np.int64)]
        for name, value, rows in facets:
            self._names.append((name, value))
            carrying.append(rows)
        rows = np.concatenate(carrying)
        values = np.repeat(np.arange(-1, len(self._names), dtype=np.int32), [len(own) for own in carrying])
        self._values = values[np.argsort(rows, kind="stable")]
        self._begins = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size))))

    def of(self, rows: Rows) -> list[tuple[str, str, int]]:
        """(filter, value, count) of every value that some of ``rows`` carry, in the order of the facets."""
        starts = self._begins[rows]
        lengths = self._begins[rows + 1] - starts
        places = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        places += np.arange(len(places))
        counts = np.bincount(self._values[places], minlength=len(self._names))
        return [(*self._names[at], int(counts[at])) for at in np.flatnonzero(counts).tolist()]
