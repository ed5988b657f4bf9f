"""Records of binary PowerPoint files, and the way from "Current User" to the newest version of each object."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.errors import ExtractionError

DOCUMENT, SLIDE, SLIDE_ATOM, NOTES, NOTES_ATOM, MASTER = 1000, 1006, 1007, 1008, 1009, 1016
SLIDE_PERSIST, DRAWING, SLIDE_LIST = 1011, 1036, 4080
OUTLINE_REF, TEXT_HEADER, TEXT_CHARS, TEXT_STYLE, TEXT_BYTES, STRING = 3998, 3999, 4000, 4001, 4008, 4026
SHOW_INFO = 1017
SLIDE_NUMBER, GENERIC_DATE, DATE, HEADER_MARK, FOOTER_MARK, RTF_DATE = 4056, 4088, 4087, 4089, 4090, 4117
FOOTERS, FOOTERS_ATOM, PLACEHOLDER, OBJECT_REF, COMMENT, BINARY_TAG = 4057, 4058, 3011, 3009, 12000, 5003
USER_EDIT, PERSIST_DIRECTORY, OLE_OBJECT = 4085, 6002, 4113

_ENCRYPTED = 0xF3D1C4DF
_MAX_EDITS = 10_000
_MAX_RECORDS = 2_000_000
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Record:
    """A record's type, instance, and where its payload stands."""

    kind: int
    instance: int
    container: bool
    start: int
    end: int


def record_at(data: bytes, offset: int, limit: int | None = None) -> Record | None:
    """The record whose header is at ``offset``, its payload cut at ``limit``; None where no header fits."""
    limit = len(data) if limit is None else min(limit, len(data))
    if offset < 0 or offset + 8 > limit:
        return None
    head, kind, length = struct.unpack_from("<HHI", data, offset)
    return Record(kind, head >> 4, head & 0xF == 0xF, offset + 8, min(offset + 8 + length, limit))


def children(data: bytes, start: int, end: int) -> Iterator[Record]:
    """The records that follow each other from ``start`` to ``end``."""
    offset = start
    while (record := record_at(data, offset, end)) is not None:
        yield record
        offset = record.end


def inside(data: bytes, record: Record) -> Iterator[Record]:
    """The children of a record."""
    return children(data, record.start, record.end)


def descendants(data: bytes, record: Record, depth: int = 0) -> Iterator[Record]:
    """All records below a container, parents before children. A broken nesting is not followed without end."""
    for child in inside(data, record):
        yield child
        if (child.container or child.kind == BINARY_TAG) and depth < _MAX_DEPTH:
            yield from descendants(data, child, depth + 1)


def find(data: bytes, record: Record, kind: int, instance: int | None = None) -> Record | None:
    """The first child of a kind."""
    return next(
        (c for c in inside(data, record) if c.kind == kind and (instance is None or c.instance == instance)), None
    )


def number(data: bytes, record: Record, at: int = 0) -> int:
    """An unsigned 32-bit number in a record's payload, 0 where it is too short."""
    if record.start + at + 4 > record.end:
        return 0
    value: int = struct.unpack_from("<I", data, record.start + at)[0]
    return value


def string(data: bytes, record: Record) -> str:
    """The text of an atom: UTF-16, or one byte a character."""
    payload = data[record.start : record.end]
    if record.kind == TEXT_BYTES:
        # The standard calls these the low bytes of UTF-16; writers put Windows' quotes and dashes there.
        return payload.decode("cp1252", errors="replace")
    return payload[: len(payload) & ~1].decode("utf-16-le", errors="replace").split("\0")[0]


@dataclass(slots=True)
class Stream:
    """The stream "PowerPoint Document" with the offset of the newest version of every object.

    ``document`` is None where the directory is broken; then objects are found by walking the stream.
    """

    data: bytes
    offsets: dict[int, int] = field(default_factory=dict)
    document: Record | None = None
    budget: int = _MAX_RECORDS

    @classmethod
    def open(cls, data: bytes, current_user: bytes | None) -> Stream:
        """Raises ExtractionError encrypted."""
        stream = cls(data)
        token, edit = 0, -1
        if current_user is not None and len(current_user) >= 20:
            token, edit = struct.unpack_from("<II", current_user, 12)
        if token == _ENCRYPTED:
            raise ExtractionError("encrypted", "The presentation is encrypted and needs a password.")
        if not stream._follow(edit):
            stream._follow(stream._last_edit())
        return stream

    def _last_edit(self) -> int:
        """The offset of the last edit record found by walking the stream, -1 for none."""
        found = -1
        for count, record in enumerate(children(self.data, 0, len(self.data))):
            if record.kind == USER_EDIT:
                found = record.start - 8
            if count > _MAX_RECORDS:
                break
        return found

    def _follow(self, edit: int) -> bool:
        """Read the directories of all edits, newest first; tells whether they led to a document."""
        newest, visited = 0, 0
        seen: set[int] = set()
        while edit not in seen and visited < _MAX_EDITS:
            seen.add(edit)
            record = record_at(self.data, edit)
            if record is None or record.kind != USER_EDIT:
                break
            visited += 1
            if record.end - record.start >= 32:
                raise ExtractionError("encrypted", "The presentation is encrypted and needs a password.")
            previous, directory, document = (number(self.data, record, at) for at in (8, 12, 16))
            newest = newest or document
            self._directory(directory)
            if previous == 0:
                break
            edit = previous
        found = self.object(newest, DOCUMENT)
        if found is not None:
            self.document = found
        return found is not None

    def _directory(self, offset: int) -> None:
        record = record_at(self.data, offset)
        if record is None or record.kind != PERSIST_DIRECTORY:
            return
        at = 0
        while record.start + at + 4 <= record.end:
            head = number(self.data, record, at)
            first, count = head & 0xFFFFF, head >> 20
            for index in range(count):
                at += 4
                if record.start + at + 4 > record.end or self.budget <= 0:
                    return
                self.budget -= 1
                self.offsets.setdefault(first + index, number(self.data, record, at))
            at += 4

    def object(self, identifier: int, *kinds: int) -> Record | None:
        """The newest version of an object, if it is of one of these kinds."""
        offset = self.offsets.get(identifier)
        record = None if offset is None else record_at(self.data, offset)
        return record if record is not None and record.kind in kinds else None

    def loose(self, *kinds: int) -> list[Record]:
        """The containers of these kinds that stand at the top of the stream, in file order."""
        found = []
        for count, record in enumerate(children(self.data, 0, len(self.data))):
            if record.kind in kinds and record.container:
                found.append(record)
            if count > _MAX_RECORDS:
                break
        return found
