"""Compression, ETags, and CORS for the origins that are allowed."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp

from api.http.etag import ETagHeaders

MINIMUM_BYTES = 2048
"""Shorter responses are not compressed: they fit into two packets either way."""
_LEVEL = 4
_NOT_COMPRESSED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/octet-stream",
    # Streamed line by line; a compressor would hold lines back.
    "text/csv",
    "application/x-ndjson",
)


def install(app: FastAPI) -> None:
    """Add compression and ETags around the routes of ``app``."""
    app.add_middleware(
        GZipMiddleware,
        minimum_size=MINIMUM_BYTES,
        compresslevel=_LEVEL,
        exclude_content_types=_NOT_COMPRESSED,
    )
    app.add_middleware(ETagHeaders)


def with_cors(app: ASGIApp, origins: frozenset[str]) -> ASGIApp:
    """``app``, readable from a browser by pages of ``origins`` and by no others."""
    return CORSMiddleware(
        app,
        allow_origins=sorted(origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-None-Match", "Mcp-Protocol-Version", "X-Request-ID"],
        expose_headers=["ETag", "Location", "Retry-After", "X-Questions", "X-Request-ID"],
    )
