"""What of a document's inner files is a document, and how an embedded object gives up the file that it is."""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

from corpus.errors import ExtractionError
from ingest.extract import media
from ingest.extract.attachments import Attachments
from ingest.extract.msoffice.ole import Container
from ingest.extract.unread import PICTURE

_SUFFIXES = {
    media.PDF: ".pdf", media.DOC: ".doc", media.PPT: ".ppt", media.XLS: ".xls", media.DOCX: ".docx",
    media.PPTX: ".pptx", media.XLSX: ".xlsx", media.ODT: ".odt", media.ODP: ".odp", media.ODS: ".ods",
}  # fmt: skip
_QUIET = frozenset([PICTURE, "audio/*", media.EMPTY])
_NATIVE = "\x01ole10native"
_LONGEST_NAME = 1024


def add_unless_picture(found: Attachments, name: str, data: bytes) -> None:
    """A file inside, unless it is a picture or sound, which belong to the document around them."""
    if media.detect(data[: 1 << 16] if data[:2] != b"PK" else data, name) not in _QUIET:
        found.add(name, data)


def add_object(found: Attachments, name: str, data: bytes) -> bool:
    """The file that an embedded object holds; False where it holds none that is read."""
    if data.startswith(b"PK"):
        kind = media.detect(data)
        if kind not in _SUFFIXES:
            return False
        found.add(_named(name, kind), data)
        return True
    try:
        container = Container.open(data)
        return add_streams(found, name, container, "", data)
    except ExtractionError:
        return False


def add_streams(found: Attachments, name: str, container: Container, prefix: str, whole: bytes | None) -> bool:
    """The same of a storage: its streams lie under ``prefix``; ``whole`` is the file where the storage is one.

    Raises ExtractionError where a stream is broken.
    """
    if native := container.stream(f"{prefix}{_NATIVE}"):
        packed = unpacked(native)
        if packed is None:
            return False
        add_unless_picture(found, packed[0] or name, packed[1])
        return True
    for stream in ("package", "contents"):
        content = container.stream(f"{prefix}{stream}") or b""
        kind = media.detect(content) if content[:4] in (b"%PDF", b"PK\x03\x04") else media.UNKNOWN
        if kind in _SUFFIXES:
            found.add(_named(name, kind), content)
            return True
    if whole is not None and (kind := media.detect(whole)) in _SUFFIXES:
        found.add(_named(name, kind), whole)
        return True
    # A chart's own workbook is in a form that no program but the chart's reads.
    is_chart = b"MSGraph" in (container.stream(f"{prefix}\x01compobj") or b"")
    if not is_chart and (sheet := container.stream(f"{prefix}workbook")):
        found.add(_named(name, media.XLS), sheet)
        return True
    return False


def _named(name: str, kind: str) -> str:
    return f"{PurePosixPath(name).stem}{_SUFFIXES[kind]}"


def unpacked(native: bytes) -> tuple[str, bytes] | None:
    """Name and bytes of a file that was put into a document as it is (the "package" of Windows)."""
    if len(native) < 8:
        return None
    at, texts = 6, []
    for _ in range(2):
        end = native.find(b"\0", at, at + _LONGEST_NAME)
        if end < 0:
            return None
        texts.append(native[at:end])
        at = end + 1
    if at + 8 > len(native):
        return None
    at += 4
    at += 4 + struct.unpack_from("<I", native, at)[0]
    if at + 4 > len(native):
        return None
    size = struct.unpack_from("<I", native, at)[0]
    if at + 4 + size > len(native):
        return None
    name = (texts[0] or texts[1]).decode("cp1252", "replace").replace("\\", "/")
    if "?" in name:
        name = _wide_label(native, at + 4 + size) or name
    return PurePosixPath(name).name, native[at + 4 : at + 4 + size]


def _wide_label(native: bytes, at: int) -> str:
    """The name in Unicode, which newer programs put after the file: the second of its texts."""
    text = ""
    for _ in range(2):
        length = struct.unpack_from("<I", native, at)[0] if at + 4 <= len(native) else 0
        if length > _LONGEST_NAME:
            return ""
        text = native[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")
        at += 4 + 2 * length
    return text
