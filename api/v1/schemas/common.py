"""What several parts of the wire share: filters, passages, documents, coverage, lists, problems."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, with_config

from corpus.model import Kind
from search.query import MAX_VALUE_CHARS, MAX_VALUES


def _number(value: object) -> object:
    """JSON distinguishes numbers from strings and booleans; accepting one for another would hide a mistake."""
    if isinstance(value, bool | str):
        raise ValueError("must be a number")
    return value


Integer = Annotated[int, BeforeValidator(_number)]
Values = Annotated[list[Annotated[str, Field(max_length=MAX_VALUE_CHARS)]], Field(max_length=MAX_VALUES)]
"""The values of a filter."""


class Wire(BaseModel):
    """Base of the models on the wire: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


def put_on_the_wire(*kinds: type) -> None:
    """Use dataclasses of ``search`` as they are; as in :class:`Wire`, unknown names are refused."""
    for kind in kinds:
        with_config(ConfigDict(extra="forbid"))(kind)


class FiltersIn(Wire):
    """Values of one filter are alternatives; different filters must all match."""

    kind: Annotated[list[Kind], Field(max_length=MAX_VALUES)] = []
    workshop: Values = []
    addressee: Values = []
    document: Values = []
    session: Values = []
    speaker: Values = []
    country: Values = []
    year: Annotated[list[Annotated[Integer, Field(ge=0, le=9999)]], Field(max_length=MAX_VALUES)] = []
    media_type: Values = []

    def given(self) -> dict[str, list[str]]:
        """The filters that have values, for :func:`search.query.parse_filters`."""
        return {name: [str(value) for value in values] for name, values in self.model_dump().items() if values}


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
    label: str | None = Field(
        description="contents, references, boilerplate, struck or hidden: text that is ranked lower."
    )


class CoverageOut(Wire):
    """How many papers the talks link to, and how many of them are available (``at_hand``), missing, unreadable
    (``failed``) or without a text layer (``image_only``)."""

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


class Listing(Wire):
    """What all lists have."""

    total: int
    next_cursor: str | None
    snapshot: SnapshotOut


class ProblemOut(BaseModel):
    """RFC 9457. ``request_id`` finds the request in the server log."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str | None = None
