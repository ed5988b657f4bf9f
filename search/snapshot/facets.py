"""The filter values a passage carries, and the keys they are looked up by."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.ids import normalise
from corpus.model import Document, Passage
from search.query import FilterName, Filters

SEPARATOR = "\x1f"


def facet_values(passage: Passage, document: Document) -> Iterator[tuple[FilterName, str]]:
    """(filter, value as displayed) of one passage."""
    yield "kind", passage.kind
    yield "document", passage.document_id
    yield "media_type", document.media_type
    single: tuple[tuple[FilterName, str | int | None], ...] = (
        ("workshop", passage.workshop),
        ("session", passage.session),
        ("speaker", passage.speaker),
        ("country", passage.country),
        ("year", passage.year),
    )
    for name, value in single:
        if value is not None:
            yield name, str(value)
    for addressee in passage.addressees:
        yield "addressee", addressee


def facet_key(name: str, value: str) -> str:
    """The key a value is looked up by: typography, case and spacing are normalised."""
    return f"{name}{SEPARATOR}{normalise(value)}"


def facet_keys(filters: Filters) -> list[list[str]]:
    """The facet keys of ``filters``: any key of each inner list must be carried, for all of the lists."""
    return [[facet_key(name, value) for value in values] for name, values in filters.items()]
