"""A snapshot's file that is cut short under a running server: an error and a log line, never a silent end."""

from __future__ import annotations

import os
import re
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import start_server


def status(address: str, path: str) -> int:
    try:
        with urllib.request.urlopen(address + path, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.mark.parametrize("asked_meanwhile", [False, True])
def test_a_file_cut_short_is_told_in_the_log_and_is_answered_from_no_more(
    command: Any, real: Any, tmp_path: Path, asked_meanwhile: bool
) -> None:
    data = Path(real.copy(tmp_path / "data"))
    server = start_server(command, data)
    address = server.address
    try:
        assert status(address, "/v1/search?q=loans") == 200
        for name in ("vectors.faiss", "store.sqlite"):
            (path,) = data.glob(f"snapshots/*/{name}")
            os.truncate(path, 0)
        if asked_meanwhile:
            status(address, "/v1/search?q=banks")
        until = time.monotonic() + 20
        while status(address, "/readyz") == 200 and time.monotonic() < until:
            time.sleep(0.1)
        answered = status(address, "/v1/search?q=patents")
        assert answered == 503 or (answered == 0 and asked_meanwhile)
        if not answered:
            server.process.wait(20)  # the process dies a moment after its connections
    finally:
        server.kill()
    told = "".join(server.lines)
    assert re.search(r"were cut short: .*vectors\.faiss", told) or "Bus error" in told, told
