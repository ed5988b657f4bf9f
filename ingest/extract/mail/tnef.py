"""winmail.dat: what Outlook wraps its mails' rich text and attached files in (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from ingest.extract.mail.compressed_rtf import decompressed
from ingest.extract.mail.letter import Body
from ingest.extract.rtf import reader as rtf

_SIGNATURE = b"\x78\x9f\x3e\x22"
_SUBJECT, _BODY, _PROPERTIES = 0x18004, 0x2800C, 0x69003
_BEGIN, _TITLE, _DATA, _FILE_PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
_TOPIC, _PLAIN_TEXT, _RICH_TEXT, _HTML, _LONG_NAME = 0x0037, 0x1000, 0x1009, 0x1013, 0x3707
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_VARIABLE = frozenset([13, 30, 31, 258])
_WIDE, _MULTIPLE = 31, 0x1000
_MOST = 10_000


@dataclass(slots=True)
class Wrapped:
    """``files`` are (name, bytes); ``body`` is the mail's text, empty where it holds none."""

    subject: str = ""
    body: Body = field(default_factory=Body)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def unwrapped(data: bytes) -> Wrapped | None:
    """What the file holds; None where it is none of this kind."""
    if not data.startswith(_SIGNATURE):
        return None
    found = Wrapped()
    name, content = "", b""
    plain = b""
    properties: dict[int, bytes] = {}
    for kind, value in _attributes(data):
        if kind == _BEGIN:
            found.files += [(name, content)] if content else []
            name, content = "", b""
        elif kind == _TITLE:
            name = name or _text(value)
        elif kind == _DATA:
            content = value
        elif kind == _FILE_PROPERTIES:
            name = _decoded(dict(_mapi(value)).get(_LONG_NAME, b"")) or name
        elif kind == _SUBJECT:
            found.subject = _text(value)
        elif kind == _BODY:
            plain = value
        elif kind == _PROPERTIES:
            properties = dict(_mapi(value))
    found.files += [(name, content)] if content else []
    found.subject = _decoded(properties.get(_TOPIC, b"")) or found.subject
    found.body = _body(properties, plain)
    return found


def _body(properties: dict[int, bytes], plain: bytes) -> Body:
    if markup := properties.get(_HTML, b"").strip(b"\0"):
        return Body(markup=markup)
    rich = decompressed(properties.get(_RICH_TEXT, b""))
    try:
        if rich.strip():
            return Body("\n\n".join(page.text for page in rtf.extract(rich).pages))
    except ExtractionError as error:
        if error.code != "empty":
            raise
    return Body(_decoded(properties.get(_PLAIN_TEXT, b"")) or _text(plain))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    for _ in range(_MOST):
        if at + 9 > len(data):
            return
        kind, length = struct.unpack_from("<II", data, at + 1)
        yield kind, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _mapi(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Properties by their number; text as it is stored, wide text with a mark before it."""
    at = 4
    for _ in range(min(int.from_bytes(data[:4], "little"), _MOST)):
        if at + 4 > len(data):
            return
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:
            at = _past_name(data, at)
        count, plain = 1, kind & ~_MULTIPLE
        if kind & _MULTIPLE or plain in _VARIABLE:
            count = int.from_bytes(data[at : at + 4], "little")
            at += 4
        for _ in range(min(count, _MOST)):
            size = _SIZES.get(plain, 0)
            if plain in _VARIABLE:
                size = int.from_bytes(data[at : at + 4], "little")
                at += 4
            if not size and plain not in _VARIABLE:
                return
            value = data[at : at + size]
            yield number, b"\xff\xfe" + value if plain == _WIDE else value
            at += -(-size // 4) * 4
            if at > len(data):
                return


def _past_name(data: bytes, at: int) -> int:
    """Where the name of a property that has one ends."""
    if int.from_bytes(data[at + 16 : at + 20], "little") == 0:
        return at + 24
    length = int.from_bytes(data[at + 20 : at + 24], "little")
    return at + 24 + -(-length // 4) * 4


def _decoded(value: bytes) -> str:
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", "replace").rstrip("\0")
    return _text(value)


def _text(value: bytes) -> str:
    return value.rstrip(b"\0").decode("cp1252", "replace")
