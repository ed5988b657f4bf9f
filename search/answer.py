"""What comes back to a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.model import Document, Passage
from search.known_values import UnknownValue
from search.query import Question
from search.snapshot.manifest import Manifest

Reason = Literal["nothing-relevant", "language-not-covered"]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """One passage of an answer.

    ``dense`` is the cosine to the question, ``lexical`` the BM25 score; None where that list does not hold it.
    ``highlights`` and ``answer`` are ranges of ``passage.text``.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    dense: float | None = None
    lexical: float | None = None
    highlights: tuple[Range, ...] = ()
    answer: Range | None = None
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the candidate passages carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Ranked passages, whether they answer at all, and the state of the corpus they come from.

    ``confidence`` is the estimated probability that the corpus answers the question. ``stages_ms`` is the time
    spent by stage. ``warnings`` are values of filters that no passage carries.
    """

    question: Question
    results: tuple[Result, ...]
    answerable: bool
    confidence: float
    reason: Reason | None
    coverage: Mapping[str, int]
    snapshot: Manifest
    took_ms: float
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None
    stages_ms: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[UnknownValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A passage related to another, how, how closely, and why.

    ``similarity`` is the cosine of the two, ``shared`` the words both have, the rarest first. ``mutual`` says that
    each is among the few nearest of the other.
    """

    passage: Passage
    document: Document
    relation: str
    score: float
    reason: str
    similarity: float = 0.0
    shared: tuple[str, ...] = ()
    mutual: bool = False
