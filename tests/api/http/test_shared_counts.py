"""Counts that several server processes keep together."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.http import shared_counts
from api.http.shared_counts import SharedCounts

MINUTE = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of counts."""
    SharedCounts.create(tmp_path / "rates", b"salt")
    return tmp_path / "rates"


def add(path: Path, times: int) -> None:
    counts = SharedCounts(path)
    for _ in range(times):
        counts.incr("client", MINUTE)


def test_no_request_of_several_processes_goes_uncounted(path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(add, [path] * 2, [600] * 2))
    assert SharedCounts(path).get("client") == 1200


def test_a_limit_holds_over_all_that_open_the_file(path: Path) -> None:
    limit = RateLimitItemPerMinute(10)
    limiters = [SlidingWindowCounterRateLimiter(SharedCounts(path)) for _ in range(3)]
    allowed = sum(limiters[number % 3].hit(limit, "client") for number in range(30))
    # A minute may end on the way; what was counted before it weighs on.
    assert 10 <= allowed <= 20


def test_an_expired_count_begins_anew(path: Path) -> None:
    counts = SharedCounts(path)
    counts.incr("client", 0.05, 7)
    time.sleep(0.06)
    assert counts.get("client") == 0
    assert counts.incr("client", MINUTE) == 1


def test_where_a_bucket_is_full_the_count_that_expires_first_gives_way(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = SharedCounts(path)
    monkeypatch.setattr(shared_counts, "_BUCKETS", 1)
    counts.incr("one", MINUTE)
    for number in range(8):
        counts.incr(f"other {number}", 2 * MINUTE)
    assert counts.get("one") == 0
    assert [counts.get(f"other {number}") for number in range(8)] == [1] * 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["incr", "decr"]), st.sampled_from("abc"), st.integers(1, 5)), max_size=20
    )
)
def test_counts_are_those_of_one_process(path: Path, steps: list[tuple[str, str, int]]) -> None:
    path.unlink()
    SharedCounts.create(path, b"salt")
    ours, plain = SharedCounts(path), MemoryStorage()
    for step, key, amount in steps:
        for storage in (ours, plain):
            if step == "incr":
                storage.incr(key, MINUTE, amount)
            else:
                storage.decr(key, amount)
        assert ours.get(key) == plain.get(key)
