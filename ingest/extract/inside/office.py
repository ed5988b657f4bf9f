"""Sheets, documents and files embedded in Office and OpenDocument files."""

from __future__ import annotations

import posixpath
import re
import zlib

from corpus.errors import ExtractionError
from ingest.extract.attachments import MAX_FILE, Attachments
from ingest.extract.inside.kinds import add_object, add_streams
from ingest.extract.msoffice.ole import Container, is_container
from ingest.extract.msoffice.ooxml.opc import Package
from ingest.extract.msoffice.ppt.records import OLE_OBJECT, Stream, record_at

_EMBEDDED = re.compile(r"(?:word|ppt|xl)/embeddings/[^/]+|object \d+", re.IGNORECASE)
_CHARTS = re.compile(r"(?:word|ppt|xl)/charts/[^/]+\.xml", re.IGNORECASE)
_STORAGE = re.compile(r"objectpool/[^/]+/|mbd[0-9a-f]+/")
"""Where .doc and .xls keep an object."""
_MOST = 2_000
_MOST_RECORDS = 200_000


def files_inside(data: bytes) -> Attachments:
    """The embedded files; the workbooks behind charts are left out, for charts are read where they stand."""
    found = Attachments()
    left = _of_container(data, found) if is_container(data) else _of_package(data, found)
    if left:
        found.notes.append(f"{left} embedded objects could not be read.")
    return found


def _of_package(data: bytes, found: Attachments) -> int:
    """How many embedded objects could not be read."""
    if not data.startswith(b"PK"):
        return 0
    try:
        package = Package.open(data)
    except ExtractionError:
        return 0  # the reader of the document says why
    names = [name for name in package.names.values() if _EMBEDDED.fullmatch(name.lstrip("/"))]
    if not names:
        return 0
    behind = {
        relation.target.lower()
        for part in package.names
        if _CHARTS.fullmatch(part)
        for relation in package.relations(part).values()
        if not relation.external
    }
    left = 0
    for name in names[:_MOST]:
        if name.lower().lstrip("/") in behind:
            continue
        try:
            left += not add_object(found, posixpath.basename(name), package.read(name))
        except ExtractionError:
            left += 1
    return left


def _of_container(data: bytes, found: Attachments) -> int:
    """The objects of a .doc or .xls, each of which has a storage of its own, or of a .ppt."""
    try:
        container = Container.open(data)
    except ExtractionError:
        return 0
    if "powerpoint document" in container.names:
        return _of_slides(container, found)
    storages = {match[0] for name in container.names if (match := _STORAGE.match(name))}
    left = 0
    for number, prefix in enumerate(sorted(storages)[:_MOST], start=1):
        try:
            left += not add_streams(found, f"object {number}", container, prefix, None)
        except ExtractionError:
            left += 1
    return left


def _of_slides(container: Container, found: Attachments) -> int:
    """The objects of a .ppt: records of its stream that are storages themselves, mostly compressed."""
    try:
        stream = Stream.open(container.stream("powerpoint document") or b"", container.stream("current user"))
    except ExtractionError:
        return 0  # the reader of the document says why
    left = number = 0
    for offset in sorted(set(stream.offsets.values()))[:_MOST_RECORDS]:
        record = record_at(stream.data, offset)
        if record is None or record.kind != OLE_OBJECT or number == _MOST:
            continue
        number += 1
        data = _inflated(stream.data[record.start : record.end], compressed=record.instance == 1)
        left += data is None or not (add_object(found, f"object {number}", data) or _is_program(data))
    return left


def _is_program(data: bytes) -> bool:
    """Whether a storage holds macros, which are no part of what a document says."""
    try:
        names = Container.open(data).names
        return not names or "project" in names
    except ExtractionError:
        return False


def _inflated(data: bytes, *, compressed: bool) -> bytes | None:
    """The storage in a record. A compressed one tells its size first."""
    if not compressed:
        return data
    try:
        return zlib.decompressobj().decompress(data[4:], MAX_FILE)
    except zlib.error:
        return None
