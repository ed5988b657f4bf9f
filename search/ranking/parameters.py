"""The parameters of ranking: few, named, fitted once, and recorded in every snapshot's manifest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from corpus.errors import InputError
from search.encoder.choice import BOTH, MULTILINGUAL, choose


@dataclass(frozen=True, slots=True)
class Fusion:
    """``bias``, ``unknown``: see :func:`search.ranking.fusion.dense_weight`. ``late``, ``late_unknown``: see
    :func:`search.ranking.late_interaction.rerank_weight`.

    ``feedback``, ``feedback_from``: see :func:`search.ranking.fusion.feedback_weight`. ``pull``, ``neighbours``:
    see :func:`search.ranking.fusion.smooth`; ``pool`` is the most candidates it smooths, ``pool_share`` the
    largest share of the corpus they may be.

    ``merge_late`` is the weight of late interaction beside the cosine where parts are merged. All statements of a
    workshop page gain ``merge_page`` times :func:`search.ranking.ranker.aboutness`, and short ones ``merge_short``
    times :func:`search.ranking.ranker.brevity`.

    ``late_length``, times the logarithm of its tokens, is subtracted from the late interaction of a statement of a
    page: the summary of a workshop has a near token for anything. ``kind``, ``actor``: see
    :class:`search.ranking.page_structure.PageStructure`.
    """

    bias: float = 0.62
    unknown: float = 1.32
    late: float = -0.53
    late_unknown: float = 2.09
    feedback: float = 2.0
    feedback_from: float = 0.1
    pull: float = 0.25
    neighbours: int = 16
    pool: int = 50
    pool_share: float = 0.1
    merge_late: float = 0.8
    merge_page: float = 0.25
    merge_short: float = 0.1
    late_length: float = 0.02
    kind: float = 0.8
    actor: float = 1.0


@dataclass(frozen=True, slots=True)
class Confidence:
    """Coefficients of a logistic model; see :class:`search.ranking.answerability.Features` for what each
    multiplies.

    ``weak_words_unknown`` replaces ``weak_words`` if that is unknown. ``threshold`` is the confidence from which
    a query counts as answerable.
    """

    bias: float = -4.18
    near: float = 10.78
    size_cosine: float = 4.07
    size: float = -2.16
    size_prominence: float = -0.071
    margin: float = -4.69
    weak_words: float = 6.8
    weak_words_unknown: float = 0.45
    names_missing: float = -1.85
    kind_missing: float = -4.19
    threshold: float = 0.46


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters of ranking."""

    fusion: Fusion = Fusion()
    confidence: Confidence = Confidence()

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, text: str) -> Parameters:
        """Read a file for ``evaluate --parameters``; parameters it leaves out keep their shipped values.

        Raises InputError for an unknown name or a value that is not a number.
        """
        try:
            values = json.loads(text)
            parts = {"fusion": Fusion, "confidence": Confidence}
            made = {name: _part(parts[name], given) for name, given in values.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"The ranking parameters cannot be read ({error}).") from error
        return cls(**made)


BY_MODEL: dict[str, Parameters] = {
    choose(BOTH).name: Parameters(
        Fusion(bias=1.0, late=-1.1, neighbours=10),
        Confidence(
            bias=-11.52,
            near=29.64,
            size_cosine=4.67,
            size=-2.29,
            size_prominence=-0.136,
            margin=-3.77,
            weak_words=4.2,
            weak_words_unknown=0.58,
            names_missing=-2.5,
            kind_missing=-4.52,
            threshold=0.33,
        ),
    ),
    choose(MULTILINGUAL).name: Parameters(
        confidence=Confidence(
            bias=-22.24,
            near=56.35,
            size_cosine=6.49,
            size=-4.05,
            size_prominence=0.0,
            margin=9.68,
            weak_words=0.0,
            names_missing=-1.93,
            kind_missing=-5.31,
            threshold=0.45,
        )
    ),
}
"""The parameters fitted for a model, by the name of its encoder. Any other has those of :class:`Parameters`."""


def parameters_for(encoder_name: str) -> Parameters:
    """The parameters to rank with when this encoder gives the vectors."""
    return BY_MODEL.get(encoder_name, Parameters())


def _part(kind: type[Any], given: dict[str, Any]) -> Any:
    shipped = kind()
    known: dict[str, type] = {field.name: type(getattr(shipped, field.name)) for field in fields(kind)}
    for name, value in given.items():
        if name not in known:
            raise KeyError(f"{name} is none of {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{name} must be a number")
    return kind(**{name: known[name](value) for name, value in given.items()})
