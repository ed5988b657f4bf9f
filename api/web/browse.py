"""Browsing: workshop → session → talk → paper, and addressees of recommendations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web.catalog_view import catalog_of
from api.web.labels import address
from api.web.pagination import FirstItem, paginate
from api.web.passage_view import joints_by
from api.web.render import PageRoute, render
from corpus.errors import NotFoundError
from corpus.model import Document, Extent, Page, Passage, RecommendationGroup, Session, Workshop
from corpus.reading import BROKEN_BY_LAYOUT, joined_lines
from search.features.recommendations.view import RecommendationView, in_workshop

router = APIRouter(include_in_schema=False, route_class=PageRoute)

UNKNOWN = "unknown"
Word = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class AddresseeCount:
    """An addressee, with its number of recommendations and of workshops."""

    name: str
    count: int
    workshops: int
    href: str


@dataclass(frozen=True, slots=True)
class WorkshopTable:
    """Countries as rows and years as columns; each cell has a count and the address of its list."""

    years: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with the texts of its discussion."""

    session: Session
    discussion: Sequence[str]


@router.get("/workshops")
def workshops(
    request: Request, engine: PinnedEngine, first: FirstItem = 1, country: Word = "", year: Word = ""
) -> HTMLResponse:
    """Every workshop, the latest first, and how many there are of each country and year."""
    catalog = catalog_of(engine)
    every = sorted(catalog.workshops.values(), key=lambda w: w.first_day or "", reverse=True)
    listed = [w for w in every if country in ("", w.country or UNKNOWN) and year in ("", year_of(w))]
    return render(
        request,
        "workshops.html",
        list_page=paginate(listed, first, "/workshops", [("country", country), ("year", year)]),
        total=len(every),
        chosen=[name for name in (country, year) if name],
        table=workshop_table(every),
        year_of=year_of,
        catalog=catalog,
    )


def year_of(workshop: Workshop) -> str:
    """The year a workshop began."""
    return workshop.first_day[:4] if workshop.first_day else UNKNOWN


def workshop_table(workshops: Sequence[Workshop]) -> WorkshopTable | None:
    """How many workshops there are by country and year; None for fewer than two of either kind."""
    counts = Counter((w.country or UNKNOWN, year_of(w)) for w in workshops)
    countries = sorted({country for country, _ in counts}, key=lambda name: (name == UNKNOWN, name.casefold()))
    years = sorted({year for _, year in counts})
    if len(workshops) < 2 or len(countries) * len(years) < 2:
        return None
    rows = []
    for country in countries:
        cells = [
            (counts[country, year], address("/workshops", {"country": country, "year": year})) for year in years
        ]
        rows.append((country, cells))
    return WorkshopTable(years, rows)


@router.get("/workshops/{slug}")
def workshop(request: Request, slug: str, engine: PinnedEngine) -> HTMLResponse:
    """One workshop: its sessions, talks with their papers, and recommendations."""
    catalog = catalog_of(engine)
    found = catalog.workshops.get(slug)
    if found is None:
        raise NotFoundError(f"There is no workshop {slug!r}. See “Workshops” for the list.")
    store = engine.snapshot.store
    pages = {p.number: p for p in store.pages(found.document_id)}
    text = _reader(engine.document(found.document_id), pages)
    passages = store.passages(store.rows_of_document(found.document_id))
    return render(
        request,
        "workshop.html",
        workshop=found,
        summary=text(found.summary) if found.summary else None,
        participants=list(map(text, found.participants)),
        sessions=[SessionView(s, list(map(text, s.discussion))) for s in found.sessions],
        joints=joints_by(engine),
        groups=_groups(found, in_workshop(engine, found)),
        by_start={(p.page, p.start): p for p in passages},
        missing=[
            known for known in catalog.papers if known.workshop.slug == slug and known.paper.state != "at hand"
        ],
        catalog=catalog,
    )


@router.get("/addressees")
def addressees(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """The addressees of recommendations, the most frequent first."""
    catalog = catalog_of(engine)
    counts: Counter[str] = Counter()
    spread: dict[str, set[str]] = {}
    for found in catalog.workshops.values():
        for group in found.groups:
            for item in group.recommendations:
                counts.update(item.addressees)
                for addressee in item.addressees:
                    spread.setdefault(addressee, set()).add(found.slug)
    listed = [
        AddresseeCount(name, count, len(spread[name]), address("/recommendations", {"addressee": name}))
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
    ]
    return render(request, "addressees.html", addressees=listed, catalog=catalog)


@router.get("/papers")
def papers(request: Request, engine: PinnedEngine, first: FirstItem = 1) -> HTMLResponse:
    """Every paper a talk links to: available, or how to add it."""
    catalog = catalog_of(engine)
    return render(
        request,
        "papers.html",
        papers=catalog.papers,
        list_page=paginate(catalog.papers, first, "/papers"),
        catalog=catalog,
    )


def _groups(
    workshop: Workshop, placed: Iterable[RecommendationView]
) -> list[tuple[RecommendationGroup, list[Passage]]]:
    by_group: dict[str, list[Passage]] = {}
    for item in placed:
        by_group.setdefault(item.group, []).append(item.passage)
    return [(group, by_group.get(group.heading, [])) for group in workshop.groups]


def _reader(document: Document, pages: Mapping[int, Page]) -> Callable[[Extent], str]:
    """What gives the text of a place, lines that only a layout broke joined."""
    broken = document.media_type in BROKEN_BY_LAYOUT

    def text(extent: Extent) -> str:
        page = pages[extent.page]
        if broken:
            return joined_lines(page, extent.start, extent.end)
        return page.text[extent.start : extent.end]

    return text
