"""A question in, ranked passages out, all from one snapshot."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.errors import GoneError, MovedError, NotFoundError
from corpus.model import Document, Passage
from search.answer import Answer, FacetValue, Result
from search.encoder.protocol import Encoder
from search.fusion import fuse
from search.lexical import Term
from search.question import FILTER_NAMES, Question
from search.snapshot.open import Snapshot, facet_keys

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

CANDIDATES = 200
"""How deep each list is read before the two are fused."""


class Engine:
    """Answers from one snapshot; safe for any number of threads, with no lock of its own."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self._coverage: dict[str, int] = snapshot.store.meta("coverage")

    def search(self, question: Question) -> Answer:
        """The best passages for ``question``."""
        started = time.perf_counter()
        clock = _Clock()
        rows, dense, lexical = self._candidates(question, clock)
        scores = self._scores(question, dense, lexical)
        order = np.argsort(-scores, kind="stable")[: question.limit]
        clock.lap("fuse")
        results = self._results(rows[order], scores[order], dense[order], lexical[order])
        clock.lap("read")
        confidence = float(np.clip(dense.max(initial=0.0), 0.0, 1.0))
        return Answer(
            question=question,
            results=results,
            answerable=bool(results),
            confidence=confidence,
            reason=None if results else "nothing-relevant",
            coverage=self._coverage,
            snapshot=self.snapshot.manifest,
            took_ms=(time.perf_counter() - started) * 1e3,
            facets=self._facets(rows) if question.facets else None,
            stages_ms=clock.laps,
        )

    def ranked_rows(self, question: Question, depth: int) -> tuple[Rows, Floats]:
        """Rows and scores of the best ``depth`` passages, without reading them: what an evaluation needs."""
        rows, dense, lexical = self._candidates(question, _Clock(), depth)
        scores = self._scores(question, dense, lexical)
        order = np.argsort(-scores, kind="stable")[:depth]
        return rows[order], scores[order]

    def passage(self, passage_id: str) -> Passage:
        """A passage by id. Raises GoneError for an id that was, NotFoundError for one that never was."""
        row = self.snapshot.store.row_of(passage_id)
        if row is None:
            raise self._missing("passage", passage_id)
        return self.snapshot.store.passages([row])[0]

    def document(self, document_id: str) -> Document:
        """A document by id. Raises NotFoundError."""
        document = self.snapshot.store.document(document_id)
        if document is None:
            raise self._missing("document", document_id)
        return document

    def _missing(self, what: str, identifier: str) -> NotFoundError:
        former = self.snapshot.store.former(identifier)
        if former is None:
            return NotFoundError(
                f"There is no {what} {identifier!r} in this snapshot. Lists and searches give the ids."
            )
        now, nearest = former
        if now is not None:
            return MovedError(f"The {what} {identifier!r} was reworded; its id is {now} now.", now)
        hint = f"the nearest that remains is {nearest}" if nearest else "nothing like it remains"
        return GoneError(f"The {what} {identifier!r} is no longer there; {hint}.", nearest)

    def _candidates(
        self, question: Question, clock: _Clock, depth: int = CANDIDATES
    ) -> tuple[Rows, Floats, Floats]:
        """Rows of both lists with their cosine and BM25 score (0 where no word is shared)."""
        depth = max(depth, CANDIDATES)
        mask = self.snapshot.mask(question.filters)
        found: list[Rows] = []
        vector = None
        if question.mode != "lexical":
            vector = self.encoder.encode_question(question.text)
            clock.lap("encode")
            found.append(self.snapshot.vectors.search(vector, depth, mask)[0])
            clock.lap("vector")
        words: dict[int, float] = {}
        if question.mode != "dense":
            counts = Counter(term for _, term in self.snapshot.lexical.terms(question.text))
            terms = [Term(term, float(count)) for term, count in counts.items()]
            rows, scores = self.snapshot.lexical.search(terms, depth, facet_keys(question.filters))
            words = dict(zip(rows.tolist(), scores.tolist(), strict=True))
            found.append(rows)
            clock.lap("lexical")
        rows = np.unique(np.concatenate(found))
        dense = (
            self.snapshot.vectors.vectors(rows) @ vector if vector is not None else np.zeros(len(rows), np.float32)
        )
        lexical = np.array([words.get(row, 0.0) for row in rows.tolist()], np.float32)
        return rows, dense, lexical

    def _scores(self, question: Question, dense: Floats, lexical: Floats) -> Floats:
        if question.mode == "dense":
            return dense
        if question.mode == "lexical":
            return lexical
        return fuse(dense, lexical, 0.5)

    def _results(self, rows: Rows, scores: Floats, dense: Floats, lexical: Floats) -> tuple[Result, ...]:
        passages = self.snapshot.store.passages(rows.tolist())
        documents = {i: self.document(i) for i in {p.document_id for p in passages}}
        return tuple(
            Result(
                rank=rank,
                score=float(score),
                passage=passage,
                document=documents[passage.document_id],
                dense=float(cosine) if cosine else None,
                lexical=float(bm25) if bm25 else None,
            )
            for rank, (passage, score, cosine, bm25) in enumerate(
                zip(passages, scores, dense, lexical, strict=True), start=1
            )
        )

    def _facets(self, rows: Rows) -> dict[str, tuple[FacetValue, ...]]:
        """Counts over the candidate passages, so that they describe what was found and not the corpus."""
        found: dict[str, list[FacetValue]] = {}
        for name, value, carrying in self.snapshot.store.facets(n for n in FILTER_NAMES if n != "document"):
            if count := int(np.isin(rows, carrying, assume_unique=True).sum()):
                found.setdefault(name, []).append(FacetValue(value, count))
        return {name: _most_first(values) for name, values in found.items()}


def _most_first(values: Sequence[FacetValue]) -> tuple[FacetValue, ...]:
    return tuple(sorted(values, key=lambda facet: (-facet.count, facet.value)))


class _Clock:
    """Time spent by stage, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = (now - self._last) * 1e3
        self._last = now
