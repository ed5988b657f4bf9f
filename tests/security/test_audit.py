from __future__ import annotations

import socket
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def audit() -> Any:
    spec = spec_from_file_location("audit", Path(__file__).with_name("audit.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_audit_without_its_database_says_so(audit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    assert audit.main(Path("constraints.txt"), f"http://127.0.0.1:{port}/") == 0
    assert capsys.readouterr().out.startswith("not audited: ")


def test_what_pip_audit_finds_is_a_failure(audit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(audit, "reachable", lambda _: True)
    monkeypatch.setattr(audit, "call", lambda argv: asked.append(argv) or 1)
    assert audit.main(Path("constraints.txt")) == 1
    assert asked[0][:4] == [sys.executable, "-m", "pip_audit", "--strict"]
