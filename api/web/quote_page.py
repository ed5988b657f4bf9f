"""The page that checks a quote: whether it stands in the documents, where, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.threads import compute_long
from api.web.catalog_view import CatalogView, catalog_of
from api.web.highlight import Range
from api.web.passage_view import PassageView
from api.web.render import PageRoute, render
from corpus.errors import InputError
from search.engine import Engine
from search.features.quotes.verify import MAX_QUOTE, Match, Verdict, verify

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_SHOWN = 10
"""Places of a quote on the page."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of the quote, its text there, and the parts of it that differ."""

    match: Match
    view: PassageView
    differing: Sequence[Range]

    @classmethod
    def of(cls, match: Match, catalog: CatalogView, verdict: Verdict | None = None) -> PlaceView:
        """A place; with the verdict, what differs there from the quote."""
        differing = [
            (d.source_start - match.start, d.source_end - match.start)
            for d in (verdict.differences if verdict else ())
            if match.start <= d.source_start <= d.source_end <= match.end
        ]
        return cls(match, PassageView.of(match.passage, match.document, catalog), differing)


@router.get("/quote")
async def check_quote(
    request: Request,
    engine: PinnedEngine,
    quote: Annotated[str, Query(max_length=4 * MAX_QUOTE)] = "",
) -> HTMLResponse:
    """The form, and the verdict on a quote if one is given."""
    return await compute_long(_page, request, engine, quote, gives_way=True)


def _page(request: Request, engine: Engine, quote: str) -> HTMLResponse:
    catalog = catalog_of(engine)
    verdict, error = None, None
    if quote.strip():
        try:
            verdict = verify(engine, quote)
        except InputError as refused:
            error = str(refused)
    matches = verdict.matches if verdict else ()
    return render(
        request,
        "quote.html",
        422 if error else 200,
        quote=quote,
        verdict=verdict,
        error=error,
        most=MAX_QUOTE,
        places=[PlaceView.of(match, catalog) for match in matches[:_SHOWN]],
        more=max(0, len(matches) - _SHOWN),
        nearest=PlaceView.of(verdict.nearest, catalog, verdict) if verdict and verdict.nearest else None,
        differing=[(d.quote_start, d.quote_end) for d in verdict.differences] if verdict else [],
        catalog=catalog,
    )
