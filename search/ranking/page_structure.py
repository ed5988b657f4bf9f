"""What the structure of a workshop page tells of its statements: kind, addressees, what they introduce."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from corpus.model import Kind
from search.arrays import Floats, Mask, Rows
from search.query import FilterName
from search.ranking.intent import Intent, telling_words
from search.ranking.parameters import Fusion
from search.retrieval import STATEMENT_KINDS
from search.snapshot.facets import facet_key
from search.snapshot.open import Snapshot

_BELOW = np.float32(1e-3)
"""How much lower a line that introduces others stands than the best of them."""
_ACTORS = 256
"""Names of those asked to act whose statements are remembered."""


class PageStructure:
    """Weighs the statements of the workshop pages of one snapshot by their place there. Thread-safe."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kinds: dict[Kind, Mask] = {kind: self._carrying("kind", kind) for kind in STATEMENT_KINDS}
        self._ends = introduced(self._kinds["fact"], self._kinds["recommendation"])
        self._addressed = lru_cache(_ACTORS)(self._addressed_to)
        self._addressees = {
            value: telling_words(value) for value in self._snapshot.store.facet_values("addressee")
        }

    def weigh(self, intent: Intent, rows: Rows, scores: Floats, parameters: Fusion) -> Floats:
        """The scores (in standard deviations) of the candidates ``rows``, as intent and structure make them.

        A statement of a kind that is asked for gains ``kind``. Those that address the one asked about do not
        repeat the name, and all gain ``actor`` times what their best lacks to the best of all. A line that
        introduces recommendations stands below the best of them, unless it is asked who is to act.
        """
        weighed = scores.copy()
        for kind in intent.kinds:
            weighed += np.float32(parameters.kind) * self._kinds[kind][rows]
        own = np.isin(rows, self._addressed(intent.actors)) if intent.actors else np.zeros(0, np.bool_)
        if own.any():
            weighed[own] += np.float32(parameters.actor) * (scores.max() - scores[own].max())
        if intent.addressee or not self._ends:
            return weighed
        for at in np.flatnonzero(self._kinds["fact"][rows]).tolist():
            if end := self._ends.get(int(rows[at])):
                introduced = weighed[at + 1 : np.searchsorted(rows, end)]
                if len(introduced):
                    weighed[at] = min(weighed[at], introduced.max() - _BELOW)
        return weighed

    def _carrying(self, name: FilterName, value: str) -> Mask:
        mask: Mask = np.zeros(self._snapshot.manifest.passages, np.bool_)
        mask[self._snapshot.store.facet_rows(facet_key(name, value))] = True
        return mask

    def _addressed_to(self, actors: frozenset[str]) -> Rows:
        """The rows of statements that address any of ``actors``."""
        store = self._snapshot.store
        own = [value for value, words in self._addressees.items() if words & actors]
        rows = [store.facet_rows(facet_key("addressee", value)) for value in own]
        return np.unique(np.concatenate(rows)) if rows else np.empty(0, np.int64)


def introduced(facts: Mask, recommendations: Mask) -> dict[int, int]:
    """For each fact right before a recommendation, which it introduces, the end of that run of recommendations.

    Rows stand in the order of the pages.
    """
    begins = np.flatnonzero(facts[:-1] & recommendations[1:])
    others = np.append(np.flatnonzero(~recommendations), len(recommendations))
    ends = others[np.searchsorted(others, begins + 1)]
    return dict(zip(begins.tolist(), ends.tolist(), strict=True))
