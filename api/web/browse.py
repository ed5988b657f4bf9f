"""Browsing: workshop → session → talk → paper, and recommendations by whom they address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.deps import PinnedEngine
from api.web.catalog_view import shelf_of
from api.web.labels import address
from api.web.pagination import First, turned
from api.web.render import PageRoute, page
from corpus.errors import NotFoundError
from corpus.model import Extent, Page, Passage, RecommendationGroup, Session, Workshop
from search.features.recommendations.view import RecommendationView, in_workshop

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Counted:
    """Something to browse by, how many recommendations it has, in how many workshops."""

    name: str
    count: int
    workshops: int
    href: str


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session with its discussion sliced from the page, and the ids of the passages of its talks by start."""

    session: Session
    discussion: Sequence[str]


@router.get("/workshops")
def workshops(request: Request, engine: PinnedEngine, first: First = 1) -> HTMLResponse:
    """Every workshop, the latest first."""
    shelf = shelf_of(engine)
    listed = sorted(shelf.workshops.values(), key=lambda w: w.first_day or "", reverse=True)
    return page(request, "workshops.html", turned=turned(listed, first, "/workshops"), shelf=shelf)


@router.get("/workshops/{slug}")
def workshop(request: Request, slug: str, engine: PinnedEngine) -> HTMLResponse:
    """One workshop: what its page tells, sessions, talks with their papers, recommendations."""
    shelf = shelf_of(engine)
    found = shelf.workshops.get(slug)
    if found is None:
        raise NotFoundError(f"There is no workshop {slug!r}; all there are stand under “Workshops”.")
    store = engine.snapshot.store
    pages = {p.number: p for p in store.pages(found.document_id)}
    passages = store.passages(store.rows_of_document(found.document_id))
    return page(
        request,
        "workshop.html",
        workshop=found,
        summary=_text(found.summary, pages) if found.summary else None,
        participants=[_text(extent, pages) for extent in found.participants],
        sessions=[SessionShown(s, [_text(extent, pages) for extent in s.discussion]) for s in found.sessions],
        groups=_groups(found, in_workshop(engine, found)),
        by_start={(p.page, p.start): p for p in passages},
        missing=[
            known for known in shelf.papers if known.workshop.slug == slug and known.paper.state != "at hand"
        ],
        shelf=shelf,
    )


@router.get("/addressees")
def addressees(request: Request, engine: PinnedEngine) -> HTMLResponse:
    """Whom the recommendations address, and how often."""
    shelf = shelf_of(engine)
    counts: Counter[str] = Counter()
    spread: dict[str, set[str]] = {}
    for found in shelf.workshops.values():
        for group in found.groups:
            for item in group.recommendations:
                counts.update(item.addressees)
                for addressee in item.addressees:
                    spread.setdefault(addressee, set()).add(found.slug)
    listed = [
        Counted(name, count, len(spread[name]), address("/recommendations", {"addressee": name}))
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
    ]
    return page(request, "addressees.html", addressees=listed, shelf=shelf)


@router.get("/papers")
def papers(request: Request, engine: PinnedEngine, first: First = 1) -> HTMLResponse:
    """Every paper a talk links to: at hand, or how to supply it."""
    shelf = shelf_of(engine)
    return page(
        request, "papers.html", papers=shelf.papers, turned=turned(shelf.papers, first, "/papers"), shelf=shelf
    )


def _groups(
    workshop: Workshop, placed: Iterable[RecommendationView]
) -> list[tuple[RecommendationGroup, list[Passage]]]:
    by_group: dict[str, list[Passage]] = {}
    for item in placed:
        by_group.setdefault(item.group, []).append(item.passage)
    return [(group, by_group.get(group.heading, [])) for group in workshop.groups]


def _text(extent: Extent, pages: Mapping[int, Page]) -> str:
    return pages[extent.page].text[extent.start : extent.end]
