"""Ranking, told in one place: a question's reading and its candidates to scores, a confidence and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import Passage
from search.analysis.analyze import Reading, read
from search.analysis.query_terms import Name
from search.analysis.term_matcher import Finder, Words
from search.arrays import Floats, Rows
from search.encoder.protocol import Encoder
from search.encoder.token_space import QueryVectors
from search.index.tantivy import LexicalIndex
from search.index.token_index import TokenIndex
from search.ranking import late_interaction
from search.ranking.answer_type import missing_kind
from search.ranking.answerability import Signs, confidence, missing
from search.ranking.fusion import dense_weight, feedback, fuse, smooth, trust
from search.ranking.highlight import Marker
from search.ranking.parameters import Parameters

LEADING = 3
"""How many of the best passages are looked at for whether they answer."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure one may be that the question is answered, and whether that is enough."""

    confidence: float
    answerable: bool


class Ranker:
    """Scores the candidates of one corpus. Safe for many threads."""

    def __init__(
        self,
        lexical: LexicalIndex,
        encoder: Encoder,
        passages: int,
        parameters: Parameters | None = None,
        tokens: TokenIndex | None = None,
    ) -> None:
        self.parameters = parameters or Parameters()
        self._lexical = lexical
        self._pieces = lambda text: map(tuple, encoder.token_offsets([text])[0].tolist())
        self._passages = passages
        self._tokens = tokens
        self._words = Words(lambda text: [term for _, term in lexical.terms(text)])

    @property
    def compares_tokens(self) -> bool:
        """Whether late interaction has a say."""
        return self._tokens is not None

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

    def with_tokens(self, reading: Reading, scores: Floats, rows: Rows, asked: QueryVectors) -> Floats:
        """``scores`` of ``rows``, those of the best by late interaction too where there are tokens."""
        kept = self._content(reading, asked)
        if self._tokens is None or asked.tokens is None or not kept or len(rows) < 2:
            return scores
        pool = late_interaction.pool(scores, self._tokens.mean_length)
        nearest = self._tokens.maxsim(asked.tokens[kept], rows[pool])
        strength = late_interaction.weight(self.parameters.fusion, reading.unknown, self._tokens.mean_length)
        return late_interaction.rescored(scores, pool, nearest.mean(axis=0), strength)

    def _content(self, reading: Reading, asked: QueryVectors) -> list[int]:
        """The tokens of a question that are compared; none where there are none, or too many."""
        kept = [] if asked.offsets is None else late_interaction.content(reading.text, asked.offsets)
        return kept if len(kept) <= late_interaction.LONGEST else []

    def judge(
        self, reading: Reading, best_cosine: float, asked: QueryVectors, leading: Sequence[Passage], rows: Rows
    ) -> Judgement:
        """Whether the ``leading`` passages (best first, of ``rows``) answer; ``best_cosine`` is the nearest's."""
        if not leading:
            return Judgement(0.0, False)
        texts = [passage.indexed_text for passage in leading[:LEADING]]
        held = self._held(reading, texts) if reading.asked.names else set()
        nearest, weakest = None, None
        kept = self._content(reading, asked)
        if self._tokens is not None and asked.tokens is not None and kept:
            nearest = self._tokens.maxsim(asked.tokens, rows[:LEADING])
            weakest = float(nearest[kept, 0].min())
        signs = Signs(
            cosine=best_cosine,
            passages=self._passages,
            weakest=weakest,
            names_missing=_names_missing(reading, held, asked, nearest),
            kind_missing=missing_kind(reading.text, texts),
        )
        sure = confidence(signs, self.parameters.confidence)
        return Judgement(sure, sure >= self.parameters.confidence.threshold)

    def _held(self, reading: Reading, texts: Iterable[str]) -> set[str]:
        """The terms of the question's names that some text holds, or holds what they may be a slip for."""
        named = {term for name in reading.asked.names for term in name.terms}
        finder = Finder(self._words, named.union(*(reading.stands_for.get(term, ()) for term in named)))
        return reading.answered({term for text in texts for _, _, terms in finder.hits(text) for term in terms})

    def marker(self, reading: Reading) -> Marker:
        """What marks the passages that answer."""
        return Marker(reading.rarity, self._words)


def _names_missing(reading: Reading, held: set[str], asked: QueryVectors, nearest: Floats | None) -> float:
    """How much of the question's names is missing; ``nearest`` (token × leading passage) sees other forms."""
    names = reading.asked.names
    if not names:
        return 0.0
    return sum(0.0 if name.held(held) else _missing(name, asked, nearest) for name in names) / len(names)


def _missing(name: Name, asked: QueryVectors, nearest: Floats | None) -> float:
    if nearest is None or asked.offsets is None:
        return 1.0
    its = (asked.offsets[:, 0] < name.end) & (asked.offsets[:, 1] > name.start)
    return missing(float(nearest[its].max(axis=1).mean())) if its.any() else 1.0
