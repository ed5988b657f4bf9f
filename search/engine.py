"""A question in, ranked passages out, all from one snapshot."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.errors import GoneError, MovedError, NotFoundError
from corpus.model import Document, Passage, SpanRole
from search.analysis.analyze import Reading
from search.analysis.language import language_of
from search.answer import Answer, FacetValue, Reason, Result
from search.clock import Clock
from search.cores import one_core_for_products
from search.encoder.protocol import Encoder, Encoding, begin_question
from search.index.row_filter import Passing
from search.index.tantivy import FacetKeys, Term
from search.known_values import unknown_values
from search.query import FILTER_NAMES, Question
from search.ranking.dedupe import leading
from search.ranking.parameters import Parameters
from search.ranking.ranker import LEADING, Judgement, Ranker
from search.retrieval import Candidates, same_tokens, spread
from search.snapshot.facets import facet_key
from search.snapshot.open import Snapshot, facet_keys

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

CANDIDATES = 200
"""How deep each list is read before the two are fused."""
RANKED_DOWN: tuple[SpanRole, ...] = ("contents", "references", "boilerplate")
"""Labels of passages that are set back: they hold the words of what they point to, and rarely an answer."""
SET_BACK, SET_BACK_DENSE, SET_BACK_LEXICAL = 2.5, 0.25, 0.5
"""By how much: off a fused score (in standard deviations), off a cosine, times a BM25. Enough to come after any
passage that answers, not so much as to come after what has nothing to do with the question."""
WORDS_KNOWN = 1000
"""Of how many of the best by words the score is known to candidates by meaning; beyond, it counts as none."""


class Engine:
    """Answers from one snapshot; safe for any number of threads, with no lock of its own."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, parameters: Parameters | None = None) -> None:
        one_core_for_products()
        self.snapshot = snapshot
        self.encoder = encoder
        tokens = snapshot.tokens if same_tokens(snapshot, encoder) else None
        passages = snapshot.manifest.passages
        self.ranker = Ranker(snapshot.lexical, encoder, passages, parameters, tokens)
        self._coverage: dict[str, int] = snapshot.store.meta("coverage")
        self._set_back = np.zeros(passages, np.bool_)
        for label in RANKED_DOWN:
            self._set_back[snapshot.store.facet_rows(facet_key("label", label))] = True

    def search(self, question: Question) -> Answer:
        """The best passages for ``question``."""
        started = time.perf_counter()
        clock = Clock()
        covered = self._covers(language_of(question.text))
        asked = question if covered else replace(question, mode="lexical")
        reading, found = self._find(asked, clock)
        scores = self._scores(asked, reading, found)
        order = np.argsort(-scores, kind="stable")
        clock.lap("fuse")
        results, rows = self._results(question, found, scores, order, reading)
        clock.lap("read")
        judged = self._judge(question, reading, found, results, rows) if covered else Judgement(0.0, False)
        clock.lap("judge")
        return Answer(
            question=question,
            results=results[: question.limit],
            answerable=judged.answerable,
            confidence=judged.confidence,
            reason=_reason(covered, judged),
            coverage=self._coverage,
            snapshot=self.snapshot.manifest,
            took_ms=(time.perf_counter() - started) * 1e3,
            facets=self._facets(found.rows) if question.facets else None,
            stages_ms=clock.laps,
            warnings=unknown_values(self.snapshot.store, question.filters),
        )

    def ranked_rows(self, question: Question, depth: int) -> tuple[Rows, Floats]:
        """Rows and scores of the best ``depth`` passages, without reading them: what an evaluation needs."""
        reading, found = self._find(question, Clock(), depth)
        scores = self._scores(question, reading, found)
        order = np.argsort(-scores, kind="stable")[:depth]
        return found.rows[order], scores[order]

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

    def _covers(self, language: str | None) -> bool:
        languages = self.encoder.identity.languages
        return languages is None or language is None or language in languages

    def _find(self, question: Question, clock: Clock, depth: int = CANDIDATES) -> tuple[Reading, Candidates]:
        """What the question asks for, and what may answer it.

        The words are looked up while the model computes on another core.
        """
        if question.mode == "lexical":
            reading = self.ranker.read(question.text)
            return reading, self._candidates(question, reading, clock, None, depth)
        with Encoding(begin_question(self.encoder, question.text)) as encoding:
            reading = self.ranker.read(question.text)
            return reading, self._candidates(question, reading, clock, encoding, depth)

    def _candidates(
        self, question: Question, reading: Reading, clock: Clock, encoding: Encoding | None, depth: int
    ) -> Candidates:
        """Both lists together, with cosine and BM25 score (0 where no word is shared) of each row."""
        depth = max(depth, CANDIDATES)
        facets = facet_keys(question.filters)
        passing = self._passing(question, reading, facets)
        clock.lap("question")
        found: list[Rows] = []
        known, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        if question.mode != "dense":
            quoted = None if passing is None else passing.only
            # What is quoted may stand far down a list by all words.
            deep = max(depth, WORDS_KNOWN) if quoted is None else self.snapshot.manifest.passages
            known, scores = self.snapshot.lexical.search(reading.terms, deep, facets)
            found.append((known if quoted is None else known[np.isin(known, quoted)])[:depth])
            clock.lap("lexical")
        asked = None
        if encoding is not None:
            asked = encoding.vectors()
            clock.lap("encode")
            found.append(self.snapshot.vectors.search(asked.vector, depth, passing)[0])
            clock.lap("vector")
        rows = np.unique(np.concatenate(found))
        vectors = self.snapshot.vectors.vectors(rows)
        dense = np.zeros(len(rows), np.float32) if asked is None else vectors @ asked.vector
        return Candidates(rows, dense, spread(rows, known, scores), vectors, asked)

    def _passing(self, question: Question, reading: Reading, facets: FacetKeys) -> Passing | None:
        """Filters and quoted phrases. A phrase that stands nowhere is let go: an empty answer helps nobody."""
        quoted: Rows | None = None
        for phrase in reading.phrases:
            terms = [Term(term) for _, term in phrase]
            rows, _ = self.snapshot.lexical.search(terms, self.snapshot.manifest.passages, facets, [phrase])
            both = rows if quoted is None else np.intersect1d(quoted, rows)
            quoted = both if len(both) else quoted
        if not facets and quoted is None:
            return None
        return replace(self.snapshot.passing(question.filters), only=quoted)

    def _scores(self, question: Question, reading: Reading, found: Candidates) -> Floats:
        scores = self._set_back_scores(question, reading, found)
        if question.mode != "hybrid" or found.asked is None:
            return scores
        return self.ranker.with_tokens(reading, scores, found.rows, found.asked)

    def _set_back_scores(self, question: Question, reading: Reading, found: Candidates) -> Floats:
        scores = self._plain_scores(question, reading, found)
        back = self._set_back[found.rows]
        if not back.any():
            return scores
        if question.mode == "lexical" or not found.dense.any():
            lowered = scores * SET_BACK_LEXICAL
        else:
            lowered = scores - (SET_BACK_DENSE if question.mode == "dense" else SET_BACK)
        return np.where(back, lowered, scores).astype(np.float32)

    def _plain_scores(self, question: Question, reading: Reading, found: Candidates) -> Floats:
        if question.mode == "dense":
            return found.dense
        if question.mode == "lexical" or not found.dense.any():
            return found.lexical
        return self.ranker.scores(reading, found.dense, found.lexical, found.vectors)

    def _judge(
        self, question: Question, reading: Reading, found: Candidates, results: Sequence[Result], rows: Rows
    ) -> Judgement:
        asked = found.asked or begin_question(self.encoder, question.text)()
        dense = found.dense if found.asked else found.vectors @ asked.vector
        passages = [result.passage for result in results]
        return self.ranker.judge(reading, float(dense.max(initial=-1.0)), asked, passages, rows)

    def _results(
        self, question: Question, found: Candidates, scores: Floats, order: NDArray[np.intp], reading: Reading
    ) -> tuple[tuple[Result, ...], Rows]:
        wanted = max(question.limit, LEADING)
        read, copies = leading(
            lambda chosen: self.snapshot.store.passages(found.rows[chosen].tolist()),
            found.vectors,
            order,
            wanted,
            fold=question.dedupe,
        )
        kept = [place for place in read if place not in copies][:wanted]
        documents = {i: self.document(i) for i in {read[place].document_id for place in kept}}
        marker = self.ranker.marker(reading)
        made: list[Result] = []
        for rank, (at, place) in enumerate(((at, int(order[at])) for at in kept), start=1):
            passage = read[at]
            marks, span = marker.marks(passage.text)
            made.append(
                Result(
                    rank=rank,
                    also_in=tuple(read[copy].id for copy, first in copies.items() if first == at),
                    score=float(scores[place]),
                    passage=passage,
                    document=documents[passage.document_id],
                    dense=float(found.dense[place]) or None,
                    lexical=float(found.lexical[place]) or None,
                    highlights=marks,
                    answer=span,
                )
            )
        return tuple(made), found.rows[order[kept]]

    def _facets(self, rows: Rows) -> dict[str, tuple[FacetValue, ...]]:
        """Counts over the candidate passages, so that they describe what was found and not the corpus."""
        found: dict[str, list[FacetValue]] = {}
        for name, value, carrying in self.snapshot.store.facets(n for n in FILTER_NAMES if n != "document"):
            if count := int(np.isin(rows, carrying, assume_unique=True).sum()):
                found.setdefault(name, []).append(FacetValue(value, count))
        return {name: _most_first(values) for name, values in found.items()}


def _reason(covered: bool, judged: Judgement) -> Reason | None:
    if not covered:
        return "language-not-covered"
    return None if judged.answerable else "nothing-relevant"


def _most_first(values: Sequence[FacetValue]) -> tuple[FacetValue, ...]:
    return tuple(sorted(values, key=lambda facet: (-facet.count, facet.value)))
