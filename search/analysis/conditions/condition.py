"""What every condition is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from search.analysis.conditions.evidence import Evidence
from search.answer import ConditionKind, ConditionState


@dataclass(frozen=True, slots=True)
class Condition:
    """``query[start:end]``, which an answer must agree with.

    ``required``: an answer must speak of it; otherwise it is enough not to contradict it. ``told_if_met``: it is
    part of an answer even where nothing contradicts it.
    """

    start: int
    end: int
    required: bool

    kind: ClassVar[ConditionKind]
    told_if_met: ClassVar[bool] = True

    def compare(self, evidence: Evidence) -> ConditionState:
        """Whether a passage agrees."""
        raise NotImplementedError
