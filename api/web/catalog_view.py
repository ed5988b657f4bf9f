"""What the pages need of a snapshot repeatedly, read once for each engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote
from weakref import WeakKeyDictionary

from fastapi import Request

from api.service import Service
from corpus.errors import NoSnapshotError
from corpus.model import Document, LinkedPaper, Session, Talk, Workshop
from search.engine import Engine

_NEWEST = 5
"""Documents on the home page."""


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper a talk links to, and the talk."""

    workshop: Workshop
    talk: Talk
    paper: LinkedPaper


class CatalogView:
    """The workshops of one snapshot by slug, with counts over all of them."""

    def __init__(self, engine: Engine) -> None:
        store = self._store = engine.snapshot.store
        self.workshops: Mapping[str, Workshop] = {w.slug: w for w in store.workshops()}
        self.coverage: Mapping[str, int] = store.meta("coverage") or {}
        self.passages = engine.snapshot.manifest.passages
        self.documents = engine.snapshot.manifest.documents
        self.made = engine.snapshot.manifest.id[:8]
        self.model = engine.snapshot.manifest.encoder_name
        self.snapshot = engine.snapshot.manifest.id
        self.updated = engine.snapshot.manifest.created[:10]

    def title(self, slug: str) -> str:
        """The title of a workshop; its slug if the workshop is unknown."""
        workshop = self.workshops.get(slug)
        return workshop.title if workshop else slug

    def session(self, slug: str, label: str) -> str:
        """A session's label with its title."""
        title = next((s.title for s in self._sessions(slug) if s.label == label), None)
        return f"{label}: {title}" if title else label

    def session_address(self, slug: str, label: str) -> str | None:
        """The address of a session on the page of its workshop; None if it is unknown."""
        at = next((n for n, s in enumerate(self._sessions(slug), start=1) if s.label == label), None)
        return f"/workshops/{quote(slug)}#session-{at}" if at else None

    def talk(self, slug: str | None, title: str | None) -> Talk | None:
        """A talk by its title on the workshop page."""
        return self._talks.get((slug or "", title or ""))

    @cached_property
    def papers(self) -> list[KnownPaper]:
        """Every paper a talk links to, in the order of the pages."""
        return [
            KnownPaper(workshop, talk, paper)
            for workshop in self.workshops.values()
            for talk in workshop.talks
            for paper in talk.papers
        ]

    @cached_property
    def newest(self) -> list[Document]:
        """The documents added last, the latest first."""
        found, _ = self._store.documents(self.documents + 1)
        return sorted(found, key=lambda document: document.first_seen, reverse=True)[:_NEWEST]

    @cached_property
    def recommendations(self) -> int:
        """How many recommendations there are."""
        return sum(len(g.recommendations) for w in self.workshops.values() for g in w.groups)

    @cached_property
    def addressees(self) -> list[str]:
        """All addressees of recommendations, by name."""
        named = {
            a for w in self.workshops.values() for g in w.groups for r in g.recommendations for a in r.addressees
        }
        return sorted(named, key=str.casefold)

    @cached_property
    def talks(self) -> int:
        """How many talks there are."""
        return sum(len(w.talks) for w in self.workshops.values())

    @cached_property
    def _talks(self) -> dict[tuple[str, str], Talk]:
        return {(w.slug, talk.title): talk for w in self.workshops.values() for talk in w.talks}

    def _sessions(self, slug: str) -> tuple[Session, ...]:
        workshop = self.workshops.get(slug)
        return workshop.sessions if workshop else ()


_views: WeakKeyDictionary[Engine, CatalogView] = WeakKeyDictionary()


def catalog_of(engine: Engine) -> CatalogView:
    """The view of this engine's snapshot."""
    catalog = _views.get(engine)
    if catalog is None:
        catalog = _views[engine] = CatalogView(engine)
    return catalog


def catalog_or_none(engine: Engine | None) -> CatalogView | None:
    """The view of this engine's snapshot; None without one."""
    return catalog_of(engine) if engine is not None else None


@contextmanager
def library(request: Request) -> Iterator[Engine | None]:
    """The engine that answers this request; None while nothing was ever published, for pages that help with that.

    Raises NoSnapshotError where something was published but cannot be opened.
    """
    service: Service = request.app.state.service
    with ExitStack() as stack:
        engine = None
        try:
            engine = stack.enter_context(service.pin())
        except NoSnapshotError:
            if request.app.state.settings.layout.pointed_id() is not None:
                raise
        yield engine
