"""What several parts of the wire share: filters, passages, documents, coverage, lists, problems."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator, with_config

from corpus.model import Kind
from search.query import MAX_VALUE_CHARS, MAX_VALUES


def _number(value: object) -> object:
    """JSON distinguishes numbers from strings and booleans; accepting one for another would hide a mistake."""
    if isinstance(value, bool | str):
        raise ValueError("must be a number")
    return value


_MAX_UNKNOWN = 10
"""How many unknown names of one object are reported one by one."""

Integer = Annotated[int, BeforeValidator(_number)]
Values = Annotated[list[Annotated[str, Field(max_length=MAX_VALUE_CHARS)]], Field(max_length=MAX_VALUES)]
"""The values of a filter."""


class Wire(BaseModel):
    """Base of the models on the wire: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_many_names(cls, value: Any) -> Any:
        refuse_many_names(value, cls.model_fields)
        return value


def refuse_many_names(value: object, known: Collection[str]) -> None:
    """Raise ValueError for an object with many more names than ``known``.

    Validation makes an error of each unknown name before the first is reported, which for thousands takes long.
    """
    if isinstance(value, dict) and len(value) > len(known) + _MAX_UNKNOWN:
        raise ValueError(f"has {len(value)} names; the known names are {', '.join(known)}")


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


class WarningOut(Wire):
    """A filter value that no passage has, probably a typo; ``known`` are values there are, nearest first."""

    filter: str
    value: str
    known: list[str]


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
