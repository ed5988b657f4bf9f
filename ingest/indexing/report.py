"""What a run did. Only the methods here change a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.model import Extraction, Page

Outcome = Literal["new", "changed", "unchanged", "gone", "stale", "deleted"]
"""What a run found a document to be; "deleted" is one that stays out because a person deleted it."""

Progress = Callable[[str, int, int | None], None]
"""Called with (what is being done, how many are done, how many there are or None)."""


def silent(what: str, done: int, total: int | None) -> None:
    """A progress that shows nothing."""
    del what, done, total


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be taken in. ``code``: see ExtractionError and FetchError."""

    source: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """A recommendation of a page that changed. ``id`` and ``text`` are the old ones, ``now_*`` the new ones."""

    change: Literal["added", "removed", "reworded"]
    workshop: str | None
    id: str | None = None
    text: str | None = None
    now_id: str | None = None
    now_text: str | None = None


@dataclass(slots=True)
class Report:
    """Counts are of documents unless they say otherwise; ``notes`` are sentences with their source before them.

    ``encoded`` counts passages encoded by this run: none for what was known. ``published`` is the id of the
    snapshot this run published, None when nothing had changed or ``pinned`` names the one a rollback holds.
    ``recommendations`` says what a changed workshop page changed in them.
    """

    started: str = ""
    finished: str = ""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    stale: int = 0
    deleted: int = 0
    failures: list[Failure] = field(default_factory=list)
    pages: int = 0
    characters: int = 0
    fallback_pages: int = 0
    image_only_pages: int = 0
    shapes_seen: int = 0
    shapes_read: int = 0
    passages: int = 0
    encoded: int = 0
    notes: list[str] = field(default_factory=list)
    recommendations: list[Rewording] = field(default_factory=list)
    published: str | None = None
    pinned: str | None = None

    def count(self, outcome: Outcome, documents: int = 1) -> None:
        """Count documents with this outcome."""
        setattr(self, outcome, getattr(self, outcome) + documents)

    def written(self, pages: Sequence[Page], rewordings: Sequence[Rewording] = ()) -> None:
        """Count the pages of a document that was written, and name what its recommendations became."""
        self.pages += len(pages)
        self.characters += sum(len(page.text) for page in pages)
        self.recommendations += rewordings

    def extracted(self, source: str, extraction: Extraction) -> None:
        """Count and name what a reader could not read of a file."""
        self.fallback_pages += len(extraction.fallback_pages)
        self.image_only_pages += len(extraction.image_only)
        self.shapes_seen += extraction.shapes_seen
        self.shapes_read += extraction.shapes_read
        self.note(source, *extraction.notes)
        if extraction.image_only:
            pages = ", ".join(str(number) for number in extraction.image_only[:20])
            self.note(source, f"image only, no text layer: page {pages}")

    def fail(self, source: str, code: str, message: str) -> None:
        """Name a failure."""
        self.failures.append(Failure(source, code, message))

    def note(self, source: str, *sentences: str) -> None:
        """Name something a reader should know about a source."""
        self.notes.extend(f"{source}: {sentence}" for sentence in sentences)

    def finish(self, finished: str, *, passages: int, encoded: int) -> None:
        """Everything is read and encoded; ``finished`` is an ISO time."""
        self.finished, self.passages, self.encoded = finished, passages, encoded

    def publish(self, snapshot: str) -> None:
        """The snapshot of this id was published."""
        self.published = snapshot

    def wait_for(self, pinned: str) -> None:
        """Nothing was published, because a rollback holds the snapshot of this id."""
        self.pinned = pinned

    def to_plain(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)
