"""What the tools take and give. Names are those of the wire wherever the same thing is meant."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from api.v1.schemas.evidence import DifferenceOut, QuotedAtOut
from api.v1.schemas.search import CoverageOut, FiltersIn, Given, PassageOut, SnapshotOut, Wire, WorkshopSummaryOut
from search.features.citation.formats import FormatName
from search.features.quotes.verify import MAX_QUOTE
from search.query import MAX_LIMIT, MAX_QUESTION, MAX_VALUES, Mode

MAX_ID = 200

Filters = Field(
    default_factory=FiltersIn,
    description="Values of one name are alternatives; different names must all hold. list_workshops gives values.",
)


class SearchIn(Wire):
    """A question with its filters."""

    query: str = Field(
        validation_alias=AliasChoices("query", "question"),
        min_length=1,
        max_length=MAX_QUESTION,
        description="A question in plain language. Words in double quotes must stand together.",
    )
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="Passages at most.")
    mode: Mode = Field(
        "hybrid", description="hybrid: meaning and words; dense: meaning alone; lexical: words alone."
    )
    filters: FiltersIn = Filters


class PassageIn(Wire):
    """A passage by its id."""

    id: str = Field(validation_alias=AliasChoices("id", "passage_id"), min_length=1, max_length=MAX_ID)
    citation: FormatName = Field("formatted", description="How the citation is written.")


class RelatedIn(Wire):
    """The passage whose relations are asked for."""

    id: str = Field(validation_alias=AliasChoices("id", "passage_id"), min_length=1, max_length=MAX_ID)
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="Passages at most.")
    across: bool = Field(False, description="Those of other workshops first.")
    filters: FiltersIn = Filters


class WorkshopsIn(Wire):
    """Which workshops; all where nothing is given."""

    workshop: Given = Field([], description="Slugs; any of them.")
    country: Given = Field([], description="Countries of the venue; any of them.")
    year: list[int] = Field([], max_length=MAX_VALUES, description="Years; any of them.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Workshops at most.")


class VerifyIn(Wire):
    """A quote to be looked up, without the quotation marks around it."""

    quote: str = Field(min_length=1, max_length=MAX_QUOTE)
    filters: FiltersIn = Filters


class CitedOut(PassageOut):
    """A passage with its exact source: ``text`` is ``[start:end]`` of page ``page`` of ``document``."""

    citation: str = Field(description="Ready to be given as the source.")


class FoundOut(Wire):
    """One ranked passage; ``answer`` is the stretch of its text that answers most directly."""

    rank: int
    score: float
    passage: CitedOut
    answer: str | None
    also_in: list[str] = Field(description="Ids of near-identical passages folded under this one.")


class SearchOut(Wire):
    """Results are given even when ``answerable`` is false: they are then the nearest there is, not an answer."""

    query: str
    answerable: bool
    confidence: float = Field(ge=0, le=1)
    reason: Literal["nothing-relevant", "language-not-covered"] | None
    note: str | None = Field(description="What to keep in mind when these results are used.")
    results: list[FoundOut]
    coverage: CoverageOut
    snapshot: SnapshotOut


class RelationOut(Wire):
    """A related passage: how it relates to the one asked about, how closely, and why."""

    passage: CitedOut
    relation: str = Field(description="near-identical, narrower (the item says it of less) or related.")
    score: float
    reason: str


class RelatedToOut(Wire):
    """Related passages, the closest first."""

    items: list[RelationOut]
    snapshot: SnapshotOut


class CitedWorkshopOut(WorkshopSummaryOut):
    """A workshop, with the values its filters take."""

    sessions: list[str]
    addressees: list[str]
    citation: str


class WorkshopListOut(Wire):
    """Workshops by slug; ``total`` counts those that fit, shown or not."""

    items: list[CitedWorkshopOut]
    total: int
    snapshot: SnapshotOut


class QuotedOut(CitedOut):
    """The passage a quote begins in, and where on its page the quote stands."""

    quoted: QuotedAtOut


class VerifiedOut(Wire):
    """``verified``: it stands at ``matches``. Otherwise ``nearest`` is what comes closest, if anything does."""

    quote: str
    verified: bool
    matches: list[QuotedOut]
    differences: list[DifferenceOut] = Field(description="Of typography at the first match, or of the nearest.")
    nearest: QuotedOut | None
    complete: bool = Field(
        description="Whether all that may hold the quote was compared; if not, it may stand elsewhere too."
    )
    snapshot: SnapshotOut
