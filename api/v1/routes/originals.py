"""The files themselves, as they were taken in."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse

from api.deps import PinnedEngine
from api.settings import Settings
from corpus.errors import NotFoundError
from corpus.model import Document
from ingest.indexing.blob_store import Originals

router = APIRouter(prefix="/v1", tags=["documents"])

PDF = "application/pdf"
_HASH = re.compile(r"[0-9a-f]{64}")
_SUFFIXES = {
    PDF: ".pdf",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
BYTES = "application/octet-stream"
SENT_AS = (BYTES, *(kind for kind in _SUFFIXES if not kind.startswith("text/")))
"""What nothing runs: a page of markup is sent as bytes."""
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/documents/{id}/file",
    summary="The file of a document",
    response_class=FileResponse,
    responses={200: {"content": dict.fromkeys(SENT_AS, _BINARY)}},
)
def get_file(
    id: str,
    request: Request,
    engine: PinnedEngine,
    download: Annotated[bool, Query(description="As an attachment, whatever it is.")] = False,
) -> FileResponse:
    """The bytes that were read. A PDF is shown by the browser (``#page=7`` opens page 7), all else is saved.

    These are files of strangers: their type is not to be guessed, and nothing in them may act as a part of this
    site (a policy of ``sandbox`` gives them an origin of their own).
    """
    settings: Settings = request.app.state.settings
    document = engine.document(id)
    path = kept_file(settings, document)
    if path is None:
        raise NotFoundError(
            f"The file of {document.title!r} is not kept here"
            + (f"; it came from {document.url}." if document.url else ".")
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


def kept_file(settings: Settings, document: Document) -> Path | None:
    """Where the file of a document is kept; None where it is not."""
    kept_by = document.original or document.content_hash
    path = Originals(settings.data / "originals").path(kept_by) if _HASH.fullmatch(kept_by) else None
    return path if path is not None and path.is_file() else None


def _policy(*, shown: bool) -> str:
    """Browsers' own viewers of PDF are scripts: without these a document comes up empty in Safari."""
    return "sandbox allow-scripts" if shown else "default-src 'none'; sandbox"


def file_name(document: Document) -> str:
    """A name to save it under: that of its source, or its title, with the ending of what it is."""
    last = PurePosixPath(unquote(urlsplit(document.source).path)).name
    suffix = _SUFFIXES.get(document.media_type, "")
    name = last if suffix and last.lower().endswith(suffix) else f"{document.title}{suffix}"
    return re.sub(r"[^\w .,()&+-]", "_", name).strip(" .")[:150] or f"document{suffix}"


def _disposition(how: str, name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
