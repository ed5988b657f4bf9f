"""Text of presentations whose slides cannot be told apart: PowerPoint 4 and 95, and broken later ones."""

from __future__ import annotations

import re
import struct

from corpus.model import Page
from ingest.extract.msoffice.pages import Collector, build_page
from ingest.extract.msoffice.ppt import records as rec

# PowerPoint 4 writes a text after a word of 1 and its length; no later program is known to differ in that.
_COUNTED = re.compile(rb"\x01\x00(?=([\x01-\xff][\x00-\x3f]\x00\x00))")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0c\x0e-\x1f\x7f]")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]{2}")
_PROMPT = b"Click to edit Master"
_MAX_TEXTS = 200_000


def old_pages(data: bytes) -> tuple[Page, ...]:
    """One page of all text that is found, in file order; no page where there is none."""
    collector = Collector()
    for text in _atoms(data) or _counted(data):
        collector.add(text)
    return (build_page(1, collector.blocks),) if collector.blocks else ()


def _atoms(data: bytes) -> list[str]:
    """Text atoms wherever their headers stand, for a stream whose order is broken."""
    texts: list[tuple[int, str]] = []
    for kind in (rec.TEXT_CHARS, rec.TEXT_BYTES):
        mark, at = struct.pack("<HH", 0, kind), -1
        while (at := data.find(mark, at + 1)) >= 0 and len(texts) < _MAX_TEXTS:
            record = rec.record_at(data, at)
            if record is None or at + 8 + struct.unpack_from("<I", data, at + 4)[0] > len(data):
                continue
            text = rec.string(data, record)
            readable = sum(char.isprintable() or char in "\r\x0b\t" for char in text[:1000])
            if (
                text.strip(" *\r")
                and not text.startswith(_PROMPT.decode())
                and readable > 0.9 * min(len(text), 1000)
            ):
                texts.append((at, text))
    return [text for _, text in sorted(texts)]


def _counted(data: bytes) -> list[str]:
    texts: list[str] = []
    end = 0
    for found in _COUNTED.finditer(data):
        start = found.end() + 4
        length = struct.unpack("<I", found[1])[0]
        text = data[start : start + length]
        if start < end or len(text) < length or _NOT_TEXT.search(text) or not _LETTERS.search(text):
            continue
        if not text.startswith(_PROMPT):
            texts.append(text.decode("cp1252", errors="replace"))
        end = start + length
        if len(texts) >= _MAX_TEXTS:
            break
    return texts
