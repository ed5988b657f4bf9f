"""A few of each fault at every run of the tests; ``make test-faults`` makes many."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_kills_garbage_lost_catalogues_a_full_disk_and_publishing_under_load_lose_nothing(real: Any) -> None:
    few = ["--kills", "2", "--publications", "2", "--flips", "1", "--full", "1", "--documents", "8"]
    few += ["--garbage", "1", "--lost", "2", "--copies", "1", "--pause", "0.05"]
    few += ["--models", str(real.data / "models")]
    script = [sys.executable, "-m", "tests.faults.run_faults"]
    run = subprocess.run([*script, *few], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout, run.stderr
    counts = json.loads(run.stdout.splitlines()[-1])
    assert counts["kills"] == 2
    assert counts["flips"] >= 8
    assert counts["flips_found"] == counts["flips"]
    assert (counts["control_files"], counts["lost_catalogue"]) == (6, 2), run.stdout
    assert (counts["losses"], counts["mixed_answers"], counts["failed_answers"]) == (0, 0, 0), run.stdout
    assert run.returncode == 0, run.stdout + run.stderr
