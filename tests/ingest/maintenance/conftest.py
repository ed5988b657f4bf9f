from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def filled(workplace: Any) -> Any:
    """A data directory with two snapshots of two files."""
    workplace.write("a.txt", "Solar pumps.")
    workplace.ingest()
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    return workplace
