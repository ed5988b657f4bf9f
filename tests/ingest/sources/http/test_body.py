"""Unpacking within a limit."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FetchError
from ingest.sources.http.body import read_body


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


@given(st.lists(st.binary(max_size=300), max_size=4), st.integers(1, 40), st.integers(1, 3000))
def test_any_gzip_stream_comes_out_as_it_went_in(members: list[bytes], cut: int, repeat: int) -> None:
    plain = [member * repeat for member in members]
    packed = b"".join(gzip.compress(member) for member in plain)
    assert read_body(_cut(packed, cut * 97), "gzip", 10**7) == b"".join(plain)


@given(st.binary(max_size=200), st.integers(0, 250))
def test_a_body_is_given_up_to_the_limit_and_refused_beyond(body: bytes, limit: int) -> None:
    for encoding, sent in (("", body), ("identity", body)):
        if len(body) <= limit:
            assert read_body([sent], encoding, limit) == body
        else:
            with pytest.raises(FetchError) as caught:
                read_body([sent], encoding, limit)
            assert caught.value.code == "too-large"


def test_a_bomb_is_stopped_at_the_limit_and_not_after() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    tracemalloc.start()
    try:
        with pytest.raises(FetchError) as caught:
            read_body([bomb], "gzip", 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    "damage", [lambda g: g[:-3], lambda g: b"<html>", lambda g: g[:12] + b"\xff" * 9 + g[21:]]
)
def test_damaged_packing_is_named(damage: object) -> None:
    packed = gzip.compress(b"workshop " * 50)
    with pytest.raises(FetchError) as caught:
        read_body([damage(packed)], "gzip", 10**6)  # type: ignore[operator]
    assert caught.value.code == "bad-encoding"


def test_padding_after_the_packed_body_is_ignored() -> None:
    assert read_body([gzip.compress(b"text") + b"\0\0\0"], "x-gzip", 100) == b"text"


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "deflate", "zstd"])
def test_a_packing_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_body([b"x"], encoding, 100)
    assert caught.value.code == "bad-encoding"
