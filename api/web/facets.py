"""The filters beside the results: each value with the number of candidate passages that have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.web.catalog_view import CatalogView
from api.web.labels import KIND_NAMES, format_name
from api.web.state import SearchState
from search.answer import Answer, FacetValue
from search.engine import Engine
from search.query import FilterName

GROUPS: Mapping[FilterName, str] = {
    "kind": "Kind",
    "workshop": "Workshop",
    "addressee": "Addressed to",
    "country": "Country",
    "speaker": "Speaker",
    "year": "Year",
    "media_type": "Document type",
    "session": "Session",
}
_VISIBLE = 5
"""Values of a filter that are visible at once."""


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One value of a filter; ``count`` is None if it was not counted."""

    value: str
    name: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter: the values visible at once, and the others."""

    name: FilterName
    label: str
    visible: Sequence[FacetOption]
    hidden: Sequence[FacetOption]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address of the search without it."""

    label: str
    name: str
    href: str


def groups(engine: Engine, state: SearchState, answer: Answer, catalog: CatalogView) -> list[FacetGroup]:
    """The filters worth showing. Chosen values are always among them, so that they can be removed."""
    found = []
    for name, label in GROUPS.items():
        # Every workshop numbers its sessions alike: a choice of sessions makes sense within one workshop only.
        if name == "session" and len(state.filters.get("workshop", ())) != 1 and name not in state.filters:
            continue
        counted = _counted(engine, state, answer, name)
        options = [
            FacetOption(c.value, _label(name, c.value, catalog), c.count, state.has(name, c.value))
            for c in counted
        ]
        listed = {option.value for option in options}
        options += [
            FacetOption(value, _label(name, value, catalog), 0, True)
            for value in state.filters.get(name, ())
            if value not in listed
        ]
        options.sort(key=lambda option: not option.chosen)
        chosen = sum(option.chosen for option in options)
        if len(options) > 1 or chosen:
            cut = max(_VISIBLE, chosen)
            cut = len(options) if len(options) == cut + 1 else cut
            found.append(FacetGroup(name, label, options[:cut], options[cut:]))
    return found


def chips(state: SearchState, catalog: CatalogView, engine: Engine) -> list[Chip]:
    """The chosen values, each with a link that removes it."""
    return [
        Chip(
            GROUPS.get(name, "Document"),
            engine.document(value).title if name == "document" else _label(name, value, catalog),
            state.without(name, value).href,
        )
        for name, values in state.filters.items()
        for value in values
    ]


def _counted(engine: Engine, state: SearchState, answer: Answer, name: FilterName) -> Sequence[FacetValue]:
    """Counts as if this filter were not set: its values are alternatives, so people may add another."""
    if name not in state.filters:
        return (answer.facets or {}).get(name, ())
    wider = replace(state.without(name).question(), limit=1)
    return (engine.search(wider).facets or {}).get(name, ())


def _label(name: str, value: str, catalog: CatalogView) -> str:
    if name == "kind":
        return next((shown for kind, shown in KIND_NAMES.items() if kind == value), value)
    if name == "workshop":
        return catalog.title(value)
    if name == "media_type":
        return format_name(value)
    return value
