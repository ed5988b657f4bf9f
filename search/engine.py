"""A query in, ranked passages out, all from one snapshot."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import lru_cache

from corpus.model import Document, Passage
from search.analysis.analyze import AnalyzedQuery, analyze, terms_against
from search.analysis.analyzer import Phrase, Term, TermDictionary
from search.analysis.operators import read_operators
from search.analysis.term_matcher import WordAnalyzer
from search.answer import Answer, Correction, Reason
from search.arrays import Floats, Rows
from search.correction import Corrector, corrected_text, typed_conditions
from search.encoder.protocol import Encoder, PendingEncoding, begin_query, token_encoder
from search.index.token_index import TokenIndex
from search.known_values import unknown_values
from search.language import detect_language, is_foreign
from search.query import Mode, Query
from search.ranking.agreement import Agreements, compared
from search.ranking.answerability import LEADING, Answerability, Assessor, background_rows
from search.ranking.assemble import assemble, facets
from search.ranking.late_interaction import TokenComparison
from search.ranking.parameters import Parameters, parameters_for
from search.ranking.ranker import Ranker, Ranking, merge
from search.retrieval import Candidates, Part, Retriever
from search.runtime import StageTimer, use_one_blas_thread
from search.snapshot.open import Snapshot

log = logging.getLogger("workshop_search")
_TEXTS, _PHRASES = 16, 4096
"""Texts whose tokens are remembered, and pairs of words of which it is remembered whether they occur."""


class Engine:
    """Answers from one snapshot. Thread-safe without locks of its own."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, parameters: Parameters | None = None) -> None:
        use_one_blas_thread()
        self.snapshot = snapshot
        self.encoder = encoder
        self.parameters = parameters or parameters_for(encoder.identity.name)
        self.tokens = comparable_tokens(snapshot, encoder)
        lexical = snapshot.lexical
        self._words = WordAnalyzer(lambda text: [term for _, term in lexical.terms(text)])
        self._corrector = Corrector(lexical, snapshot.store, self._words)
        self._token_offsets = lru_cache(_TEXTS)(lambda text: _spans(encoder, text))
        self._occurs = lru_cache(_PHRASES)(self._is_found)
        self._retriever = Retriever(snapshot, self._terms_against)
        self._ranker = Ranker(snapshot, self.parameters.fusion)
        self._assessor = Assessor(self.parameters.confidence, self._words)
        self._background = snapshot.vectors.vectors(background_rows(snapshot.manifest.passages))
        self._agreements = Agreements(snapshot.store, self._words)
        self._snapshot_ref = snapshot.manifest.ref
        self._coverage: dict[str, int] = snapshot.store.meta("coverage")

    def search(self, query: Query) -> Answer:
        """The best passages for ``query``, and whether they answer it.

        A query in a language the model does not read is answered by words alone. Raises OverdueError if a deadline
        passes on the way.
        """
        started = time.perf_counter()
        timer = StageTimer()
        with self._understood(query, self._reads) as (analyzed, corrected, encoding):
            readable = encoding is not None
            effective = query if readable else replace(query, mode="lexical")
            parts = self._retriever.parts(effective, analyzed, encoding, timer)
        tokens = self._compare(analyzed.text, encoding)
        candidates, ranking = self._rank(effective.mode, parts, tokens)
        timer.lap("fuse")
        least = max(LEADING, compared(analyzed))
        hits, rows = assemble(self.snapshot.store, self._words, query, analyzed, candidates, ranking, least)
        timer.lap("read")
        verdict = Answerability(0.0, False)
        if encoding is not None:
            part = _part_of(rows, parts)
            vector = encoding.vectors().vector
            cosines, background = part.candidates.vectors @ vector, self._background @ vector
            leading = [hit.passage for hit in hits]
            verdict = self._assessor.assess(analyzed, cosines, part.passages, tokens, leading, rows, background)
        agreement = self._agreements.assess(analyzed, hits, rows, candidates.phrases, tokens)
        verdict, hits = agreement.applied(verdict, hits)
        timer.lap("judge")
        return Answer(
            query=query,
            hits=hits[: query.limit],
            answerable=verdict.answerable,
            confidence=verdict.confidence,
            reason=_reason(readable, verdict, holds=agreement.holds),
            coverage=self._coverage,
            snapshot=self._snapshot_ref,
            took_ms=(time.perf_counter() - started) * 1e3,
            facets=facets(self.snapshot.store, candidates.rows) if query.facets else None,
            stages_ms=timer.laps,
            warnings=unknown_values(self.snapshot.store, query.filters),
            corrected=corrected,
            conditions=typed_conditions(agreement.conditions, corrected),
            operators_ignored=analyzed.operators.ignored,
        )

    def ranked_rows(self, query: Query, depth: int) -> tuple[Rows, Floats]:
        """Rows and scores of the best ``depth`` passages without reading them, best first, for an evaluation."""
        with self._understood(query, lambda _: query.mode != "lexical") as (analyzed, _, encoding):
            parts = self._retriever.parts(query, analyzed, encoding, StageTimer(), depth)
        candidates, ranking = self._rank(query.mode, parts, self._compare(analyzed.text, encoding))
        best = ranking.order[:depth]
        return candidates.rows[best], ranking.scores[best]

    def analyze(self, text: str) -> AnalyzedQuery:
        """``text`` analyzed against this corpus: terms, corrections, operators, phrases, conditions."""
        lexical, passages = self.snapshot.lexical, self.snapshot.manifest.passages
        return analyze(text, lexical, passages, self._words, self._token_offsets, self._occurs)

    def passage(self, passage_id: str) -> Passage:
        """A passage by id. Raises MovedError, GoneError or NotFoundError (see :meth:`Store.missing`)."""
        return self.snapshot.store.require_passage(passage_id)

    def document(self, document_id: str) -> Document:
        """A document by id. Raises MovedError, GoneError or NotFoundError (see :meth:`Store.missing`)."""
        return self.snapshot.store.require_document(document_id)

    def _terms_against(self, query: AnalyzedQuery, dictionary: TermDictionary, passages: int) -> AnalyzedQuery:
        return terms_against(query, dictionary, passages, self._words, self._token_offsets, self._occurs)

    def _rank(
        self, mode: Mode, parts: Sequence[Part], tokens: TokenComparison | None
    ) -> tuple[Candidates, Ranking]:
        """Rank each part by itself, and merge them."""
        return merge([(part.candidates, self._ranker.rank(mode, part, tokens)) for part in parts])

    def _analyze_corrected(self, query: Query) -> tuple[AnalyzedQuery, tuple[Correction, ...]]:
        """The query analyzed as it was meant, and the words that were taken for misspelt.

        A question in another language than English stays as it is, unless its misspelt words alone made it look
        foreign: "intelectual property" is English.
        """
        analyzed = self.analyze(query.text)
        corrected = self._corrector.correct(analyzed) if query.correct else ()
        if not corrected:
            return analyzed, ()
        text = corrected_text(query.text, corrected)
        if is_foreign(text) or not self._reads(text):
            return analyzed, ()
        return self.analyze(text), corrected

    def _reads(self, text: str) -> bool:
        """Whether the model reads the language of ``text``, as far as it can be told."""
        languages = self.encoder.identity.languages
        if languages is None:
            return True
        language = detect_language(text)
        return language is None or language in languages

    @contextmanager
    def _understood(
        self, query: Query, wanted: Callable[[str], bool]
    ) -> Iterator[tuple[AnalyzedQuery, tuple[Correction, ...], PendingEncoding | None]]:
        """The query analyzed, its corrections, and its encoding, which goes on meanwhile on another core.

        What was typed is encoded at once, and what was meant once more where that differs. A text that is not
        ``wanted`` is not encoded.
        """
        typed = read_operators(query.text).text
        with ExitStack() as pending:

            def begin(text: str) -> PendingEncoding | None:
                if not wanted(text):
                    return None
                return pending.enter_context(PendingEncoding(begin_query(self.encoder, text)))

            encoding = begin(typed)
            analyzed, corrected = self._analyze_corrected(query)
            if analyzed.text != typed:
                pending.close()  # first, because queries that overlap are taken for a crowd, and get one core each
                encoding = begin(analyzed.text)
            yield analyzed, corrected, encoding

    def _is_found(self, phrase: Phrase) -> bool:
        return len(self.snapshot.lexical.search([Term(phrase[0][1])], 1, (), [phrase])[0]) > 0

    def _compare(self, text: str, encoding: PendingEncoding | None) -> TokenComparison | None:
        return None if encoding is None else TokenComparison.of(self.tokens, text, encoding.vectors())


def _spans(encoder: Encoder, text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in encoder.token_offsets([text])[0].tolist()]


def comparable_tokens(snapshot: Snapshot, encoder: Encoder) -> TokenIndex | None:
    """The snapshot's token index, if the tokens of ``encoder`` can be compared with it.

    A model compiled anew projects tokens differently. Until the next snapshot is published, answers do without
    late interaction, which is better than no answers.
    """
    able = token_encoder(encoder)
    space = able.token_space if able else None
    if space is None or not snapshot.manifest.token_space:
        return None
    if space.id != snapshot.manifest.token_space:
        log.warning(
            "the token vectors of snapshot %s come from another compilation of the model and are ignored; run "
            "`workshop-search ingest` to encode them again",
            snapshot.manifest.id,
        )
        return None
    return snapshot.tokens


def _part_of(rows: Rows, parts: Sequence[Part]) -> Part:
    """The part that the first of ``rows`` comes from: with what stands there the best passage is compared."""
    return next((part for part in parts if len(rows) and rows[0] in part.candidates.rows), parts[0])


def _reason(readable: bool, verdict: Answerability, *, holds: bool) -> Reason | None:
    if not readable:
        return "language-not-covered"
    if not holds:
        return "conditions-not-met"
    return None if verdict.answerable else "nothing-relevant"
