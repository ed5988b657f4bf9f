"""The filters beside the results: each value with how many of the passages found carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.web.catalog_view import Shelf
from api.web.labels import KIND_NAMES, format_name
from api.web.state import Asked
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
_SHOWN = 5
"""Values of a filter that stand open; the rest is folded away."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. ``count`` is None where it was not counted."""

    value: str
    name: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter: the values that stand open, and the rest."""

    name: FilterName
    label: str
    open: Sequence[Choice]
    folded: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the address without it."""

    label: str
    name: str
    href: str


def groups(engine: Engine, asked: Asked, answer: Answer, shelf: Shelf) -> list[Group]:
    """The filters worth offering. What is chosen is always among them, so that it can be taken back."""
    found = []
    for name, label in GROUPS.items():
        # Sessions are numbered alike in every workshop: a choice among them means something within one.
        if name == "session" and len(asked.filters.get("workshop", ())) != 1 and name not in asked.filters:
            continue
        counted = _counted(engine, asked, answer, name)
        choices = [
            Choice(c.value, _shown(name, c.value, shelf), c.count, asked.has(name, c.value)) for c in counted
        ]
        listed = {choice.value for choice in choices}
        choices += [
            Choice(value, _shown(name, value, shelf), 0, True)
            for value in asked.filters.get(name, ())
            if value not in listed
        ]
        choices.sort(key=lambda choice: not choice.chosen)
        chosen = sum(choice.chosen for choice in choices)
        if len(choices) > 1 or chosen:
            cut = max(_SHOWN, chosen)
            cut = len(choices) if len(choices) == cut + 1 else cut
            found.append(Group(name, label, choices[:cut], choices[cut:]))
    return found


def chips(asked: Asked, shelf: Shelf, engine: Engine) -> list[Chip]:
    """What is chosen, each with the way to take it back."""
    return [
        Chip(
            GROUPS.get(name, "Document"),
            engine.document(value).title if name == "document" else _shown(name, value, shelf),
            asked.without(name, value).href,
        )
        for name, values in asked.filters.items()
        for value in values
    ]


def _counted(engine: Engine, asked: Asked, answer: Answer, name: FilterName) -> Sequence[FacetValue]:
    """Counts as they would be were this filter not set: its values are alternatives, and one may add another."""
    if name not in asked.filters:
        return (answer.facets or {}).get(name, ())
    wider = replace(asked.without(name).question(), limit=1)
    return (engine.search(wider).facets or {}).get(name, ())


def _shown(name: str, value: str, shelf: Shelf) -> str:
    if name == "kind":
        return next((shown for kind, shown in KIND_NAMES.items() if kind == value), value)
    if name == "workshop":
        return shelf.title(value)
    if name == "media_type":
        return format_name(value)
    return value
