"""How parent and worker talk: a length, then JSON.

Never pickle: a worker that has read a hostile file is not to be trusted.
"""

from __future__ import annotations

import json
import struct
from typing import Any, get_args

from corpus.model import AttachedFile, Extraction, Page, Span, SpanRole
from corpus.serial import to_plain

HEADER = struct.Struct("<BQ")
"""The kind of frame and its length in bytes."""

TASK_PATH, TASK_BYTES, RESULT, FAILURE = 1, 2, 3, 4

_ROLES = frozenset(get_args(SpanRole))


def frame(kind: int, payload: bytes) -> bytes:
    """One frame, ready to be written."""
    return HEADER.pack(kind, len(payload)) + payload


def pack(message: dict[str, Any]) -> bytes:
    """JSON in UTF-8; lone surrogates are kept as escapes."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(message, separators=(",", ":")).encode()


def to_message(result: object) -> dict[str, Any]:
    """What :func:`from_message` reads back equal of an extraction, but for the bytes of attached files.

    Any other dataclass becomes plain data, those bytes included.
    """
    if not isinstance(result, Extraction):
        plain: dict[str, Any] = to_plain(result)
        return plain
    extraction = result
    return {
        "media_type": extraction.media_type,
        "extractor": extraction.extractor,
        "title": extraction.title,
        "notes": extraction.notes,
        "image_only": extraction.image_only,
        "fallback_pages": extraction.fallback_pages,
        "shapes_seen": extraction.shapes_seen,
        "shapes_read": extraction.shapes_read,
        "pages": [
            [p.number, p.text, p.label, [[s.start, s.end, s.role, s.level] for s in p.spans]]
            for p in extraction.pages
        ],
        "attachments": [[f.name, f.size, f.content_hash, f.problem] for f in extraction.attachments],
    }


def from_message(message: dict[str, Any]) -> Extraction:
    """Raises KeyError, TypeError or ValueError where the message is no extraction."""
    return Extraction(
        media_type=str(message["media_type"]),
        pages=tuple(_page(*fields) for fields in message["pages"]),
        extractor=str(message["extractor"]),
        title=_text(message["title"]),
        notes=tuple(map(str, message["notes"])),
        image_only=tuple(map(int, message["image_only"])),
        fallback_pages=tuple(map(int, message["fallback_pages"])),
        shapes_seen=int(message["shapes_seen"]),
        shapes_read=int(message["shapes_read"]),
        attachments=tuple(
            AttachedFile(str(name), b"", int(size), str(content_hash), _text(problem))
            for name, size, content_hash, problem in message["attachments"]
        ),
    )


def _page(number: int, text: str, label: str | None, spans: list[list[Any]]) -> Page:
    return Page(int(number), str(text), _text(label), tuple(_span(len(text), *fields) for fields in spans))


def _span(length: int, start: int, end: int, role: SpanRole, level: int) -> Span:
    if not 0 <= start <= end <= length or role not in _ROLES:
        raise ValueError("a span outside its page")
    return Span(start, end, role, int(level))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
