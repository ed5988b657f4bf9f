"""Files that are nearly right: valid ones, some bytes of them or of what is packed in them changed."""

from __future__ import annotations

import re
import struct
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from seeds import Seed
from turns import mostly

FOUND = Path(tempfile.gettempdir()) / "workshop-search-fuzz-found"
_SCALE = 1 << 16
_PIECE = re.compile(rb"</?[\w:]+[^<>]{0,200}>|\\[a-z]+-?\d*|/\w+|[\w:]{2,40}|\d+")
_EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_NUMBERS = tuple(struct.pack(form, n & mask) for n in _EXTREMES
                 for form, mask in (("<B", 0xFF), ("<H", 0xFFFF), ("<I", 0xFFFFFFFF)))  # fmt: skip
_MARKS = (
    b"",
    b"\0",
    b"-1",
    b"99999999999999999999",
    b"&#0;",
    b"&x;",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"]]>",
    b"<!--",
)


@dataclass(frozen=True, repr=False)
class HostileFile:
    """A file to be read; where its kind is not said, its name tells."""

    data: bytes
    kind: str | None
    name: str

    def kept(self) -> Path:
        """Where it is kept to be looked at: the last of its name, which is the smallest that hypothesis found."""
        FOUND.mkdir(exist_ok=True)
        path = FOUND / self.name
        path.write_bytes(self.data)
        return path

    def __repr__(self) -> str:
        return f"{len(self.data)} bytes as {self.kind or self.name}, kept at {FOUND / self.name}"


@dataclass(frozen=True)
class _Edit:
    """What is done at ``at`` (of 65,536ths of the length) with ``size`` bytes there and ``given``."""

    do: Callable[[bytes, int, int, bytes], bytes]
    at: int
    size: int
    given: bytes

    def __call__(self, data: bytes) -> bytes:
        return self.do(data, len(data) * self.at // _SCALE, self.size, self.given)


def _put(data: bytes, at: int, size: int, given: bytes) -> bytes:
    return data[:at] + given + data[at + len(given) :]


def _insert(data: bytes, at: int, size: int, given: bytes) -> bytes:
    return data[:at] + given + data[at:]


def _replace(data: bytes, at: int, size: int, given: bytes) -> bytes:
    """A whole piece (a tag, a word, a number) gives way to another."""
    found = _PIECE.search(data, at)
    return data if found is None else data[: found.start()] + given + data[found.end() :]


def _cut(data: bytes, at: int, size: int, given: bytes) -> bytes:
    return data[:at] + data[at + size :]


def _end(data: bytes, at: int, size: int, given: bytes) -> bytes:
    return data[:at]


def _repeat(data: bytes, at: int, size: int, given: bytes) -> bytes:
    return data[:at] + data[at : at + size] * (1 + size % 7) + data[at:]


def _nest(data: bytes, at: int, size: int, given: bytes) -> bytes:
    return data[:at] + given * (4 * size) + data[at:]


def _move(data: bytes, at: int, size: int, given: bytes) -> bytes:
    left = data[:at] + data[at + size :]
    to = (at * 31 + size * 257) % (len(left) + 1)
    return left[:to] + data[at : at + size] + left[to:]


_DOINGS = (_put, _insert, _replace, _cut, _repeat, _move, _end, _nest)


def _edits(data: bytes) -> st.SearchStrategy[list[_Edit]]:
    own = list(dict.fromkeys(_PIECE.findall(data)))[:300]
    given = st.one_of(
        st.sampled_from(_NUMBERS), st.binary(min_size=1, max_size=8), st.sampled_from([*own, *_MARKS]),
    )  # fmt: skip
    edit = st.builds(_Edit, st.sampled_from(_DOINGS), st.integers(0, _SCALE), st.integers(0, 400), given)
    return st.lists(edit, min_size=1, max_size=6)


def _edited(data: bytes, edits: list[_Edit]) -> bytes:
    for edit in edits:
        data = edit(data)
    return data


def near(data: bytes) -> st.SearchStrategy[bytes]:
    """``data`` with a few changes."""
    return _edits(data).map(lambda edits: _edited(data, edits))


def hostile(seed: Seed) -> st.SearchStrategy[HostileFile]:
    """Files near ``seed``: its bytes changed, or those of one or two of its parts and it packed again."""
    bodies = raw = near(seed.data)
    if seed.pack is not None:
        inside = st.lists(_part(seed.parts), min_size=1, max_size=2).map(lambda parts: _packed(seed, parts))
        bodies = mostly(inside, raw)
    return st.builds(HostileFile, bodies, st.sampled_from([seed.kind, None]), st.just(seed.name))


def _part(parts: Mapping[str, bytes]) -> st.SearchStrategy[tuple[str, bytes]]:
    """One part of a container, changed."""

    def changed(name: str) -> st.SearchStrategy[tuple[str, bytes]]:
        return st.tuples(st.just(name), near(parts[name]))

    return st.one_of([changed(name) for name in sorted(parts)])


def _packed(seed: Seed, changed: list[tuple[str, bytes]]) -> bytes:
    pack: Any = seed.pack
    made: bytes = pack({**seed.parts, **dict(changed)})
    return made
