"""The wire, version 1: workshops, their talks and recommendations, documents, and what is related."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.v1.schemas.common import CoverageOut, DocumentRef, Listing, PassageOut, WarningOut, Wire, put_on_the_wire
from search.features.recommendations.actions import Action

put_on_the_wire(Action)


class PaperOut(Wire):
    """A paper a talk links to, available or not."""

    role: str
    label: str
    url: str | None
    state: Literal["missing", "at hand", "failed", "image only"]
    reason: str | None
    document: str | None


class SpeakerOut(Wire):
    """A person as the page names them."""

    name: str
    honorific: str | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None


class TalkOut(Wire):
    """A talk as its line on the workshop page gives it."""

    position: int
    title: str
    speaker: str | None
    honorific: str | None
    role: str | None
    affiliation: str | None
    country: str | None
    papers: list[PaperOut]
    speakers: list[SpeakerOut] = Field([], description="All speakers; `speaker` joins their names.")
    moderators: list[SpeakerOut] = Field([])


class SessionOut(Wire):
    """A session with its talks and discussion points."""

    label: str
    title: str | None
    talks: list[TalkOut]
    discussion: list[str]
    chairs: list[SpeakerOut] = Field([])


class RecommendationOut(Wire):
    """One recommendation, verbatim, with its source."""

    id: str
    text: str
    workshop: str
    group: str
    position: int
    date: str | None = Field(description="First day of the workshop.")
    addressees: list[str]
    actions: list[Action] = Field(description="Found by rules over verbs; /v1/matrix gives their precision.")
    permalink: str = Field(description="Path of its page, valid as long as the id.")
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
    city: str | None = None
    talks: int
    recommendations: int
    coverage: CoverageOut


class WorkshopOut(WorkshopSummaryOut):
    """A workshop with everything its page says."""

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
    linked_from: str | None = Field(None, description="The page that links to it, if a link was followed.")
    link_text: str | None = Field(None, description="The text around the link on that page.")


class RelatedOut(Wire):
    """A related passage: how it is related, how closely, and why."""

    passage: PassageOut
    recommendation: RecommendationOut | None = None
    relation: str = Field(
        description="near-identical, narrower (the item says the same for a narrower case), related or evidence."
    )
    score: float
    reason: str
    similarity: float = Field(description="Cosine similarity of the two passages.")
    shared: list[str] = Field(description="Words that both passages contain, rarest first, spelt as in the item.")
    mutual: bool = Field(description="Each is among the three nearest passages of the other.")


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
