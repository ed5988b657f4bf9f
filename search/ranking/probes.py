"""What unrelated questions find in a corpus: the yardstick for how near is near.

The best cosine that a question without an answer reaches grows with the corpus and differs by subject and by
encoder; a fixed cosine cannot part answers from chance. So every corpus is asked a hundred everyday questions, and
a real question's best cosine is read as standard deviations above theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Background:
    """The middle and the spread of the best cosines that unrelated questions reach."""

    middle: float = 0.3
    spread: float = 0.08

    @classmethod
    def of(cls, best_cosines: Sequence[float]) -> Background:
        """From the best cosine of each probe.

        Median and median deviation: in a corpus on ships, a probe about ships is no unrelated question.
        """
        if not len(best_cosines):
            return cls()
        values = np.asarray(best_cosines, dtype=np.float64)
        middle = float(np.median(values))
        return cls(middle, max(1.4826 * float(np.median(np.abs(values - middle))), 0.02))

    def lift(self, best_cosine: float) -> float:
        """``best_cosine`` as standard deviations above the middle."""
        return (best_cosine - self.middle) / self.spread
