"""The wire, version 1: evidence, quotes, the matrix, saved searches and tables."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field

from api.v1.schemas.common import (
    CoverageOut,
    FiltersIn,
    Listing,
    PassageOut,
    SnapshotOut,
    WarningOut,
    Wire,
    put_on_the_wire,
    refuse_many_names,
)
from api.v1.schemas.workshops import RelatedOut
from search.features.evidence_table import MAX_QUESTIONS
from search.features.quotes.differences import Difference
from search.features.quotes.verify import MAX_QUOTE
from search.features.recommendations.actions import RuleAccuracy
from search.features.recommendations.matrix import By
from search.features.saved_search import Move, RecordedHit, SavedSearch
from search.query import FILTER_NAMES, MAX_LIMIT, MAX_VALUES

put_on_the_wire(Difference, RuleAccuracy, Move, RecordedHit, SavedSearch)

M = TypeVar("M", bound="QuoteMatchOut")


class EvidenceOut(Listing):
    """Passages of a workshop's papers, and how many of its papers could be searched."""

    items: list[RelatedOut]
    coverage: CoverageOut
    reason: Literal["no-papers-at-hand"] | None


class QuoteIn(Wire):
    """A quote to verify. Quotation marks around it are ignored."""

    quote: str = Field(
        min_length=1,
        max_length=MAX_QUOTE + 2,
        examples=["Set up technology-licensing offices in universities and public R&D institutes."],
    )


class QuotedRangeOut(Wire):
    """``text`` is exactly ``[start:end]`` of the page; ``exact`` means that even the typography is the same."""

    page: int
    start: int
    end: int
    text: str
    exact: bool


class QuoteMatchOut(PassageOut):
    """The passage in which a quote begins, and where on its page the quote is."""

    quoted: QuotedRangeOut


class VerificationOut(Wire, Generic[M]):
    """The result of verifying a quote, whatever a match holds."""

    quote: str
    verified: bool
    matches: list[M]
    differences: list[Difference] = Field(
        description="Typographic differences from the first match; without a match, all differences from "
        "the closest text."
    )
    nearest: M | None
    complete: bool = Field(
        description="False if not all text was compared: the quote may then be in other places too."
    )
    snapshot: SnapshotOut


class QuoteOut(VerificationOut[QuoteMatchOut]):
    """``verified``: the quote is in the corpus, at ``matches``. Otherwise ``nearest`` is the closest text."""


class CellQuoteOut(Wire):
    """A recommendation in a cell; ``text[start:end]`` are the words that put it there."""

    id: str
    text: str
    start: int
    end: int


class CellOut(Wire):
    """The recommendations of one workshop to one addressee in one column."""

    addressee: str
    column: str
    workshop: str
    count: int
    quotes: list[CellQuoteOut]


class ColumnOut(Wire):
    """An action or a theme; ``evidence`` are other passages that use the words of a theme."""

    name: str
    meaning: str
    evidence: list[PassageOut]


class MatrixOut(Wire):
    """Cells that are not empty. A recommendation is in every cell it belongs to."""

    by: By
    addressees: list[str]
    columns: list[ColumnOut]
    workshops: list[str]
    cells: list[CellOut]
    recommendations: int
    measured: list[RuleAccuracy] = Field(description="How reliable the columns are, for actions.")
    snapshot: SnapshotOut
    warnings: list[WarningOut] = Field(default_factory=list)


def _refuse_oversized(value: Any) -> Any:
    """Refuse what would take thousands of validation errors before the first is reported."""
    if not isinstance(value, dict):
        return value
    refuse_many_names(value, [field.name for field in fields(SavedSearch)])
    results, filters = value.get("results"), value.get("filters")
    if isinstance(results, list):
        if len(results) > MAX_LIMIT:
            raise ValueError(f"results: has {len(results)} items; at most {MAX_LIMIT} are allowed")
        for result in results:
            refuse_many_names(result, [field.name for field in fields(RecordedHit)])
    if isinstance(filters, dict):
        refuse_many_names(filters, FILTER_NAMES)
        if any(isinstance(values, list) and len(values) > MAX_VALUES for values in filters.values()):
            raise ValueError(f"filters: a filter may have at most {MAX_VALUES} values")
    return value


SavedSearchIn = Annotated[SavedSearch, BeforeValidator(_refuse_oversized)]


class RerunOut(Wire):
    """What changed when a saved search was run again; ``differences`` says it in sentences."""

    same: bool
    same_content: bool
    same_model: bool
    same_ranking: bool
    gone: list[str]
    new: list[str]
    moved: list[Move]
    reworded: list[str]
    differences: list[str]
    record: SavedSearch = Field(description="The record of the new run.")


class TableIn(Wire):
    """Questions for a table of evidence."""

    questions: list[str] = Field(min_length=1, max_length=MAX_QUESTIONS, examples=[["Who should fund clinics?"]])
    filters: FiltersIn = FiltersIn()
