"""Passages that a store keeps once they are read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.snapshot import store as stores
from search.snapshot.layout import Layout
from search.snapshot.store import Store


@pytest.fixture
def path(workplace: Any) -> Any:
    """A store of thirty passages."""
    for number in range(30):
        workplace.write(f"note-{number}.txt", f"Wind mills number {number} turn in the valley.")
    workplace.ingest()
    layout = Layout(workplace.data)
    return layout.path(layout.current_id()) / "store.sqlite"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reads=st.lists(st.lists(st.integers(0, 29), max_size=8, unique=True), max_size=6))
def test_what_is_read_is_the_same_whatever_was_read_before(
    path: Any, monkeypatch: pytest.MonkeyPatch, reads: list[list[int]]
) -> None:
    monkeypatch.setattr(stores, "_PASSAGES_KEPT", 8)
    monkeypatch.setattr(stores, "_DOCUMENT_IDS_KEPT", 8)
    used = Store(path)
    for rows in reads:
        fresh = Store(path)
        assert used.passages(rows) == fresh.passages(rows)
        assert used.document_ids(rows) == [passage.document_id for passage in fresh.passages(rows)]
        fresh.close()
    assert len(used._passages) <= 8
    used.close()
