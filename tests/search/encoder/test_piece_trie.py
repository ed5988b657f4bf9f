"""The trie of pieces finds what a dictionary of them would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ModelError
from search.encoder.piece_trie import PieceTrie, build

_TEXTS = st.text(st.sampled_from("ab中\U0001f600"), max_size=8)
_PIECES = st.lists(_TEXTS.filter(bool), unique=True, max_size=20)


@given(pieces=_PIECES, text=_TEXTS.filter(bool), data=st.data())
def test_the_pieces_at_a_place_are_found_with_their_scores(
    pieces: list[str], text: str, data: st.DataObject
) -> None:
    scores = [-0.5 * at for at in range(len(pieces))]
    start = data.draw(st.integers(0, len(text) - 1))
    found = PieceTrie(build(pieces, scores, ())).starting([ord(one) for one in text], start)
    ends = [end for end in range(start + 1, len(text) + 1) if text[start:end] in pieces]
    assert found == [(end, at := pieces.index(text[start:end]), scores[at]) for end in ends]


@given(pieces=_PIECES)
def test_the_pieces_can_be_listed(pieces: list[str]) -> None:
    assert PieceTrie(build(pieces, [0.0] * len(pieces), ())).pieces() == {one: at for at, one in enumerate(pieces)}


def test_pieces_that_are_left_out_are_not_found() -> None:
    trie = PieceTrie(build(["<s>", "a", "ab"], [0.0, -1.0, -2.0], (0, 2)))
    assert trie.pieces() == {"a": 1}
    assert trie.starting([ord(one) for one in "ab"], 0) == [(1, 1, -1.0)]


@pytest.mark.parametrize("arrays", [np.zeros((0, 0), np.int32), np.zeros((3, 9), np.int32), np.zeros((4, 9))])
def test_arrays_that_are_no_trie_are_refused(arrays: np.ndarray) -> None:
    with pytest.raises(ModelError, match="ingest"):
        PieceTrie(arrays)
