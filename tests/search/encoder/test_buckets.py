from hypothesis import given
from hypothesis import strategies as st

from search.encoder.buckets import batches

_LENGTHS = st.lists(st.integers(2, 512), max_size=200)


@given(_LENGTHS, st.integers(1, 2048))
def test_every_row_is_in_one_batch_and_no_batch_exceeds_the_budget(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(row for rows in found for row in rows) == list(range(len(lengths)))
    for rows in found:
        assert len(rows) == 1 or len(rows) * max(lengths[row] for row in rows) <= budget


@given(_LENGTHS)
def test_rows_of_like_length_stand_together(lengths: list[int]) -> None:
    in_turn = [lengths[row] for rows in batches(lengths) for row in rows]
    assert in_turn == sorted(lengths, reverse=True)
