"""A passage as lists of the page show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.web.catalog_view import CatalogView
from api.web.highlight import Range, excerpt
from api.web.labels import (
    KIND_NAMES,
    Breadcrumb,
    breadcrumbs,
    original_address,
    passage_title,
    reading_address,
)
from corpus.model import Document, Passage
from corpus.reading import Joint, passage_joints
from ingest.workshop_page.parse.links import split_trailing_labels
from search.engine import Engine


@dataclass(frozen=True, slots=True)
class PassageView:
    """``text`` is that of the passage, without what a page links a talk's papers with ("View Presentation").
    ``excerpt`` is the range of the text to show, None for all of it; ``joints`` are the line ends in it that
    are read over. ``reading`` and ``original`` are addresses."""

    passage: Passage
    text: str
    title: str
    kind: str
    crumbs: Sequence[Breadcrumb]
    excerpt: Range | None
    reading: str
    original: str | None
    joints: Sequence[Joint] = ()

    @classmethod
    def of(
        cls,
        passage: Passage,
        document: Document,
        catalog: CatalogView,
        highlights: Iterable[Range] = (),
        answer: Range | None = None,
    ) -> PassageView:
        """A passage, with an excerpt around its answer or first highlight."""
        return cls(
            passage=passage,
            text=_without_link_labels(passage),
            title=passage_title(passage, document),
            kind=KIND_NAMES[passage.kind],
            crumbs=breadcrumbs(passage, document, catalog),
            excerpt=excerpt(passage.text, highlights, answer),
            reading=reading_address(passage),
            original=original_address(document, passage.page),
            joints=passage_joints(passage, document),
        )


def _without_link_labels(passage: Passage) -> str:
    before = passage.text[: split_trailing_labels(passage.text)]
    # Behind its speaker it is no part of a title such as "How to read papers".
    return before if passage.speaker and passage.speaker in before else passage.text


def joints_by(engine: Engine) -> Callable[[Passage], Sequence[Joint]]:
    """What tells the line ends in a passage that are read over."""
    return lambda passage: passage_joints(passage, engine.document(passage.document_id))
