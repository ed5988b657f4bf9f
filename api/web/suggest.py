"""Suggestions while a question is typed: names and titles that begin with its words, and the first passages.

The answer is a list box for the script of the page, not a page of its own.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web.ask import HitView
from api.web.catalog_view import catalog_of
from api.web.highlight import Range, excerpt
from api.web.labels import address, shorten
from api.web.render import PageRoute, render
from api.web.state import SearchState
from search.engine import Engine

router = APIRouter(include_in_schema=False, route_class=PageRoute)

PASSAGES = 5
NAMES = 4
"""Names and titles suggested at once."""
_SHORT = 160
_MOST_WORDS = 6
"""Words of a question up to which it may be the beginning of a name or title."""


@dataclass(frozen=True, slots=True)
class Name:
    """A speaker, an addressee, a workshop or a title, and the page about it."""

    kind: str
    text: str
    href: str


class NameIndex:
    """Names by the beginnings of their words."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = list({(name.kind, name.text): name for name in names}.values())
        self._folded = [_folded(name.text) for name in self._names]
        holders: dict[str, set[int]] = {}
        for number, folded in enumerate(self._folded):
            for word in folded.split():
                holders.setdefault(word, set()).add(number)
        self._holders: Mapping[str, set[int]] = holders
        self._words = sorted(holders)

    def beginning(self, typed: str, most: int = NAMES) -> list[Name]:
        """Up to ``most`` names with a word that begins with each word of ``typed``.

        Names that begin with ``typed`` come first, and shorter ones before longer ones.
        """
        folded = _folded(typed)
        words = folded.split()
        if not words or len(words) > _MOST_WORDS:
            return []
        found = set.intersection(*map(self._with_beginning, words))
        ranked = sorted(found, key=lambda n: (not self._folded[n].startswith(folded), len(self._folded[n]), n))
        return [self._names[number] for number in ranked[:most]]

    def _with_beginning(self, start: str) -> set[int]:
        found: set[int] = set()
        for at in range(bisect_left(self._words, start), len(self._words)):
            if not self._words[at].startswith(start):
                break
            found |= self._holders[self._words[at]]
        return found


_indexes: WeakKeyDictionary[Engine, NameIndex] = WeakKeyDictionary()


@router.get("/suggest")
def suggest(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """A list box of suggestions for what is typed so far, within the filters of the page."""
    state = SearchState.of(request.query_params)
    shown: dict[str, Any] = {"names": [], "hits": [], "answerable": False}
    if state.q:
        index = _indexes.get(engine)
        if index is None:
            index = _indexes[engine] = NameIndex(_names(engine))
        answer = engine.search(replace(state.question(), limit=PASSAGES, facets=False))
        catalog = catalog_of(engine)
        shown = {
            "names": index.beginning(state.q) if not state.filters else [],
            "hits": [(hit, _short(hit)) for hit in (HitView.of(r, catalog, answer) for r in answer.hits)],
            "answerable": answer.answerable,
        }
    return render(request, "suggest.html", **shown)


def _short(hit: HitView) -> Range | None:
    passage = hit.result.passage
    return excerpt(passage.text, hit.result.highlights, hit.answer, _SHORT, before=40, after=_SHORT - 40)


def _names(engine: Engine) -> Iterator[Name]:
    catalog, store = catalog_of(engine), engine.snapshot.store
    for text in store.facet_values("speaker"):
        yield Name("Speaker", text, address("/", {"q": text, "speaker": text}))
    for text in store.facet_values("addressee"):
        yield Name("Addressed to", text, address("/recommendations", {"addressee": text}))
    for workshop in catalog.workshops.values():
        at = f"/workshops/{quote(workshop.slug)}"
        yield Name("Workshop", workshop.title, at)
        for talk in workshop.talks:
            yield Name("Talk", shorten(talk.title), f"{at}#talk-{talk.position}")
    pages = {workshop.document_id for workshop in catalog.workshops.values()}
    for document in store.documents(catalog.documents + 1)[0]:
        if document.title and document.id not in pages:
            yield Name("Document", shorten(document.title), f"/documents/{quote(document.id)}")


def _folded(text: str) -> str:
    """Words in lower case, without accents and punctuation marks."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
