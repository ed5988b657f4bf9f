"""What comes back for a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.model import Document, Passage, TextRange
from search.query import Query

Reason = Literal["nothing-relevant", "language-not-covered", "conditions-not-met"]

ConditionKind = Literal[
    "year",
    "date",
    "number",
    "ordinal",
    "place",
    "region",
    "person",
    "name",
    "frequency",
    "negation",
    "phrase",
    "addressee",
]
ConditionState = Literal["met", "contradicted", "absent"]
"""met          a passage, or what it stands in, says so
contradicted    it says the same kind of thing with another value
absent          it does not speak of it
"""


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    """``query.text[start:end]``, which an answer must agree with, and whether the best passages do."""

    start: int
    end: int
    kind: ConditionKind
    state: ConditionState


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage of an answer.

    ``dense`` is the cosine to the query, ``lexical`` the BM25 score, each None if it is 0 or not known.
    ``highlights`` and ``answer`` are ranges of ``passage.text``; if no word of it matches, ``above`` are the words
    that match in its headings, addressees and context. ``also_in`` are the ids of duplicates. ``more``
    passages of the document are about as good, and left out for variety. ``unmet`` are the indices of the answer's
    conditions that the passage does not meet.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    dense: float | None = None
    lexical: float | None = None
    highlights: tuple[TextRange, ...] = ()
    answer: TextRange | None = None
    above: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    more: int = 0
    unmet: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question, ``text[start:end]``, that was ``typed`` and is taken for ``meant``."""

    start: int
    end: int
    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the candidates carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A filter value that no passage has; ``known`` are values there are, nearest first, out of ``total``.

    ``what`` is what was looked through, if that is not passages.
    """

    filter: str
    value: str
    known: tuple[str, ...]
    total: int
    what: str = "passage"

    def __str__(self) -> str:
        message = f"No {self.what} has the {self.filter} {self.value!r}."
        if self.known:
            more = f" and {self.total - len(self.known)} more" if self.total > len(self.known) else ""
            message += f" Valid values: {', '.join(self.known)}{more}."
        return message


@dataclass(frozen=True, slots=True)
class SnapshotRef:
    """The snapshot an answer comes from, as far as an answer must name it or a saved search compare it.

    ``content_hash`` is equal for equal content, ``encoder_id`` for equal vectors. ``ranking`` holds the parameters
    of ranking in force when the snapshot was built.
    """

    id: str
    content_hash: str
    encoder_id: str
    encoder_name: str
    passages: int
    ranking: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits best first, whether they answer the query, and the state of the corpus they come from.

    ``confidence`` is the estimated probability that the corpus answers the query. ``stages_ms`` is the time spent
    in each stage. ``warnings`` are filter values that no passage has. ``corrected`` are the words that were taken
    for misspelt; the answer is that to the corrected question. ``conditions`` are what the query asks an answer to
    agree with, as ranges of ``query.text``. ``operators_ignored`` are signs of the query that look like operators
    and have no effect.
    """

    query: Query
    hits: tuple[Hit, ...]
    answerable: bool
    confidence: float
    reason: Reason | None
    coverage: Mapping[str, int]
    snapshot: SnapshotRef
    took_ms: float
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None
    stages_ms: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[UnknownValue, ...] = ()
    corrected: tuple[Correction, ...] = ()
    conditions: tuple[AnswerCondition, ...] = ()
    operators_ignored: tuple[str, ...] = ()
