"""What compares the stores runs where Milvus's client is installed."""

from __future__ import annotations

import pytest


def test_milvus_client_is_installed() -> None:
    """One skip for the whole folder, with the way to run it."""
    pytest.importorskip("pymilvus", reason="run by `make test-scale`, which installs Milvus's client")
