"""The memory of a server over time."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import numpy as np

SETTLED_SECONDS = 180.0


def processes(root: int) -> list[int]:
    """A process and all that descend from it."""
    found = [root]
    for process in found:
        for thread in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in thread.read_text().split()]
    return found


def memory_mb(root: int) -> float:
    """Memory of all server processes, shared pages counted once."""
    total = 0
    for process in processes(root):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024


async def watch(root: int, seconds: float) -> list[tuple[float, float]]:
    """Time and memory, every five seconds."""
    began = time.monotonic()
    seen = []
    while (elapsed := time.monotonic() - began) < seconds:
        seen.append((elapsed, memory_mb(root)))
        await asyncio.sleep(5)
    return seen


def slope(seen: list[tuple[float, float]]) -> float | None:
    """Megabytes a minute, once settled."""
    settled = [point for point in seen if point[0] >= SETTLED_SECONDS]
    if len(settled) < 12:
        return None
    at, size = np.array(settled).T
    return float(np.polyfit(at / 60, size, 1)[0])
