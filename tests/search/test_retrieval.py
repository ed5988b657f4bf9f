"""What is known of the candidates of a question."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.retrieval import scatter


@given(st.sets(st.integers(0, 30)), st.dictionaries(st.integers(0, 30), st.floats(0.5, 9, width=32)))
def test_scores_stand_beside_their_rows_and_zeros_beside_the_others(
    rows: set[int], scores: dict[int, float]
) -> None:
    ordered = np.array(sorted(rows), np.int64)
    found = np.array(list(scores), np.int64)
    placed = scatter(ordered, found, np.array(list(scores.values()), np.float32))
    assert placed.tolist() == [np.float32(scores.get(row, 0.0)) for row in ordered.tolist()]
