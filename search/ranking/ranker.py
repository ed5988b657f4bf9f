"""Ranking, told in one place: a question's reading and its candidates to scores, a confidence and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage
from search.encoder.protocol import Encoder
from search.encoder.token_space import QuestionVectors
from search.lexical import LexicalIndex
from search.ranking import late
from search.ranking.confidence import Signs, confidence
from search.ranking.fusion import dense_weight, feedback, fuse, smooth, trust
from search.ranking.parameters import Parameters
from search.ranking.probe_questions import PROBES
from search.ranking.probes import Background
from search.ranking.reading import Reading, read
from search.ranking.span import Range, spans
from search.ranking.wanted import missing_kind
from search.ranking.words import Words
from search.tokens import TokenIndex
from search.vectors import VectorIndex

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

LEADING = 3
"""How many of the best passages are looked at for whether they answer."""
_LARGE = 100_000
_PROBES_WHEN_LARGE = 24


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reason`` is None where the question counts as answerable."""

    confidence: float
    answerable: bool


class Ranker:
    """Scores the candidates of one corpus. Safe for many threads."""

    def __init__(
        self,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        encoder: Encoder,
        passages: int,
        parameters: Parameters | None = None,
        tokens: TokenIndex | None = None,
    ) -> None:
        self.parameters = parameters or Parameters()
        self._lexical = lexical
        self._background = background_of(encoder, vectors, passages)
        self._pieces = lambda text: map(tuple, encoder.token_offsets([text])[0].tolist())
        self._passages = passages
        self._tokens = tokens
        self._words = Words(lambda text: [term for _, term in lexical.terms(text)])

    def read(self, text: str) -> Reading:
        """The question against this corpus."""
        return read(text, self._lexical, self._passages, self._words, self._pieces)

    def scores(self, reading: Reading, dense: Floats, lexical: Floats, vectors: Floats) -> Floats:
        """Fused scores of candidates with cosines ``dense``, BM25 ``lexical`` and unit ``vectors``."""
        if not len(dense):
            return dense
        fusion = self.parameters.fusion
        weight = dense_weight(fusion, reading.unknown)
        fused = fuse(dense, lexical, weight)
        strength = trust(fusion, float(lexical.max()) / reading.most)
        if strength > 0.0:
            fused = fuse(feedback(dense, fused, vectors, strength), lexical, weight)
        return smooth(fused, vectors, fusion, min(fusion.pool, int(self._passages * fusion.pool_share)))

    def with_tokens(self, reading: Reading, scores: Floats, rows: Rows, asked: QuestionVectors | None) -> Floats:
        """``scores`` of ``rows``, those of the best by late interaction too where there are tokens."""
        if self._tokens is None or asked is None or asked.tokens is None or asked.places is None:
            return scores
        kept = late.content(reading.text, asked.places)
        if not 0 < len(kept) <= late.LONGEST or len(rows) < 2:
            return scores
        pool = np.argsort(-scores, kind="stable")[: late.POOL]
        nearest = self._tokens.nearest(asked.tokens[kept], rows[pool])
        strength = late.weight(self.parameters.fusion, reading.unknown, self._tokens.mean_length)
        return late.rescored(scores, pool, nearest.mean(axis=0), strength)

    def judge(self, reading: Reading, best_cosine: float, leading: Sequence[Passage]) -> Judgement:
        """Whether the ``leading`` passages (best first) answer; ``best_cosine`` is the nearest passage's."""
        if not leading:
            return Judgement(0.0, False)
        texts = [passage.indexed_text for passage in leading[:LEADING]]
        held = [reading.answered(self._words.terms(text)) for text in texts]
        signs = Signs(
            cosine=best_cosine,
            lift=self._background.lift(best_cosine),
            covered=reading.asked.covered(held[0]),
            size=log(self._passages),
            names_missing=reading.asked.names_missing(set().union(*held)),
            kind_missing=missing_kind(reading.text, texts),
        )
        sure = confidence(signs, self.parameters.confidence)
        return Judgement(sure, sure >= self.parameters.confidence.threshold)

    def spans(self, reading: Reading, text: str) -> tuple[tuple[Range, ...], Range | None]:
        """Highlights and answer of a passage's ``text``."""
        rarity = reading.rarity
        return spans(text, rarity, self._words)


def background_of(encoder: Encoder, vectors: VectorIndex, passages: int) -> Background:
    """Ask the corpus the probes; fewer of them where each costs a long scan."""
    if not passages:
        return Background()
    asked = PROBES if passages < _LARGE else PROBES[:_PROBES_WHEN_LARGE]
    best = [vectors.search(encoder.encode_question(probe), 1)[1] for probe in asked]
    return Background.of([float(cosines[0]) for cosines in best])
