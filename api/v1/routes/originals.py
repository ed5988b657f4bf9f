"""The original files of documents."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse

from api.deps import PinnedEngine, original_file
from api.settings import Settings
from corpus.errors import NotFoundError
from corpus.ids import path_within
from corpus.model import Document

router = APIRouter(prefix="/v1", tags=["documents"])

PDF = "application/pdf"
_SUFFIXES = {
    PDF: ".pdf",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/epub+zip": ".epub",
    "application/vnd.ms-outlook": ".msg",
    "application/zip": ".zip",
}
BYTES = "application/octet-stream"
SENT_AS = (BYTES, *(kind for kind in _SUFFIXES if not kind.startswith("text/")))
"""Types that no browser executes; HTML and text are sent as bytes."""
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/documents/{id}/file",
    summary="The original file of a document",
    response_class=FileResponse,
    responses={200: {"content": dict.fromkeys(SENT_AS, _BINARY)}},
)
def get_file(
    id: str,
    request: Request,
    engine: PinnedEngine,
    download: Annotated[bool, Query(description="Send it as an attachment, even a PDF.")] = False,
) -> FileResponse:
    """The file as it was indexed. Browsers show a PDF (``#page=7`` opens page 7) and save everything else.

    Files come from strangers: browsers must not guess their type, and nothing in them may act as part of this site
    (the policy ``sandbox`` gives them an origin of their own).
    """
    settings: Settings = request.app.state.settings
    document = engine.document(id)
    path = original_file(settings, document)
    if path is None:
        raise NotFoundError(
            f"The original file of {document.title!r} is not stored here."
            + (f" It came from {document.url}." if document.url else "")
        )
    shown = document.media_type == PDF and not download
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(shown=shown),
        "Content-Disposition": _disposition("inline" if shown else "attachment", file_name(document)),
        "Referrer-Policy": "no-referrer",
    }
    kind = document.media_type if document.media_type in SENT_AS else BYTES
    return FileResponse(path, media_type=kind, headers=headers)


def _policy(*, shown: bool) -> str:
    """PDF viewers of browsers are scripts; without ``allow-scripts`` Safari shows an empty page."""
    return "sandbox allow-scripts" if shown else "default-src 'none'; sandbox"


def file_name(document: Document) -> str:
    """A name to save it under: the file name of its source or its title, with the suffix of its type."""
    inside = path_within(document.source)
    last = PurePosixPath(inside[-1] if inside else unquote(urlsplit(document.source).path)).name
    suffix = _SUFFIXES.get(document.media_type, "")
    name = last if suffix and last.lower().endswith(suffix) else f"{document.title}{suffix}"
    return re.sub(r"[^\w .,()&+-]", "_", name).strip(" .")[:150] or f"document{suffix}"


def _disposition(how: str, name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
