"""Worker processes that outlive the run that started them: starting two takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ingest.workshop_page.reading import ReadingPool


class _KeptPool(ReadingPool):
    """Is not closed by the run that reads with it."""

    def close(self) -> None:
        """Leave the workers running."""

    def end(self) -> None:
        super().close()


@contextmanager
def kept_workers() -> Iterator[None]:
    """Within, all runs of this process read with the same workers. Runs in other processes start their own."""
    pool = _KeptPool()
    with pytest.MonkeyPatch.context() as patch:
        for module in ("ingest.pipeline", "ingest.plan"):
            patch.setattr(f"{module}.ReadingPool", lambda: pool)
        yield
    pool.end()
