"""Plain text and Markdown: form feeds part pages, Markdown headings are marked."""

from __future__ import annotations

import re

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span
from ingest.extract.charset import decode_text
from ingest.extract.runs import composed, joined_letters

_HEADING = re.compile(r"^(#{1,6})[ \t]+\S[^\n]*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SHARE_UNREADABLE = 0.05


def extract(data: bytes) -> Extraction:
    """One page, or one for every form feed; the text is as it stands but for line ends and what is composed."""
    decoded = decode_text(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not text.strip("\0 \t\n\f"):
        raise ExtractionError("empty", "The file holds no text.")
    unreadable = len(_UNREADABLE.findall(text)) + text.count("\ufffd")
    if unreadable > _SHARE_UNREADABLE * len(text):
        raise ExtractionError("unsupported", "The file is not text.")
    text = "\n".join(map(joined_letters, composed(_UNREADABLE.sub("", text)).split("\n")))
    pages = [part.rstrip() for part in text.split("\f")]
    while len(pages) > 1 and not pages[-1]:
        pages.pop()
    notes = (f"Some bytes are not {decoded.charset} and were replaced.",) if decoded.lossy else ()
    return Extraction(
        media_type="text/plain",
        pages=tuple(Page(n, part, None, _headings(part)) for n, part in enumerate(pages, 1)),
        extractor=f"text ({decoded.charset})",
        notes=notes,
    )


def _headings(text: str) -> tuple[Span, ...]:
    fenced = [match.span() for match in _FENCE.finditer(text)]
    return tuple(
        Span(match.start(), match.end(), "heading", len(match[1]))
        for match in _HEADING.finditer(text)
        if not any(start <= match.start() < end for start, end in fenced)
    )
