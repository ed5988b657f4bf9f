"""Files embedded in Rich Text Format, which holds them as hexadecimal digits."""

from __future__ import annotations

import re
import struct

from ingest.extract.attachments import MAX_FILE, Attachments
from ingest.extract.inside.kinds import add_object, add_unless_picture, unpacked

_OBJECT = re.compile(rb"\\objdata\b")
_HEX = re.compile(rb"[0-9a-fA-F\s]*")
_EMBEDDED = 2
_LONGEST_NAME = 1024
_MOST = 2_000


def files_inside(data: bytes) -> Attachments:
    """The embedded files; those that cannot be read are counted."""
    found = Attachments()
    left = 0
    for number, match in enumerate(_OBJECT.finditer(data), start=1):
        digits = _HEX.match(data, match.end(), match.end() + 2 * MAX_FILE)
        hexadecimal = b"".join((digits[0] if digits else b"").split()).decode("ascii")
        held = _held(bytes.fromhex(hexadecimal[: len(hexadecimal) & ~1]))
        left += held is None or not _add(found, f"object {number}", *held)
        if number == _MOST:
            break
    if left:
        found.notes.append(f"{left} embedded objects could not be read.")
    return found


def _held(stored: bytes) -> tuple[str, bytes] | None:
    """The class of an embedded object and its bytes, None for links and what is broken."""
    if len(stored) < 12 or struct.unpack_from("<I", stored, 4)[0] != _EMBEDDED:
        return None
    at, names = 8, []
    for _ in range(3):
        if at + 4 > len(stored):
            return None
        length = struct.unpack_from("<I", stored, at)[0]
        if length > _LONGEST_NAME:
            return None
        names.append(stored[at + 4 : at + 4 + length].split(b"\0")[0].decode("latin-1"))
        at += 4 + length
    if at + 4 > len(stored):
        return None
    size = struct.unpack_from("<I", stored, at)[0]
    return names[0], stored[at + 4 : at + 4 + size]


def _add(found: Attachments, name: str, kind: str, content: bytes) -> bool:
    if kind.casefold() != "package":
        return add_object(found, name, content)
    packed = unpacked(len(content).to_bytes(4, "little") + content)
    if packed is None:
        return False
    add_unless_picture(found, packed[0] or name, packed[1])
    return True
