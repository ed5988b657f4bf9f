"""The state of the search page, which its address holds: question, filters, number of results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.datastructures import QueryParams

from api.web.labels import address
from search.query import FILTER_NAMES, MAX_LIMIT, FilterName, Query

FIRST = 10
"""Passages on the first page of results."""
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class SearchState:
    """The state of the search page. Each state has exactly one address."""

    q: str = ""
    filters: Mapping[FilterName, tuple[str, ...]] = field(default_factory=dict)
    limit: int = FIRST
    mode: str = "hybrid"
    dedupe: bool = True
    correct: bool = True
    newest: bool = False
    """The results by year, the latest first, instead of the best first."""
    grouped: bool = False
    """The results under the titles of their documents."""
    beside: str = ""
    """The id of the result whose page is shown as printed beside the results."""

    @classmethod
    def of(cls, given: QueryParams) -> SearchState:
        """The state in an address. Unknown parameters are ignored, because mail programs add some to links."""
        filters = {name: tuple(dict.fromkeys(v for v in given.getlist(name) if v)) for name in FILTER_NAMES}
        limit = given.get("limit", "")
        return cls(
            q=given.get("q", "").strip(),
            filters={name: values for name, values in filters.items() if values},
            limit=min(max(int(limit), 1), MAX_LIMIT) if _NUMBER.fullmatch(limit) else FIRST,
            mode=given.get("mode") or "hybrid",
            dedupe=given.get("dedupe", "") not in ("false", "0"),
            correct=given.get("correct", "") not in ("false", "0"),
            newest=given.get("sort", "") == "year",
            grouped=given.get("group", "") == "document",
            beside=given.get("beside", ""),
        )

    def question(self) -> Query:
        """The question for the engine. Raises InputError."""
        return Query.parse(
            self.q,
            limit=self.limit,
            mode=self.mode,
            filters=self.filters,
            dedupe=self.dedupe,
            facets=True,
            correct=self.correct,
        )

    def pairs(self, wire: bool = False) -> Iterator[tuple[str, str]]:
        """The parameters of the address without defaults; the API accepts the same."""
        if self.q:
            yield "q", self.q
        for name in FILTER_NAMES:
            for value in self.filters.get(name, ()):
                yield name, value
        if self.limit != FIRST:
            yield "limit", str(self.limit)
        if self.mode != "hybrid":
            yield "mode", self.mode
        if not self.dedupe:
            yield "dedupe", "false"
        if not self.correct:
            yield "correct", "false"
        if wire:
            yield "facets", "true"
            return
        if self.newest:
            yield "sort", "year"
        if self.grouped:
            yield "group", "document"
        if self.beside:
            yield "beside", self.beside

    @property
    def href(self) -> str:
        """The address of this state."""
        return address("/", self.pairs())

    @property
    def api_url(self) -> str:
        """The address of the same search in the API."""
        return address("/v1/search", self.pairs(wire=True))

    @property
    def record_url(self) -> str:
        """Where it is had as a record."""
        return address("/record", self.pairs())

    @property
    def hidden_fields(self) -> Sequence[tuple[str, str]]:
        """Parameters the form sends besides question and filters."""
        return [(name, value) for name, value in self.pairs() if name in ("mode", "dedupe", "sort", "group")]

    def has(self, name: FilterName, value: str) -> bool:
        """Whether a value of a filter is chosen."""
        return value in self.filters.get(name, ())

    def without(self, name: FilterName, value: str | None = None) -> SearchState:
        """This state without a value, or without a whole filter."""
        left = () if value is None else tuple(v for v in self.filters.get(name, ()) if v != value)
        return replace(
            self, filters={n: v for n, v in {**self.filters, name: left}.items() if v}, limit=FIRST, beside=""
        )

    def within(self, document: str) -> SearchState:
        """This state within one document."""
        return replace(self, filters={**self.filters, "document": (document,)}, limit=FIRST, beside="")

    def as_typed(self) -> SearchState:
        """This state with the question as it was typed."""
        return replace(self, correct=False, limit=FIRST, beside="")

    def without_filters(self) -> SearchState:
        """This state without filters."""
        return replace(self, filters={}, limit=FIRST, beside="")

    def with_page_of(self, passage: str) -> SearchState:
        """This state with the page of this result beside the results; without one for ""."""
        return replace(self, beside=passage)

    def views(self) -> Sequence[tuple[str, str, bool]]:
        """The ways to order these results: label, address, whether it is this one."""
        return [
            (
                label,
                replace(self, newest=newest, grouped=grouped).href,
                (self.newest, self.grouped) == (newest, grouped),
            )
            for label, newest, grouped in (
                ("Best first", False, False),
                ("Newest first", True, False),
                ("By document", False, True),
            )
        ]

    def more(self) -> SearchState:
        """This state with more results."""
        return replace(self, limit=min(MAX_LIMIT, self.limit + (10 if self.limit < 30 else 20)))
