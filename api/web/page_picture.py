"""Pages of PDFs as pictures: drawn on demand in a sandboxed worker, bounded, and kept in memory for a while."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.deps import PinnedEngine, original_file
from api.settings import Settings
from api.web.render import HEADERS, PageRoute
from corpus.errors import BusyError, ExtractionError, InputError, NotFoundError
from corpus.ids import digest
from corpus.model import Document, Passage
from search.engine import Engine

if TYPE_CHECKING:
    from ingest.extract.pdf.picture import PagePicture
    from ingest.extract.sandbox.pool import WorkerPool

router = APIRouter(include_in_schema=False, route_class=PageRoute)

PDF = "application/pdf"
TARGET = "ingest.extract.pdf.picture:draw"
_KEPT_BYTES = 32 * 1024 * 1024
_MOST_WAITING = 8
_CPU_SECONDS = 10
_WALL_SECONDS = 20.0
_OUTPUT_BYTES = 8 * 1024 * 1024
"""The worker's answer may be three times as long."""


class PagePictures:
    """Draws pages in one worker process, which is started for the first one. Pictures are kept up to
    ``_KEPT_BYTES``, in memory only, so that nothing of an erased document stays on the disk."""

    def __init__(self) -> None:
        self._pool: WorkerPool[PagePicture] | None = None
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._waiting = 0

    async def get(self, path: Path, number: int, text: str, before: int) -> bytes:
        """Page ``number`` of the PDF at ``path`` as PNG, with ``text`` marked; ``before`` is how often the same
        text stands earlier on the page.

        Raises InputError for a page that cannot be drawn, BusyError while too many wait.
        """
        key = digest("\0".join((path.name, str(number), str(before), text)))
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting >= _MOST_WAITING:
            raise BusyError("Too many pages are being drawn. Try again in a few seconds.")
        self._waiting += 1
        try:
            pool = await run_in_threadpool(self._started)
            drawn = pool.submit(path, PDF, number=str(number), text=text, before=str(before))
            picture = await asyncio.wrap_future(drawn)
        except ExtractionError as error:
            raise InputError(f"This page cannot be shown as a picture. {error}") from error
        finally:
            self._waiting -= 1
        return self._keep(key, base64.b64decode(picture.png))

    def close(self) -> None:
        """End the worker."""
        with self._guard:
            if self._pool is not None:
                self._pool.close()

    def _keep(self, key: str, png: bytes) -> bytes:
        if key not in self._kept:
            self._kept[key] = png
            self._size += len(png)
        while self._size > _KEPT_BYTES and self._kept:
            self._size -= len(self._kept.popitem(last=False)[1])
        return png

    def _started(self) -> WorkerPool[PagePicture]:
        # Imported here: a server starts sooner without it, and most requests never need it.
        from ingest.extract.sandbox.limits import Limits
        from ingest.extract.sandbox.pool import WorkerPool

        with self._guard:
            if self._pool is None:
                limits = Limits(cpu_seconds=_CPU_SECONDS, wall_seconds=_WALL_SECONDS, output=_OUTPUT_BYTES)
                self._pool = WorkerPool(1, limits, target=TARGET, decode=_picture)
            return self._pool


@router.get("/documents/{id}/pages/{number}.png")
async def page_picture(
    id: str,
    number: int,
    request: Request,
    engine: PinnedEngine,
    passage: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """A page of a PDF as printed, with a passage marked if one is named."""
    settings: Settings = request.app.state.settings
    path, text, before = await run_in_threadpool(_wanted, engine, settings, id, number, passage)
    pictures: PagePictures = request.app.state.pictures
    png = await pictures.get(path, number, text, before)
    return Response(png, media_type="image/png", headers=HEADERS | {"Cache-Control": "private, max-age=300"})


def has_picture(settings: Settings, document: Document) -> bool:
    """Whether the pages of a document can be drawn."""
    return document.media_type == PDF and original_file(settings, document) is not None


def _wanted(
    engine: Engine, settings: Settings, identifier: str, number: int, passage_id: str | None
) -> tuple[Path, str, int]:
    """The file, the text to mark, and how often it stands earlier on the page."""
    document = engine.document(identifier)
    path = original_file(settings, document)
    if document.media_type != PDF or path is None:
        raise NotFoundError("Only the pages of a PDF whose file is stored here can be shown as printed.")
    shown = engine.snapshot.store.page(document.id, number)
    if shown is None:
        raise NotFoundError(f"This document has no page {number}. It has {document.pages} pages.")
    passage = engine.passage(passage_id) if passage_id else None
    if passage is None or (passage.document_id, passage.page) != (document.id, number):
        return path, "", 0
    return path, passage.text, _earlier(shown.text, passage)


def _earlier(page: str, passage: Passage) -> int:
    """How often the text of a passage stands on its page before the passage."""
    at, count = page.find(passage.text), 0
    while 0 <= at < passage.start:
        count += 1
        at = page.find(passage.text, at + 1)
    return count


def _picture(message: dict[str, Any]) -> PagePicture:
    from ingest.extract.pdf.picture import PagePicture

    return PagePicture(str(message["png"]), int(message["width"]), int(message["height"]))
