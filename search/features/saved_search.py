"""A search saved with its results, to be run again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from corpus.errors import InputError
from corpus.ids import digest
from corpus.serial import from_json, to_json
from search.answer import Answer
from search.engine import Engine
from search.query import PER_DOCUMENT, Query

VERSION = 1


@dataclass(frozen=True, slots=True)
class RecordedHit:
    """One hit: the passage, where it stands, and the hash of its text (SHA-256, 16 digits)."""

    rank: int
    passage: str
    score: float
    document: str
    source: str
    page: int
    start: int
    end: int
    text_hash: str


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query, the corpus and model it was run on, when (``asked``: ISO 8601, UTC), and its results.

    ``content_hash`` is equal for equal content, whatever the snapshot's id. ``ranking`` holds the parameters of
    ranking.
    """

    version: int
    asked: str
    query: str
    limit: int
    mode: str
    filters: Mapping[str, tuple[str, ...]]
    dedupe: bool
    snapshot: str
    content_hash: str
    model: str
    encoder_id: str
    ranking: Mapping[str, Any]
    answerable: bool
    confidence: float
    results: tuple[RecordedHit, ...] = field(default=())
    correct: bool = True
    per_document: int = PER_DOCUMENT

    @classmethod
    def of(cls, answer: Answer, now: datetime | None = None) -> SavedSearch:
        """The saved form of an answer."""
        query, snapshot = answer.query, answer.snapshot
        return cls(
            VERSION,
            (now or datetime.now(UTC)).isoformat(timespec="seconds"),
            query.text,
            query.limit,
            query.mode,
            {name: tuple(values) for name, values in query.filters.items()},
            query.dedupe,
            snapshot.id,
            snapshot.content_hash,
            snapshot.encoder_name,
            snapshot.encoder_id,
            snapshot.ranking,
            answer.answerable,
            round(answer.confidence, 6),
            tuple(
                RecordedHit(
                    result.rank,
                    result.passage.id,
                    round(result.score, 6),
                    result.document.id,
                    result.document.url or result.document.source,
                    result.passage.page,
                    result.passage.start,
                    result.passage.end,
                    digest(result.passage.text, 16),
                )
                for result in answer.hits
            ),
            query.correct,
            query.per_document,
        )

    @classmethod
    def parse(cls, text: str | bytes) -> SavedSearch:
        """Read what :meth:`dump` wrote. Raises InputError."""
        try:
            return from_json(cls, text)
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(f"This is not a saved search ({error}).") from error

    def dump(self) -> str:
        """As JSON."""
        return to_json(self)

    @property
    def as_query(self) -> Query:
        """The query to run again. Raises InputError for another version and for an invalid query."""
        if self.version != VERSION:
            message = f"This saved search has version {self.version}; this program reads version {VERSION}."
            raise InputError(message)
        return Query.parse(
            self.query,
            limit=self.limit,
            mode=self.mode,
            filters=self.filters,
            dedupe=self.dedupe,
            correct=self.correct,
            per_document=self.per_document,
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A passage that changed its rank."""

    passage: str
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Rerun:
    """The difference between a saved search and the same search now.

    ``same`` tells whether the same passages came in the same order with the same verdict. ``gone``, ``new`` and
    ``reworded`` (another text or place) are passage ids. Pairs are (then, now).
    """

    same: bool
    same_content: bool
    same_model: bool
    same_ranking: bool
    gone: tuple[str, ...]
    new: tuple[str, ...]
    moved: tuple[Move, ...]
    reworded: tuple[str, ...]
    answerable: tuple[bool, bool]
    confidence: tuple[float, float]
    record: SavedSearch

    def sentences(self) -> list[str]:
        """What differs, for a person."""
        before = "answerable" if self.answerable[0] else "not answerable"
        said = [
            (not self.same_content, "The documents have changed."),
            (not self.same_model, "The model is different."),
            (not self.same_ranking, "The ranking parameters are different."),
            (self.answerable[0] != self.answerable[1], f"The question was {before} before."),
        ]
        found = [sentence for differs, sentence in said if differs]
        found += [f"No longer in the results: {name}." for name in self.gone]
        found += [f"New in the results: {name}." for name in self.new]
        found += [f"Moved from rank {move.was} to {move.now}: {move.passage}." for move in self.moved]
        found += [f"Changed text or position: {name}." for name in self.reworded]
        return found


def rerun(engine: Engine, record: SavedSearch) -> Rerun:
    """Run a saved search again and compare. Raises InputError if its query is not valid."""
    now = SavedSearch.of(engine.search(record.as_query))
    before = {result.passage: result for result in record.results}
    after = {result.passage: result for result in now.results}
    gone = tuple(name for name in before if name not in after)
    new = tuple(name for name in after if name not in before)
    both = [name for name in before if name in after]
    moved = tuple(
        Move(name, before[name].rank, after[name].rank) for name in both if before[name].rank != after[name].rank
    )
    reworded = tuple(name for name in both if _text_of(before[name]) != _text_of(after[name]))
    return Rerun(
        same=not (gone or new or moved or reworded) and record.answerable == now.answerable,
        same_content=record.content_hash == now.content_hash,
        same_model=record.encoder_id == now.encoder_id,
        same_ranking=dict(record.ranking) == dict(now.ranking),
        gone=gone,
        new=new,
        moved=moved,
        reworded=reworded,
        answerable=(record.answerable, now.answerable),
        confidence=(record.confidence, now.confidence),
        record=now,
    )


def _text_of(result: RecordedHit) -> tuple[str, int, int, int]:
    return result.text_hash, result.page, result.start, result.end
