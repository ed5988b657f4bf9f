"""The compression in which Outlook keeps rich text (MS-OXRTFCP)."""

from __future__ import annotations

import struct

_PRELOADED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_COMPRESSED, _STORED = b"LZFu", b"MELA"
_MOST = 64 * 1024 * 1024


def decompressed(data: bytes) -> bytes:
    """The rich text; as much of it as there is where the data is cut off, nothing where it is no such data."""
    if len(data) < 16:
        return b""
    size = min(struct.unpack_from("<I", data, 4)[0], _MOST)
    if data[8:12] == _STORED:
        return data[16 : 16 + size]
    if data[8:12] != _COMPRESSED:
        return b""
    window = bytearray(_PRELOADED.ljust(_WINDOW, b"\0"))
    write, at, out = len(_PRELOADED), 16, bytearray()
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not control >> bit & 1:
                out.append(data[at])
                window[write] = data[at]
                write, at = (write + 1) % _WINDOW, at + 1
                continue
            reference = int.from_bytes(data[at : at + 2], "big")
            at += 2
            read, length = reference >> 4, (reference & 0xF) + 2
            if read == write:
                return bytes(out[:size])
            for step in range(length):
                byte = window[(read + step) % _WINDOW]
                out.append(byte)
                window[write] = byte
                write = (write + 1) % _WINDOW
    return bytes(out[:size])
