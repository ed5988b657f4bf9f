"""How many server processes are started where nobody says how many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.processes import MOST, fitting

GB = 1 << 30


@pytest.fixture(autouse=True)
def _sixteen_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)


def machine(root: Path, free_gb: float, files: dict[str, str] | None = None) -> Path:
    """A machine with so much free memory, and these files below /sys/fs/cgroup."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/meminfo").write_text(f"MemTotal: 99999999 kB\nMemAvailable: {int(free_gb * 1024 * 1024)} kB\n")
    (root / "proc/self/cgroup").write_text("0::/outer/inner\n")
    for name, text in (files or {}).items():
        path = root / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return root


def test_each_core_gets_a_process_where_memory_is_plentiful(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert fitting(0, machine(tmp_path, 64)) == 2


def test_no_more_processes_are_started_than_help(tmp_path: Path) -> None:
    assert fitting(0, machine(tmp_path, 64)) == MOST


@pytest.mark.parametrize(("free", "expected"), [(0.5, 1), (2.5, 1), (4.5, 3)])
def test_free_memory_limits_the_processes(tmp_path: Path, free: float, expected: int) -> None:
    assert fitting(0, machine(tmp_path, free)) == expected


def test_what_all_processes_share_is_taken_from_the_free_memory(tmp_path: Path) -> None:
    assert fitting(3 * GB, machine(tmp_path, 6.5)) == 2


@pytest.mark.parametrize(
    "files",
    [
        {"outer/cpu.max": "250000 100000", "outer/inner/cpu.max": "max 100000"},
        {"outer/inner/cpu.max": "200000 100000"},
        {"cpu/cpu.cfs_quota_us": "200000", "cpu/cpu.cfs_period_us": "100000"},
    ],
)
def test_the_cores_of_a_container_count_and_not_those_of_the_machine(
    tmp_path: Path, files: dict[str, str]
) -> None:
    assert fitting(0, machine(tmp_path, 64, files)) == 2


def test_a_container_with_less_than_a_core_gets_one_process(tmp_path: Path) -> None:
    assert fitting(0, machine(tmp_path, 64, {"outer/cpu.max": "50000 100000"})) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"outer/memory.max": str(4 * GB), "outer/memory.current": str(GB)},
        {"memory/memory.limit_in_bytes": str(4 * GB), "memory/memory.usage_in_bytes": str(GB)},
    ],
)
def test_the_memory_that_a_container_has_left_counts(tmp_path: Path, files: dict[str, str]) -> None:
    assert fitting(0, machine(tmp_path, 64, files)) == 2


def test_file_pages_that_nobody_uses_count_as_free(tmp_path: Path) -> None:
    files = {
        "outer/memory.max": str(4 * GB),
        "outer/memory.current": str(3 * GB),
        "outer/memory.stat": f"anon 5\ninactive_file {2 * GB}",
    }
    assert fitting(0, machine(tmp_path, 64, files)) == 2


def test_unlimited_groups_do_not_limit(tmp_path: Path) -> None:
    files = {"outer/memory.max": "max", "outer/memory.current": str(GB), "outer/cpu.max": "max 100000"}
    assert fitting(0, machine(tmp_path, 64, files)) == MOST


def test_an_unknown_system_is_judged_by_its_cores(tmp_path: Path) -> None:
    assert fitting(0, tmp_path) == MOST
