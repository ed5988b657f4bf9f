"""The report of one document: how it was read, what was left out, and how to remove or restore it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.settings import Settings
from api.v1.redact import without_places
from api.web.catalog_view import catalog_or_none, library
from api.web.documents import STATES, view_of
from api.web.labels import file_address, original_address
from api.web.render import PageRoute, render
from corpus.catalogue.catalogue import CATALOGUE, Catalogue, Entry
from corpus.catalogue.maintenance import erased_source
from corpus.errors import NotFoundError
from corpus.ids import path_within
from corpus.model import Document, Extraction
from search.features.citation.location import unit_of

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/documents/{id}/report")
def report(request: Request, id: str) -> HTMLResponse:
    """How one document was read, what was left out, and how to remove or restore it."""
    settings: Settings = request.app.state.settings
    with library(request) as engine:
        catalog = catalog_or_none(engine)
        served = engine.snapshot.store.document(id) if engine else None
    entry, extraction = _known(settings, id)
    if entry is None and served is None:
        raise NotFoundError(f"There is no document {id!r}. See “Documents” for the list.")
    document = entry.document if entry else served
    assert document is not None  # noqa: S101 - one of the two is there
    view = view_of(document, served, catalog, settings)
    return render(
        request,
        "document_report.html",
        view=view,
        document=document,
        file_name=_file_name(document),
        state=STATES[view.state],
        unit=unit_of(document),
        extraction=extraction,
        facts=_facts(document, extraction),
        notes=without_places(list(extraction.notes), settings.data, settings.roots) if extraction else [],
        source=original_address(document, 1),
        file=file_address(document, 1) if served else None,
        catalog=catalog,
    )


def _known(settings: Settings, identifier: str) -> tuple[Entry | None, Extraction | None]:
    """What the catalogue knows of a document, and what its reader made of the file; None for either."""
    path = settings.data / CATALOGUE
    if not path.exists():
        return None, None
    with Catalogue.open_read_only(path, older=True) as catalogue:
        entry = catalogue.entry(identifier)
        if entry is None or entry.document.source == erased_source(identifier):
            return None, None
        made = catalogue.extractions(entry.document.content_hash)
    used = next((extraction for reader, extraction in made.items() if f"; {reader};" in entry.making), None)
    return entry, used or next(iter(made.values()), None)


def _facts(document: Document, extraction: Extraction | None) -> Sequence[tuple[str, str]]:
    """What was left out, in words; nothing where all was read."""
    if extraction is None:
        return ()
    found = []
    unit = unit_of(document)
    if extraction.image_only:
        pages = ", ".join(map(str, extraction.image_only[:20])) + (" …" if len(extraction.image_only) > 20 else "")
        found.append((f"No text ({unit}s that are only a picture)", pages))
    if extraction.fallback_pages:
        found.append((f"{unit.capitalize()}s read by the second reader", str(len(extraction.fallback_pages))))
    if extraction.shapes_seen:
        found.append(("Text boxes read", f"{extraction.shapes_read} of {extraction.shapes_seen}"))
    return found


def _file_name(document: Document) -> str | None:
    """The name of the file it was read from, without where that lies; None for an address on the web."""
    if document.url and document.url.lower().startswith(("http://", "https://")):
        return None
    if inside := path_within(document.source):
        return " › ".join(inside)
    return PurePosixPath(unquote(urlsplit(document.source).path)).name or None
