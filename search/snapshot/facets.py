"""Which values of which filters a passage carries."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.ids import normalise
from corpus.model import Document, Passage
from search.query import FilterName

SEPARATOR = "\x1f"


def facet_values(passage: Passage, document: Document) -> Iterator[tuple[FilterName, str]]:
    """(filter, value as shown) of one passage."""
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
    """The key a value is looked up by: spelling, case and spacing folded."""
    return f"{name}{SEPARATOR}{normalise(value)}"
