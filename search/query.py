"""A query: a question in plain language, how many passages to return, and filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from corpus.errors import InputError
from corpus.model import KINDS

Mode = Literal["hybrid", "dense", "lexical"]
MODES: tuple[Mode, ...] = get_args(Mode)

FilterName = Literal[
    "kind", "workshop", "addressee", "document", "session", "speaker", "country", "year", "media_type"
]
FILTER_NAMES: tuple[FilterName, ...] = get_args(FilterName)

MAX_QUERY_CHARS = 8000
"""Characters a query may have."""
MAX_LIMIT = 100
"""Passages one answer may return."""
PER_DOCUMENT = 3
"""Passages of one document after which those of others that are nearly as good come first."""
MAX_VALUES = 50
"""Values one filter may have."""
MAX_VALUE_CHARS = 500
"""Characters one filter value may have."""

Filters = Mapping[FilterName, tuple[str, ...]]
"""Values of one name are alternatives; different names must all hold."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the engine takes it. Use :meth:`parse` for values from outside.

    With ``correct``, misspelt words are taken for the words of the corpus that they are near. More than
    ``per_document`` passages of one document come after those of others that are nearly as good.
    """

    text: str
    limit: int = 10
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=dict)
    dedupe: bool = True
    facets: bool = False
    correct: bool = True
    per_document: int = PER_DOCUMENT

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        limit: int = 10,
        mode: str = "hybrid",
        filters: Mapping[FilterName, Iterable[str]] | Mapping[str, Iterable[str]] | None = None,
        dedupe: bool = True,
        facets: bool = False,
        correct: bool = True,
        per_document: int = PER_DOCUMENT,
    ) -> Query:
        """The query with these values. Raises InputError, which says which value is wrong and what is allowed."""
        refuse_invalid_unicode(text)
        if not text.strip():
            raise InputError("The question is empty: give q (or query) at least one word.")
        if len(text) > MAX_QUERY_CHARS:
            raise InputError(
                f"The question has {len(text)} characters; at most {MAX_QUERY_CHARS} are allowed. Shorten it."
            )
        if not 1 <= limit <= MAX_LIMIT:
            raise InputError(f"limit is {limit}; it must be from 1 to {MAX_LIMIT}.")
        if not 1 <= per_document <= MAX_LIMIT:
            raise InputError(f"per_document is {per_document}; it must be from 1 to {MAX_LIMIT}.")
        if mode not in MODES:
            raise InputError(f"mode is {mode!r}; it must be one of {', '.join(MODES)}.")
        return cls(text, limit, mode, parse_filters(filters or {}), dedupe, facets, correct, per_document)


def parse_filters(given: Mapping[FilterName, Iterable[str]] | Mapping[str, Iterable[str]]) -> Filters:
    """Filters by name.

    Raises InputError for an unknown name, kind or year, and for too many or too long values.
    """
    filters: dict[FilterName, tuple[str, ...]] = {}
    for name, values in given.items():
        if name not in FILTER_NAMES:
            raise InputError(f"There is no filter {name!r}; the filters are {', '.join(FILTER_NAMES)}.")
        wanted = tuple(dict.fromkeys(str(value) for value in values))
        if len(wanted) > MAX_VALUES or any(len(value) > MAX_VALUE_CHARS for value in wanted):
            raise InputError(
                f"The filter {name} takes up to {MAX_VALUES} values of up to {MAX_VALUE_CHARS} characters each."
            )
        refuse_invalid_unicode(*wanted)
        if name == "kind" and (unknown := [v for v in wanted if v not in KINDS]):
            raise InputError(f"There is no kind {unknown[0]!r}; the kinds are {', '.join(KINDS)}.")
        if name == "year" and (wrong := [v for v in wanted if not (v.isascii() and v.isdigit())]):
            raise InputError(f"year is {wrong[0]!r}; it must be a year in digits, such as 2006.")
        if wanted:
            filters[name] = wanted
    return filters


def refuse_invalid_unicode(*texts: str) -> None:
    """Raise InputError for lone surrogates (a shell argument that is not UTF-8): no index or model takes them."""
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError("The question, quote or filter is not valid Unicode. Send it as UTF-8.") from error
