"""The wire, version 1: queries and answers."""

from __future__ import annotations

from pydantic import ConfigDict, Field, StrictBool

from api.v1.schemas.common import (
    CoverageOut,
    FiltersIn,
    Integer,
    PassageOut,
    SnapshotOut,
    WarningOut,
    Wire,
    put_on_the_wire,
)
from search.answer import AnswerCondition, FacetValue, Reason
from search.query import MAX_LIMIT, MAX_QUERY_CHARS, PER_DOCUMENT, Mode, Query

put_on_the_wire(FacetValue, AnswerCondition)


class QueryIn(Wire):
    """A question with its filters."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "query": "How can governments give small loans to micro enterprises?",
                    "limit": 5,
                    "filters": {"kind": ["recommendation"]},
                }
            ]
        },
    )

    query: str = Field(min_length=1, max_length=MAX_QUERY_CHARS)
    limit: Integer = Field(10, ge=1, le=MAX_LIMIT)
    mode: Mode = "hybrid"
    filters: FiltersIn = FiltersIn()
    dedupe: StrictBool = True
    facets: StrictBool = False
    correct: StrictBool = Field(True, description="Whether misspelt words are corrected.")

    per_document: Integer = Field(
        PER_DOCUMENT,
        ge=1,
        le=MAX_LIMIT,
        description="After this many passages of one document, nearly as good ones of other documents come first.",
    )

    def question(self) -> Query:
        """What to ask the engine. Raises InputError."""
        return Query.parse(
            self.query,
            limit=self.limit,
            mode=self.mode,
            filters=self.filters.given(),
            dedupe=self.dedupe,
            facets=self.facets,
            correct=self.correct,
            per_document=self.per_document,
        )


class RangeOut(Wire):
    """A range of ``passage.text``, in code points."""

    start: int
    end: int


class ScoresOut(Wire):
    """Cosine similarity and BM25 score; null where that list does not contain the passage."""

    dense: float | None
    lexical: float | None


class DocumentGroupOut(Wire):
    """How many more passages of this document are about as good; filter by ``document`` to read them."""

    document: str
    more: int


class HitOut(Wire):
    """One ranked passage."""

    rank: int
    score: float
    scores: ScoresOut
    passage: PassageOut
    highlights: list[RangeOut]
    answer: RangeOut | None
    also_in: list[str] = Field(description="Ids of near-identical passages that this one stands for.")
    group: DocumentGroupOut | None
    unmet: list[int] = Field(
        description="Indices of the answer's ``conditions`` that the passage does not meet. Only the best eight "
        "passages are compared with them."
    )


class CorrectionOut(Wire):
    """A word of the question that was taken for a misspelling, and the word it was taken for."""

    from_: str = Field(alias="from")
    to: str


class AnswerOut(Wire):
    """Results are returned even when ``answerable`` is false."""

    query: str
    results: list[HitOut]
    answerable: bool
    confidence: float = Field(ge=0, le=1)
    reason: Reason | None
    coverage: CoverageOut
    facets: dict[str, list[FacetValue]] | None = None
    snapshot: SnapshotOut
    took_ms: float
    warnings: list[WarningOut]
    corrected: list[CorrectionOut] = Field(
        description="Words corrected as misspelt. The answer is to the corrected question; `correct=false` "
        "searches as typed."
    )
    conditions: list[AnswerCondition] = Field(
        description="Conditions in the question that an answer should meet: ranges of ``query``, in code points."
    )
    operators_ignored: list[str] = Field(
        description="Parts of the question that look like operators but have no effect. The operators are "
        '``-word``, ``NOT word``, ``OR`` and ``"exact phrase"``.'
    )


class BatchErrorOut(Wire):
    """What is wrong with one question of a batch; ``index`` counts from 0."""

    index: int
    detail: str


class BatchOut(Wire):
    """Answers in the order of the questions; null for an invalid question, about which ``errors`` says more."""

    answers: list[AnswerOut | None]
    errors: list[BatchErrorOut]
