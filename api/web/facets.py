"""The filters beside the results: each value with how many of the passages found carry it."""

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
    "addressee": "Addressee",
    "country": "Country",
    "speaker": "Speaker",
    "year": "Year",
    "media_type": "Document type",
    "session": "Session",
}
_VISIBLE = 5
"""Values of a filter that stand open; the rest is folded away."""


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One value of a filter. ``count`` is None where it was not counted."""

    value: str
    name: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A filter: the values that stand open, and the rest."""

    name: FilterName
    label: str
    visible: Sequence[FacetOption]
    hidden: Sequence[FacetOption]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address without it."""

    label: str
    name: str
    href: str


def groups(engine: Engine, state: SearchState, answer: Answer, catalog: CatalogView) -> list[FacetGroup]:
    """The filters worth offering. What is chosen is always among them, so that it can be taken back."""
    found = []
    for name, label in GROUPS.items():
        # Sessions are numbered alike in every workshop: a option among them means something within one.
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
    """What is chosen, each with the way to take it back."""
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
    """Counts as they would be were this filter not set: its values are alternatives, and one may add another."""
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
