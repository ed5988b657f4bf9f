from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from search.encoder.memory import HashingEncoder


@pytest.fixture(scope="session")
def client(real: Any) -> Iterator[TestClient]:
    """The service over the tracked workshop and the default model."""
    with TestClient(create_app(Settings(data=real.data)), follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], TestClient]]:
    """Serves a data directory of the hashing encoder; what is published later is looked for every 50 ms."""
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    with ExitStack() as stack:

        def start(data: Path) -> TestClient:
            app = create_app(Settings(data=data, poll_seconds=0.05))
            return stack.enter_context(TestClient(app, follow_redirects=False, raise_server_exceptions=False))

        yield start
