"""Passages related to a passage: by vector, by words, and by their place in the workshop."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from corpus.errors import NotFoundError
from corpus.model import Document, Passage
from search.analysis.analyzer import Term
from search.engine import Engine
from search.features.related.label import broader, relation
from search.features.related.similarity import Comparer, Similarity
from search.index.row_filter import RowFilter
from search.query import Filters
from search.runtime import check_deadline
from search.snapshot.facets import facet_key

POOL = 50
"""How many candidates each of the two indexes contributes."""
_COSINE, _OVERLAP, _STRUCTURE = 1.0, 0.5, 0.1
"""Weights of cosine, word overlap, and shared structure (addressees; session, talk and speaker).

On the judged recommendations they give a precision at 5 of .63, and from .60 to .63 with half or twice either of
the last two; without structure .58, the cosine alone .54, the words alone .46.
"""
MUTUAL = 3
"""Two passages are mutual neighbours if each is among this many nearest of the other."""
_SHOWN_TERMS = 5


@dataclass(frozen=True, slots=True)
class Related:
    """A passage related to another: how (``relation``), how closely (``score``, from 0 to 1), and why.

    ``similarity`` is the cosine of the two, ``shared`` the words both have, rarest first. ``mutual`` tells whether
    each is among the few nearest of the other.
    """

    passage: Passage
    document: Document
    relation: str
    score: float
    reason: str
    similarity: float = 0.0
    shared: tuple[str, ...] = ()
    mutual: bool = False


def related(
    engine: Engine, passage_id: str, limit: int, filters: Filters | None = None, *, across: bool = False
) -> list[Related]:
    """The ``limit`` passages most related to this one that pass ``filters``, best first, without itself.

    With ``across`` those of other workshops come first (of other documents, for a passage of no workshop). Lists
    of references, contents and boilerplate are left out. Raises NotFoundError for an unknown id.
    """
    subject = engine.passage(passage_id)
    filters = filters or {}
    others = replace(engine.snapshot.row_filter(filters), exclude_rows=(_row(engine, subject.id),))
    if across:
        own = _own(subject)
        found = nearest(engine, subject, replace(others, forbid_facets=(own,)), limit)
        if len(found) < limit:
            found += nearest(
                engine, subject, replace(others, require=[*others.require, [own]]), limit - len(found)
            )
    else:
        found = nearest(engine, subject, others, limit)
    return _mutual(engine, subject, found, others)


def nearest(engine: Engine, subject: Passage, row_filter: RowFilter, limit: int) -> list[Related]:
    """The ``limit`` passages that pass ``row_filter`` and are most related to ``subject``, best first."""
    snapshot = engine.snapshot
    vector = snapshot.vectors.vectors(np.array([_row(engine, subject.id)]))[0]
    pool = max(POOL, 2 * limit)
    check_deadline()
    by_meaning, _ = snapshot.vectors.search(vector, pool, row_filter)
    terms = [Term(term) for term in dict.fromkeys(t for _, t in snapshot.lexical.terms(subject.text))]
    by_words, _ = snapshot.lexical.search(terms, 2 * pool, row_filter.require)
    rows = np.unique(np.concatenate([by_meaning, by_words[row_filter.mask[by_words]]]))
    cosines = snapshot.vectors.vectors(rows) @ vector
    comparer = Comparer(snapshot.lexical, snapshot.manifest.passages, subject.text)
    scored = []
    check_deadline()
    for passage, cosine in zip(snapshot.store.passages(rows.tolist()), cosines.tolist(), strict=True):
        if passage.label is None:
            score = _score(cosine, comparer.overlap(passage.text), subject, passage)
            scored.append((score, cosine, passage))
    scored.sort(key=lambda item: (-item[0], item[2].id))
    return [_described(engine, *item, comparer.compare(item[2].text)) for item in scored[:limit]]


def _score(cosine: float, overlap: float, subject: Passage, other: Passage) -> float:
    """From 0 to 1."""
    mine, theirs = _structure(subject), _structure(other)
    shared = len(mine & theirs) / (len(mine | theirs) or 1)
    whole = _COSINE * cosine + _OVERLAP * overlap + _STRUCTURE * shared
    return max(0.0, whole / (_COSINE + _OVERLAP + _STRUCTURE))


def _structure(passage: Passage) -> set[tuple[str, ...]]:
    """The addressees of a passage, and its session, talk and speaker."""
    found: set[tuple[str, ...]] = {("addressee", name) for name in passage.addressees}
    slug = passage.workshop or ""
    for part in (passage.session, passage.talk):
        if part is not None:
            found.add((slug, part))
    if passage.speaker is not None:
        found.add(("speaker", passage.speaker))
    return found


def _described(engine: Engine, score: float, cosine: float, passage: Passage, similarity: Similarity) -> Related:
    label = relation(similarity, cosine)
    said = f"similarity {cosine:.2f}, shared weight of words {similarity.overlap:.2f}"
    if label == "near-identical":
        said = f"the same words but for a few; {said}"
    elif label == "narrower":
        said = f"says {similarity.contained:.0%} of this and adds to it; {said}"
    elif broader(similarity, cosine):
        said = f"broader: this says {similarity.containing:.0%} of it and adds to it; {said}"
    if similarity.shared:
        said += "; shared terms: " + ", ".join(similarity.shared[:_SHOWN_TERMS])
    document = engine.document(passage.document_id)
    return Related(passage, document, label, score, said, similarity=cosine, shared=similarity.shared)


def _mutual(engine: Engine, subject: Passage, found: list[Related], others: RowFilter) -> list[Related]:
    """``found``, with those marked that are among the subject's nearest and have the subject among theirs."""
    vectors = engine.snapshot.vectors
    row = _row(engine, subject.id)
    mine, _ = vectors.search(vectors.vectors(np.array([row]))[0], MUTUAL, others)
    marked = []
    for item in found:
        check_deadline()
        theirs = _row(engine, item.passage.id)
        mutual = theirs in mine and _is_near(engine, theirs, row, others)
        marked.append(replace(item, mutual=mutual))
    return marked


def _is_near(engine: Engine, of: int, row: int, others: RowFilter) -> bool:
    vectors = engine.snapshot.vectors
    row_filter = replace(others, include_rows=(row,), exclude_rows=(of,))
    nearest_rows, _ = vectors.search(vectors.vectors(np.array([of]))[0], MUTUAL, row_filter)
    return row in nearest_rows


def _own(subject: Passage) -> str:
    """The facet key of a passage's workshop, or of its document where it is of none."""
    name, value = ("workshop", subject.workshop) if subject.workshop else ("document", subject.document_id)
    return facet_key(name, value)


def _row(engine: Engine, passage_id: str) -> int:
    row = engine.snapshot.store.row_of(passage_id)
    if row is None:
        raise NotFoundError(f"There is no passage {passage_id!r}.")
    return row
