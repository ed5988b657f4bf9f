"""The wire, version 1: evidence, quotes, the matrix, records and tables. Names here are a promise."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.v1.schemas.search import (
    CoverageOut,
    FiltersIn,
    Given,
    Listing,
    PassageOut,
    RelatedOut,
    SnapshotOut,
    WarningOut,
    Wire,
)
from search.features.evidence_table import MAX_QUESTIONS
from search.features.quotes.differences import DifferenceKind
from search.features.quotes.verify import MAX_QUOTE
from search.features.recommendations.matrix import By
from search.query import FILTER_NAMES, MAX_LIMIT


class EvidenceOut(Listing):
    """Passages of a workshop's papers, and how many of its papers there are to look in."""

    items: list[RelatedOut]
    coverage: CoverageOut
    reason: Literal["no-papers-at-hand"] | None


class QuoteIn(Wire):
    """A quote to be looked up. Quotation marks around it are no part of it."""

    quote: str = Field(
        min_length=1,
        max_length=MAX_QUOTE + 2,
        examples=["Set up technology-licensing offices in universities and public R&D institutes."],
    )


class DifferenceOut(Wire):
    """Words of the quote against those of the source; either may be empty. Ranges count in the quote and the page.

    ``wording`` and ``punctuation`` make another quote of it; ``typography``, ``case`` and ``spacing`` do not.
    """

    kind: DifferenceKind
    quote: str
    source: str
    quote_start: int
    quote_end: int
    source_start: int
    source_end: int


class QuotedAtOut(Wire):
    """``text`` is exactly ``[start:end]`` of the page; ``exact``: typography included."""

    page: int
    start: int
    end: int
    text: str
    exact: bool


class QuoteMatchOut(PassageOut):
    """The passage a quote begins in, and where on its page the quote stands."""

    quoted: QuotedAtOut


class QuoteOut(Wire):
    """``verified``: it stands at ``matches``. Otherwise ``nearest`` is what comes closest, if anything does."""

    quote: str
    verified: bool
    matches: list[QuoteMatchOut]
    differences: list[DifferenceOut] = Field(description="Of typography at the first match, or of the nearest.")
    nearest: QuoteMatchOut | None
    complete: bool = Field(
        description="Whether all that may hold the quote was compared; if not, it may stand elsewhere too."
    )
    snapshot: SnapshotOut


class CellQuoteOut(Wire):
    """A recommendation in a cell; ``text[start:end]`` put it there."""

    id: str
    text: str
    start: int
    end: int


class CellOut(Wire):
    """The recommendations of a workshop to an addressee under a column."""

    addressee: str
    column: str
    workshop: str
    count: int
    quotes: list[CellQuoteOut]


class ColumnOut(Wire):
    """An action or a theme; ``evidence`` are other passages that use a theme's words."""

    name: str
    meaning: str
    evidence: list[PassageOut]


class MeasuredOut(Wire):
    """How the rules for actions agree with a reader's judgement.

    ``precision``: share of what is found that the reader counts or allows; ``strict``: counts. ``recall``: share
    of what the reader counts that is found.
    """

    on: str
    recommendations: int
    precision: float
    strict: float
    recall: float


class MatrixOut(Wire):
    """Cells that hold something. A recommendation stands in every cell it belongs to."""

    by: By
    addressees: list[str]
    columns: list[ColumnOut]
    workshops: list[str]
    cells: list[CellOut]
    recommendations: int
    measured: list[MeasuredOut] = Field(description="For actions.")
    snapshot: SnapshotOut
    warnings: list[WarningOut] = Field(default_factory=list)


class RecordedOut(Wire):
    """One result of a record: which passage, where it stands, and the hash of its text."""

    rank: int
    passage: str
    score: float
    document: str
    source: str
    page: int
    start: int
    end: int
    text_hash: str


class RecordOut(Wire):
    """What was asked, of which corpus and model, when, and what came back; to be kept by whoever asked."""

    version: int
    asked: str
    query: str
    limit: int
    mode: str
    filters: dict[str, Given] = Field(max_length=len(FILTER_NAMES))
    dedupe: bool
    snapshot: str
    content_hash: str
    model: str
    encoder_id: str
    ranking: dict[str, Any] = Field(description="The parameters in force.")
    answerable: bool
    confidence: float
    results: list[RecordedOut] = Field(default_factory=list, max_length=MAX_LIMIT)


class MoveOut(Wire):
    """A passage at another rank."""

    passage: str
    was: int
    now: int


class RerunOut(Wire):
    """What came of asking a record's question again; ``differences`` in sentences."""

    same: bool
    same_content: bool
    same_model: bool
    same_ranking: bool
    gone: list[str]
    new: list[str]
    moved: list[MoveOut]
    reworded: list[str]
    differences: list[str]
    record: RecordOut = Field(description="The record of this asking.")


class TableIn(Wire):
    """Questions for a table of evidence."""

    questions: list[str] = Field(min_length=1, max_length=MAX_QUESTIONS, examples=[["Who should fund clinics?"]])
    filters: FiltersIn = FiltersIn()
