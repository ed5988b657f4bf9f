"""Counting filter values over some passages."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.snapshot.facet_counts import FacetCounts

SIZE = 12
rows = st.sets(st.integers(0, SIZE - 1)).map(lambda found: np.array(sorted(found), np.int64))


@given(carrying=st.lists(rows, max_size=6), asked=rows)
def test_each_value_is_counted_over_the_passages_asked_about(
    carrying: list[np.ndarray], asked: np.ndarray
) -> None:
    facets = [("country", f"value {number}", own) for number, own in enumerate(carrying)]
    expected = [(name, value, int(np.isin(asked, own).sum())) for name, value, own in facets]
    assert FacetCounts(SIZE, facets).of(asked) == [one for one in expected if one[2]]


def test_without_passages_nothing_is_counted() -> None:
    assert FacetCounts(0, []).of(np.empty(0, np.int64)) == []
