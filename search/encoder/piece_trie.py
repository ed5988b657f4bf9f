"""The pieces of a unigram vocabulary as a trie of flat arrays, which are mapped from a file instead of loaded.

Nodes are numbered by depth and then by letters, so the children of a node are neighbours, ordered by letter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

TrieArrays = NDArray[np.int32]
"""Shape (4, nodes + 1), a column a node, the root first: its first child (one past the last at the end); the code
point it is reached by; the id of the piece that ends there, or -1; the bits of that piece's score as float32."""

_FIRST, _LETTER, _PIECE, _SCORE = range(4)


def build(pieces: Sequence[str], scores: Sequence[float], leave_out: Sequence[int]) -> TrieArrays:
    """The trie of ``pieces`` but those whose ids are in ``leave_out``. Of two equal pieces the last counts."""
    ids = {piece: at for at, piece in enumerate(pieces) if piece and at not in leave_out}
    prefixes = {piece[:end] for piece in ids for end in range(1, len(piece) + 1)}
    order = ["", *sorted(sorted(prefixes), key=len)]
    node = {prefix: at for at, prefix in enumerate(order)}
    children = np.bincount([node[prefix[:-1]] for prefix in order[1:]], minlength=len(order))
    arrays = np.zeros((4, len(order) + 1), np.int32)
    arrays[_FIRST] = 1 + np.concatenate([[0], np.cumsum(children)])
    arrays[_LETTER, 1:-1] = [ord(prefix[-1]) for prefix in order[1:]]
    arrays[_PIECE, :-1] = [ids.get(prefix, -1) for prefix in order]
    ends = arrays[_PIECE, :-1] >= 0
    arrays[_SCORE, :-1][ends] = np.asarray(scores, np.float32)[arrays[_PIECE, :-1][ends]].view(np.int32)
    return arrays


class PieceTrie:
    """Looks pieces up in ``arrays``. Raises ModelError if these cannot be a trie."""

    def __init__(self, arrays: TrieArrays) -> None:
        if arrays.ndim != 2 or len(arrays) != 4 or arrays.shape[1] < 2 or arrays.dtype != np.int32:
            raise ModelError("The pieces of the tokenizer cannot be read. Run `workshop-search ingest` again.")
        self._first, self._letter, self._piece = (memoryview(arrays[row]) for row in (_FIRST, _LETTER, _PIECE))
        self._score: memoryview[float] = memoryview(arrays[_SCORE].view(np.float32))
        # Half of all characters may begin a piece: too many to search among at each step.
        self._roots = {self._letter[at]: at for at in range(self._first[0], self._first[1])}

    def starting(self, codes: Sequence[int], start: int) -> list[tuple[int, int, float]]:
        """(end, id, score) of each piece that ``codes`` (code points) hold at ``start``, the shortest first."""
        node = self._roots.get(codes[start])
        if node is None:
            return []
        first, letter, piece = self._first, self._letter, self._piece
        found = []
        end, size = start + 1, len(codes)
        while True:
            if piece[node] >= 0:
                found.append((end, piece[node], self._score[node]))
            if end == size:
                return found
            low, high = first[node], first[node + 1]
            at = bisect_left(letter, codes[end], low, high)
            if at == high or letter[at] != codes[end]:
                return found
            node, end = at, end + 1

    def pieces(self) -> dict[str, int]:
        """The id of each piece."""
        prefixes = [""]
        for node in range(len(self._first) - 1):
            at = prefixes[node]
            prefixes += [
                at + chr(self._letter[child]) for child in range(self._first[node], self._first[node + 1])
            ]
        return {prefix: self._piece[node] for node, prefix in enumerate(prefixes) if self._piece[node] >= 0}
