"""Arguments and results of the tools. Names are those of the wire wherever they mean the same.

A result is the type of the wire with a citation added: ``Cited…``.
"""

from __future__ import annotations

from pydantic import AliasChoices, Field

from api.v1.schemas.common import CoverageOut, FiltersIn, PassageOut, SnapshotOut, Values, Wire
from api.v1.schemas.evidence import QuoteMatchOut, VerificationOut
from api.v1.schemas.workshops import WorkshopSummaryOut
from search.answer import AnswerCondition, Reason
from search.features.citation.formats import FormatName
from search.features.quotes.verify import MAX_QUOTE
from search.query import MAX_LIMIT, MAX_QUERY_CHARS, MAX_VALUES, PER_DOCUMENT, Mode

MAX_ID = 200

Filters = Field(
    default_factory=FiltersIn,
    description="Values of one filter are alternatives; different filters must all match. Call list_workshops for "
    "valid values.",
)


class SearchArgs(Wire):
    """A question with its filters."""

    query: str = Field(
        validation_alias=AliasChoices("query", "question"),
        min_length=1,
        max_length=MAX_QUERY_CHARS,
        description="A question in plain language. Words in double quotes must occur together, in this "
        "order; -word and NOT word exclude.",
    )
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="Maximum number of passages.")
    mode: Mode = Field(
        "hybrid", description="hybrid: by meaning and by words; dense: by meaning only; lexical: by words only."
    )
    per_document: int = Field(
        PER_DOCUMENT,
        ge=1,
        le=MAX_LIMIT,
        description="Passages of one document after which those of others that are nearly as good come first.",
    )
    filters: FiltersIn = Filters


class PassageArgs(Wire):
    """A passage by its id."""

    id: str = Field(validation_alias=AliasChoices("id", "passage_id"), min_length=1, max_length=MAX_ID)
    citation: FormatName = Field("formatted", description="The format of the citation.")


class RelatedArgs(Wire):
    """The passage whose related passages are wanted."""

    id: str = Field(validation_alias=AliasChoices("id", "passage_id"), min_length=1, max_length=MAX_ID)
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="Maximum number of passages.")
    across: bool = Field(False, description="List passages of other workshops first.")
    filters: FiltersIn = Filters


class WorkshopsArgs(Wire):
    """Which workshops to list; all of them by default."""

    workshop: Values = Field([], description="Slugs; any of them.")
    country: Values = Field([], description="Countries of the venue; any of them.")
    year: list[int] = Field([], max_length=MAX_VALUES, description="Years; any of them.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Maximum number of workshops.")


class VerifyArgs(Wire):
    """A quote to verify, without quotation marks around it."""

    quote: str = Field(min_length=1, max_length=MAX_QUOTE)
    filters: FiltersIn = Filters


class CitedPassageOut(PassageOut):
    """A passage with its exact source: ``text`` is ``[start:end]`` of page ``page`` of ``document``."""

    citation: str = Field(description="Give this as the source.")


class CitedHitOut(Wire):
    """One ranked passage; ``answer`` is the part of its text that answers most directly."""

    rank: int
    score: float
    passage: CitedPassageOut
    answer: str | None
    also_in: list[str] = Field(description="Ids of near-identical passages that this one stands for.")
    unmet: list[int] = Field(description="Indices of the conditions that this passage does not meet.")


class CitedAnswerOut(Wire):
    """Results are returned even when ``answerable`` is false: they are the closest passages, not an answer."""

    query: str
    answerable: bool
    confidence: float = Field(ge=0, le=1)
    reason: Reason | None
    note: str | None = Field(description="What to consider when using these results.")
    conditions: list[AnswerCondition] = Field(
        description="Words of the query that an answer must agree with, and whether the best passages do."
    )
    results: list[CitedHitOut]
    coverage: CoverageOut
    snapshot: SnapshotOut


class CitedRelatedOut(Wire):
    """A related passage: how it is related to the given one, how closely, and why."""

    passage: CitedPassageOut
    relation: str = Field(
        description="near-identical, narrower (the item says the same for a narrower case) or related."
    )
    score: float
    reason: str


class CitedRelatedListOut(Wire):
    """Related passages, the closest first."""

    items: list[CitedRelatedOut]
    snapshot: SnapshotOut


class CitedWorkshopOut(WorkshopSummaryOut):
    """A workshop, with the values that filters accept."""

    sessions: list[str]
    addressees: list[str]
    citation: str


class CitedWorkshopListOut(Wire):
    """Workshops by slug; ``total`` counts all that match, listed or not."""

    items: list[CitedWorkshopOut]
    total: int
    snapshot: SnapshotOut


class CitedMatchOut(QuoteMatchOut):
    """The passage in which a quote begins, where on its page the quote is, and its citation."""

    citation: str = Field(description="Give this as the source.")


class CitedQuoteOut(VerificationOut[CitedMatchOut]):
    """``verified``: the quote is in the corpus, at ``matches``. Otherwise ``nearest`` is the closest text, if
    any."""
