"""How many server processes a machine has room for, within the limits of its container."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROCESS_BYTES = 1 << 30
"""Memory counted for one process: over 5,000 passages it holds 440 MB, under load 580 MB, with mapped files."""
RESERVED_BYTES = 1 << 30
"""Memory left to others, such as a job that indexes documents."""
MOST = 8
"""Each further process adds less: they share memory bandwidth, and the clients have their own work."""

_UNLIMITED = 1 << 60
_KB = 1024


def fitting(shared_bytes: int, root: Path = Path("/")) -> int:
    """As many processes as there are cores, and as free memory allows: one at least, eight at most.

    ``shared_bytes`` are the mapped files that all processes share. ``root`` holds /proc and /sys.
    """
    room = (_free_memory(root) - RESERVED_BYTES - shared_bytes) // PROCESS_BYTES
    return max(1, min(_cores(root), room, MOST))


def _cores(root: Path) -> int:
    able = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [_quota(*_text(group / "cpu.max").split()[:2]) for group in _groups(root)]
    version1 = root / "sys/fs/cgroup/cpu"
    quotas.append(_quota(_text(version1 / "cpu.cfs_quota_us"), _text(version1 / "cpu.cfs_period_us")))
    return min(able, *quotas)


def _quota(microseconds: str = "", period: str = "") -> int:
    """The cores that a quota allows, rounded down."""
    if not (microseconds.isdigit() and period.isdigit() and int(period)):
        return _UNLIMITED
    return max(1, int(microseconds) // int(period))


def _free_memory(root: Path) -> int:
    """Bytes that can be had without swapping."""
    free = [_UNLIMITED]
    for line in _text(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            free.append(int(line.split()[1]) * _KB)
    for group in _groups(root):
        free.append(_left(group, "memory.max", "memory.current", "inactive_file"))
    version1 = root / "sys/fs/cgroup/memory"
    free.append(_left(version1, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"))
    return min(free)


def _left(group: Path, limit: str, used: str, reclaimable: str) -> int:
    """What a control group has left; file pages that nobody uses count as free."""
    most, now = _text(group / limit), _text(group / used)
    if not (most.isdigit() and now.isdigit()):
        return _UNLIMITED
    stat = dict(line.split()[:2] for line in _text(group / "memory.stat").splitlines())
    return int(most) - int(now) + int(stat.get(reclaimable, 0))


def _groups(root: Path) -> Iterator[Path]:
    """The control group (version 2) of this process, and those around it."""
    for line in _text(root / "proc/self/cgroup").splitlines():
        if line.startswith("0::"):
            top, own = root / "sys/fs/cgroup", line.removeprefix("0::").strip("/")
            yield from (top / own, *(top / above for above in Path(own).parents if own))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""
