"""Passages related to a passage: by meaning, itself left out."""

from __future__ import annotations

import numpy as np

from corpus.errors import NotFoundError
from corpus.model import Kind
from search.answer import Related
from search.engine import Engine
from search.lexical import analyser
from search.snapshot.facets import facet_key

_SHARED_TERMS = 5


def related(engine: Engine, passage_id: str, limit: int, kind: Kind | None = None) -> list[Related]:
    """The ``limit`` passages (of ``kind``) nearest in meaning to this one, with the words they share.

    Raises NotFoundError for an unknown id.
    """
    passage = engine.passage(passage_id)
    snapshot = engine.snapshot
    row = snapshot.store.row_of(passage_id)
    if row is None:
        raise NotFoundError(f"There is no passage {passage_id!r}.")
    mask = np.ones(snapshot.manifest.passages, dtype=np.bool_)
    if kind is not None:
        mask[:] = False
        mask[snapshot.store.facet_rows(facet_key("kind", kind))] = True
    mask[row] = False
    vector = snapshot.vectors.vectors(np.array([row]))[0]
    rows, scores = snapshot.vectors.search(vector, limit, mask)
    words = analyser()
    mine = set(words.analyze(passage.text))
    found = []
    for other, score in zip(snapshot.store.passages(rows.tolist()), scores.tolist(), strict=True):
        shared = [term for term in dict.fromkeys(words.analyze(other.text)) if term in mine]
        reason = f"cosine {score:.2f}"
        if shared:
            reason += "; shared terms: " + ", ".join(shared[:_SHARED_TERMS])
        found.append(Related(other, engine.document(other.document_id), "related", score, reason))
    return found
