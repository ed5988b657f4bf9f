"""The numbers ranking runs on: few, named, fitted once and shipped; recorded in every snapshot's manifest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from corpus.errors import InputError


@dataclass(frozen=True, slots=True)
class Fusion:
    """``bias``, ``unknown``, ``cosine``: see :func:`search.ranking.fusion.dense_weight`.

    ``pull``, ``neighbours``, ``pool``: see :func:`search.ranking.fusion.smooth`.
    """

    bias: float = -0.82
    unknown: float = 1.73
    cosine: float = 1.78
    pull: float = 0.25
    neighbours: int = 8
    pool: int = 100


@dataclass(frozen=True, slots=True)
class Confidence:
    """Coefficients of a logistic model; see :class:`search.ranking.confidence.Signs` for what each multiplies.

    ``threshold`` is the confidence from which an answer counts as answerable.
    """

    bias: float = -3.37
    cosine: float = 8.79
    lift: float = 0.17
    covered: float = 1.74
    size: float = -0.28
    names_missing: float = -1.1
    kind_missing: float = -2.12
    threshold: float = 0.234


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them."""

    fusion: Fusion = Fusion()
    confidence: Confidence = Confidence()

    def to_json(self) -> dict[str, Any]:
        """As plain values, for a manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, text: str) -> Parameters:
        """Read a file such as ``evaluate --parameters`` takes; what it leaves out keeps its shipped value.

        Raises InputError for an unknown name or a value that is no number.
        """
        try:
            values = json.loads(text)
            parts = {"fusion": Fusion, "confidence": Confidence}
            made = {name: _part(parts[name], given) for name, given in values.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"The ranking parameters cannot be read ({error}).") from error
        return cls(**made)


def _part(kind: type[Any], given: dict[str, Any]) -> Any:
    shipped = kind()
    known: dict[str, type] = {field.name: type(getattr(shipped, field.name)) for field in fields(kind)}
    for name, value in given.items():
        if name not in known:
            raise KeyError(f"{name} is none of {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{name} must be a number")
    return kind(**{name: known[name](value) for name, value in given.items()})
