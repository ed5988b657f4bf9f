"""What one file may use of the machine, and how a worker process binds itself to that."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass

MIB = 1 << 20
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file's extraction. Bytes and seconds.

    ``memory`` is the worker's whole address space, so its resident memory stays below; where the interpreter
    alone maps more than half of that, the worker gets half of ``memory`` on top.
    """

    memory: int = 1024 * MIB
    cpu_seconds: int = 30
    wall_seconds: float = 120.0
    output: int = 64 * MIB
    input: int = 512 * MIB


def bind_memory(limit: int) -> None:
    """Let this process map no more than ``limit`` bytes, from now on and for good."""
    if not sys.platform.startswith("linux"):
        return
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib costs start-up time
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    allowed = max(limit, mapped + limit // 2)
    _lower(resource.RLIMIT_AS, allowed)


def allow_cpu(seconds: int) -> None:
    """Let this process use ``seconds`` more of processor time before the kernel ends it by SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + 1 + seconds, soft_only=True)


def end_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends; on Linux only."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it had ended before we asked
        os._exit(0)


def no_core_files() -> None:
    """A crash must not fill the disk."""
    _lower(resource.RLIMIT_CORE, 0)


def peak_memory() -> int:
    """The most resident memory this process has used so far, in bytes."""
    # What getrusage says begins, on Linux, with what the parent used when it started this process.
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123 - read after every file; pathlib adds nothing
            for line in status:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _lower(kind: int, value: int, *, soft_only: bool = False) -> None:
    hard = resource.getrlimit(kind)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (soft, hard if soft_only else soft))
