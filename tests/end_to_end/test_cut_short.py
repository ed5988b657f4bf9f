"""A snapshot's file that is cut short under a running server: an error and a log line, never a silent end."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest


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
    argv = command.argv("serve", "--port", "0", "--data", data)
    process = subprocess.Popen(
        argv, cwd=command.home, env=command.environment(), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        line = next(line for line in process.stderr if "http://" in line)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found
        address, lines, stderr = found[0], [], process.stderr
        reading = threading.Thread(target=lambda: lines.extend(stderr), daemon=True)
        reading.start()
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
            process.wait(20)  # the process dies a moment after its connections
    finally:
        process.kill()
        process.wait(20)
    reading.join(10)
    told = "".join(lines)
    assert re.search(r"were cut short: .*vectors\.faiss", told) or "Bus error" in told, told
