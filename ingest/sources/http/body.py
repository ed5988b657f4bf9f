"""Reading an answer's body within a size, packed and unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from corpus.errors import FetchError

_STEP = 256 * 1024


def read_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """All of the body, unpacked if ``encoding`` (of Content-Encoding) says gzip.

    Unpacking goes in small steps, so that a bomb is stopped at the limit and not after it has gone off.

    :raises FetchError: ``too-large``, ``bad-encoding``; whatever iterating ``chunks`` raises.
    """
    name = encoding.strip().lower()
    packed = _within(chunks, limit)
    if name in ("", "identity"):
        return b"".join(packed)
    if name in ("gzip", "x-gzip"):
        return b"".join(_within(_gunzip(packed), limit))
    raise FetchError("bad-encoding", f"the answer is packed as {name[:40]!r}, which was not asked for")


def _within(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FetchError("too-large", f"the answer is larger than {limit} bytes")
        yield chunk


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A gzip stream of one or more members; bytes after the last that start no member are ignored."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    started = False
    for chunk in chunks:
        data = chunk
        while data and not (unpacker.eof and not data.startswith(b"\x1f")):
            if unpacker.eof:
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            started = True
            # Unpacked bytes may be held back when all packed ones are taken: ask until no more come.
            while piece := _unpack(unpacker, data):
                yield piece
                data = unpacker.unconsumed_tail
            data = unpacker.unused_data
    if started and not unpacker.eof:
        raise FetchError("bad-encoding", "the answer's gzip packing ends too early")


def _unpack(unpacker: zlib._Decompress, data: bytes) -> bytes:
    try:
        return unpacker.decompress(data, _STEP)
    except zlib.error as error:
        raise FetchError("bad-encoding", f"the answer's gzip packing is damaged: {error}") from error
