"""The list of documents, also of those that failed or were removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.settings import Settings
from api.v1.redact import without_places
from api.web.catalog_view import CatalogView, catalog_or_none, library
from api.web.labels import address, format_name
from api.web.pagination import FirstItem, paginate
from api.web.render import PageRoute, render
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.maintenance import erased_source
from corpus.model import Document
from search.engine import Engine

router = APIRouter(include_in_schema=False, route_class=PageRoute)

State = Literal["available", "outdated", "waiting", "image only", "failed", "removed", "gone"]
STATES: Mapping[State, str] = {
    "available": "available",
    "outdated": "available, last copy",
    "waiting": "read, not published yet",
    "image only": "scanned images without text",
    "failed": "could not be read",
    "removed": "removed",
    "gone": "gone from its source",
}
Sort = Literal["title", "kind", "workshop", "year", "pages", "state", "added"]
COLUMNS: Mapping[Sort, str] = {
    "title": "Title",
    "kind": "Type",
    "workshop": "Workshop and talk",
    "year": "Year",
    "pages": "Pages",
    "state": "State",
    "added": "Added",
}
_LARGEST_FIRST = ("year", "pages", "added")
Word = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document in the list. ``searched`` tells whether answers come from it; ``why`` why it has no text."""

    document: Document
    state: State
    kind: str
    workshop: str
    why: str
    searched: bool

    @property
    def href(self) -> str:
        """Where it is read; its report, if there is nothing to read."""
        path = f"/documents/{quote(self.document.id, safe='')}"
        return path if self.searched else f"{path}/report"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: the address that sorts by it, and whether the list is sorted so now."""

    name: str
    label: str
    href: str
    order: Literal["ascending", "descending"] | None


@dataclass(frozen=True, slots=True)
class _Choice:
    """How the list is filtered and sorted; the parameters of its address."""

    title: str
    kind: str
    workshop: str
    state: str
    sort: Sort
    descending: bool

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that are not defaults."""
        given = [("title", self.title), ("type", self.kind), ("workshop", self.workshop), ("state", self.state)]
        given += [("sort", self.sort if self.sort != "title" else ""), ("desc", "1" if self.descending else "")]
        return [(name, value) for name, value in given if value]

    def fits(self, view: DocumentView) -> bool:
        """Whether a document is in the list."""
        return (
            self.title.casefold() in view.document.title.casefold()
            and self.kind in ("", view.kind)
            and self.workshop in ("", view.document.workshop or "none")
            and self.state in ("", view.state)
        )


@router.get("/documents")
def documents(
    request: Request,
    first: FirstItem = 1,
    title: Word = "",
    kind: Annotated[Word, Query(alias="type")] = "",
    workshop: Word = "",
    state: Word = "",
    sort: Sort = "title",
    descending: Annotated[bool, Query(alias="desc")] = False,
) -> HTMLResponse:
    """Every document, also those that could not be read and those that were removed."""
    chosen = _Choice(title.strip(), kind, workshop, state, sort, descending)
    settings: Settings = request.app.state.settings
    with library(request) as engine:
        catalog = catalog_or_none(engine)
        listed = _listed(settings, engine, catalog)
    found = _sorted([view for view in listed if chosen.fits(view)], chosen)
    return render(
        request,
        "documents.html",
        chosen=chosen,
        columns=[_column(name, chosen) for name in COLUMNS],
        total=len(listed),
        searched=sum(view.searched for view in listed),
        list_page=paginate(found, first, "/documents", chosen.pairs()),
        kinds=[(name, name) for name in sorted({view.kind for view in listed})],
        workshops=sorted({(v.document.workshop, v.workshop) for v in listed if v.document.workshop}),
        states=[(name, STATES[name], n) for name, n in Counter(view.state for view in listed).most_common()],
        names=STATES,
        catalog=catalog,
    )


def _listed(settings: Settings, engine: Engine | None, catalog: CatalogView | None) -> list[DocumentView]:
    """What is searched, from the snapshot, and everything else the catalogue knows."""
    served: dict[str, Document] = {}
    if engine is not None:
        found, _ = engine.snapshot.store.documents(engine.snapshot.manifest.documents + 1)
        served = {document.id: document for document in found}
    known = dict(served)
    path = settings.data / CATALOGUE
    if path.exists():
        with Catalogue.open_read_only(path, older=True) as catalogue:
            known |= {entry.document.id: entry.document for entry in catalogue.entries()}
    return [
        view_of(document, served.get(document.id), catalog, settings)
        for document in known.values()
        if document.source != erased_source(document.id)
    ]


def view_of(
    document: Document, served: Document | None, catalog: CatalogView | None, settings: Settings
) -> DocumentView:
    """A document, with ``served`` what the snapshot has of it, None if it is not searched."""
    shown = served or document
    slug = shown.workshop
    reason: str = without_places(document.reason or "", settings.data, settings.roots)
    return DocumentView(
        document=shown,
        state=_state(document, served),
        kind=format_name(shown.media_type),
        workshop=catalog.title(slug) if catalog and slug else slug or "",
        why=reason.partition(": ")[2] or reason if document.state in ("failed", "stale", "gone") else "",
        searched=served is not None,
    )


def _state(document: Document, served: Document | None) -> State:
    if document.state == "failed":
        return "failed"
    if document.state == "deleted":
        return "removed"
    if served is None:
        return "gone" if document.state == "gone" else "waiting"
    if document.reason == "image only":
        return "image only"
    return "outdated" if document.state in ("stale", "gone") else "available"


def _sorted(views: list[DocumentView], chosen: _Choice) -> list[DocumentView]:
    def key(view: DocumentView) -> Any:
        document = view.document
        return {
            "title": document.title.casefold(),
            "kind": view.kind.casefold(),
            "workshop": (view.workshop.casefold(), (document.talk or "").casefold()),
            "year": document.year or 0,
            "pages": document.pages,
            "state": STATES[view.state],
            "added": document.first_seen,
        }[chosen.sort]

    views.sort(key=lambda view: (view.document.title.casefold(), view.document.id))
    return sorted(views, key=key, reverse=chosen.descending)


def _column(name: Sort, chosen: _Choice) -> Column:
    now = name == chosen.sort
    descending = not chosen.descending if now else name in _LARGEST_FIRST
    pairs = [pair for pair in chosen.pairs() if pair[0] not in ("sort", "desc")]
    href = address("/documents", [*pairs, ("sort", name), ("desc", "1" if descending else "")])
    order: Literal["ascending", "descending"] = "descending" if chosen.descending else "ascending"
    return Column(name, COLUMNS[name], href, order if now else None)
