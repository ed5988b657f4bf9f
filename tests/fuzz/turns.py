"""Checks by hypothesis that take turns until their time is over."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

_BATCH = 100
_SETTINGS = settings(
    max_examples=_BATCH, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def mostly(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Three times in four ``usual``. (``one_of`` takes its alternatives as equals, however often one is named.)"""
    return st.sampled_from([usual, usual, usual, other]).flatmap(lambda chosen: chosen)


@dataclass(frozen=True)
class Check:
    """``holds`` raises where something is wrong with what ``given`` makes."""

    name: str
    given: st.SearchStrategy[Any]
    holds: Callable[[Any], None]


@dataclass
class Turns:
    """How often each check was made, and those that failed."""

    cases: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def take_turns(seconds: float, checks: Sequence[Check]) -> Turns:
    """Batch after batch of each. One that fails is shown at its smallest, and not made again."""
    turns = Turns()
    ends = time.monotonic() + seconds
    waiting = list(checks)
    while waiting and time.monotonic() < ends:
        check = waiting.pop(0)
        if _batch(check, turns):
            waiting.append(check)
    print(", ".join(f"{name}: {count}" for name, count in sorted(turns.cases.items())), flush=True)
    return turns


def _batch(check: Check, turns: Turns) -> bool:
    def case(value: Any) -> None:
        turns.cases[check.name] += 1
        check.holds(value)

    try:
        _SETTINGS(given(check.given)(case))()
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        print(f"{check.name} failed:", flush=True)
        traceback.print_exc()
        turns.failed.append(check.name)
        return False
    return True
