"""The wire, version 1: what comes in and what goes out. Names here are a promise."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from corpus.model import Kind
from search.features.recommendations.actions import ActionType
from search.query import MAX_LIMIT, MAX_QUESTION, MAX_VALUE, MAX_VALUES, Mode


def _number(value: object) -> object:
    """JSON tells numbers from words and from truth; to take one for another would hide a mistake."""
    if isinstance(value, bool | str):
        raise ValueError("must be a number")
    return value


_UNKNOWN_NAMES = 10
"""Unknown names that are told one by one."""

Whole = Annotated[int, BeforeValidator(_number)]


class Wire(BaseModel):
    """Base of all: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _few_names(cls, value: Any) -> Any:
        # Each unknown name would be an error of its own, all made before the first is shown.
        if isinstance(value, dict) and len(value) > len(cls.model_fields) + _UNKNOWN_NAMES:
            known = ", ".join(cls.model_fields)
            raise ValueError(f"has {len(value)} names, most of them unknown; {known} are known")
        return value


Given = Annotated[list[Annotated[str, Field(max_length=MAX_VALUE)]], Field(max_length=MAX_VALUES)]
"""Values of a filter."""


class FiltersIn(Wire):
    """Values of one name are alternatives; different names must all hold."""

    kind: Annotated[list[Kind], Field(max_length=MAX_VALUES)] = []
    workshop: Given = []
    addressee: Given = []
    document: Given = []
    session: Given = []
    speaker: Given = []
    country: Given = []
    year: Annotated[list[Annotated[Whole, Field(ge=0, le=9999)]], Field(max_length=MAX_VALUES)] = []
    media_type: Given = []


class QuestionIn(Wire):
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

    query: str = Field(min_length=1, max_length=MAX_QUESTION)
    limit: Whole = Field(10, ge=1, le=MAX_LIMIT)
    mode: Mode = "hybrid"
    filters: FiltersIn = FiltersIn()
    dedupe: StrictBool = True
    facets: StrictBool = False


class DocumentRef(Wire):
    """The document a passage is in."""

    id: str
    title: str
    url: str | None
    media_type: str


class PassageOut(Wire):
    """``text`` is exactly ``[start:end]`` of page ``page`` (from 1) of the document, in code points."""

    id: str
    text: str
    kind: Kind
    heading_path: list[str]
    document: DocumentRef
    page: int
    page_label: str | None
    start: int
    end: int
    workshop: str | None
    session: str | None
    talk: str | None
    speaker: str | None
    country: str | None
    year: int | None
    addressees: list[str]
    label: str | None = Field(description="contents, references or boilerplate: text that is ranked down.")


class RangeOut(Wire):
    """A range of ``passage.text``, in code points."""

    start: int
    end: int


class ScoresOut(Wire):
    """Cosine and BM25; null where that list does not hold the passage."""

    dense: float | None
    lexical: float | None


class ResultOut(Wire):
    """One ranked passage."""

    rank: int
    score: float
    scores: ScoresOut
    passage: PassageOut
    highlights: list[RangeOut]
    answer: RangeOut | None
    also_in: list[str] = Field(description="Ids of near-identical passages folded under this one.")


class CoverageOut(Wire):
    """Of the papers that talks link to: known, at hand, missing, failed to be read, without a text layer."""

    linked: int
    at_hand: int
    missing: int
    failed: int
    image_only: int


class SnapshotOut(Wire):
    """The state of the corpus an answer comes from."""

    id: str
    model: str
    passages: int


class FacetOut(Wire):
    """How many candidate passages carry a value."""

    value: str
    count: int


class WarningOut(Wire):
    """A value of a filter that no passage has, mostly a slip; ``known`` are values there are, nearest first."""

    filter: str
    value: str
    known: list[str]


class AnswerOut(Wire):
    """Results are given even when ``answerable`` is false."""

    query: str
    results: list[ResultOut]
    answerable: bool
    confidence: float = Field(ge=0, le=1)
    reason: Literal["nothing-relevant", "language-not-covered"] | None
    coverage: CoverageOut
    facets: dict[str, list[FacetOut]] | None = None
    snapshot: SnapshotOut
    took_ms: float
    warnings: list[WarningOut]


class FaultOut(Wire):
    """What is wrong with one question of several, the first being 0."""

    index: int
    detail: str


class BatchOut(Wire):
    """Answers in the order of the questions; null where a question is wrong, as ``errors`` say."""

    answers: list[AnswerOut | None]
    errors: list[FaultOut]


class PaperOut(Wire):
    """A paper a talk links to, at hand or not."""

    role: str
    label: str
    url: str | None
    state: Literal["missing", "at hand", "failed", "image only"]
    reason: str | None
    document: str | None


class TalkOut(Wire):
    """A talk as its line on the page tells it."""

    position: int
    title: str
    speaker: str | None
    honorific: str | None
    role: str | None
    affiliation: str | None
    country: str | None
    papers: list[PaperOut]


class SessionOut(Wire):
    """A session with its talks and discussion points."""

    label: str
    title: str | None
    talks: list[TalkOut]
    discussion: list[str]


class ActionOut(Wire):
    """What is asked for, and the words that say so: a range of the recommendation's text, in code points."""

    type: ActionType
    start: int
    end: int


class RecommendationOut(Wire):
    """One recommendation, verbatim, with its place."""

    id: str
    text: str
    workshop: str
    group: str
    position: int
    date: str | None = Field(description="First day of the workshop.")
    addressees: list[str]
    actions: list[ActionOut] = Field(description="By verb rules; /v1/matrix says how far they can be relied on.")
    permalink: str = Field(description="Path of its page; it lasts as the id does.")
    document: DocumentRef
    page: int
    start: int
    end: int


class GroupOut(Wire):
    """Recommendations under one heading."""

    heading: str
    addressees: list[str]
    recommendations: list[RecommendationOut]


class WorkshopSummaryOut(Wire):
    """A workshop in a list."""

    slug: str
    title: str
    url: str | None
    date: str | None
    first_day: str | None
    last_day: str | None
    venue: str | None
    country: str | None
    talks: int
    recommendations: int
    coverage: CoverageOut


class WorkshopOut(WorkshopSummaryOut):
    """A workshop whole."""

    document: str
    organizers: list[str]
    participants: list[str]
    summary: str | None
    sessions: list[SessionOut]
    groups: list[GroupOut]


class DocumentOut(DocumentRef):
    """A document of the corpus."""

    workshop: str | None
    talk: str | None
    role: str | None
    year: int | None
    pages: int
    state: str
    external_id: str | None


class RelatedOut(Wire):
    """Something related: how, how closely, why."""

    passage: PassageOut
    recommendation: RecommendationOut | None = None
    relation: str = Field(description="near-identical, narrower (the item says it of less), related or evidence.")
    score: float
    reason: str
    similarity: float = Field(description="Cosine of the two passages.")
    shared: list[str] = Field(description="Words both have, the rarest first, as the item writes them.")
    mutual: bool = Field(description="Each is among the three nearest of the other.")


class Listing(Wire):
    """Common to all lists."""

    total: int
    next_cursor: str | None
    snapshot: SnapshotOut


class WorkshopsOut(Listing):
    """Workshops."""

    items: list[WorkshopSummaryOut]


class RecommendationsOut(Listing):
    """Recommendations."""

    items: list[RecommendationOut]
    warnings: list[WarningOut] = Field(default_factory=list)


class DocumentsOut(Listing):
    """Documents."""

    items: list[DocumentOut]


class RelatedListOut(Listing):
    """Related passages."""

    items: list[RelatedOut]


class ProblemOut(BaseModel):
    """RFC 9457. ``request_id`` finds the lines in the log."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str | None = None
