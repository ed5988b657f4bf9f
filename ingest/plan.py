"""What a run would do: the code of a run over a catalogue that writes nothing."""
# ruff: noqa: ARG002 - what the overridden methods are given is what they are there not to keep

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from corpus.catalogue.catalogue import CATALOGUE, Catalogue, Entry
from corpus.model import Extraction, Page, Passage, Workshop
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Candidate
from ingest.indexing.chunk import ChunkingEncoder
from ingest.indexing.continuity import refuse_behind, refuse_lost
from ingest.indexing.file_ingester import FileIngester
from ingest.indexing.report import Failure, Progress, Report, Rewording, silent
from ingest.pipeline import attachment_for, now, parse_targets
from ingest.sources.http.response import Fetcher
from ingest.targets.assembly import Parts, assembled
from ingest.targets.target import Options
from ingest.workshop_page.reading import Reading, ReadingPool
from search.snapshot.layout import Layout

Action = Literal["new", "changed", "gone", "stale", "failed"]


@dataclass(slots=True)
class Plan:
    """Sources by what would become of them. What is unchanged is only counted.

    A file that would be read may still turn out to be unreadable: ``failures`` are those known without reading.
    """

    unchanged: int = 0
    deleted: int = 0
    sources: dict[Action, list[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    recommendations: list[Rewording] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def plan(
    targets: Sequence[str],
    data: Path,
    encoder: ChunkingEncoder,
    fetcher: Fetcher,
    *,
    options: Options | None = None,
    progress: Progress = silent,
) -> Plan:
    """What :func:`ingest.pipeline.ingest` would do with the same arguments. Nothing in ``data`` is written.

    Folders are listed and files hashed; URLs are asked for; nothing is extracted but linked pages. Raises
    InputError as a run does.
    """
    options = options or Options()
    report = Report(started=now())
    layout = Layout(data, options.milvus)
    if not options.start_empty:
        refuse_lost(layout)
    with (
        tempfile.TemporaryDirectory(prefix="workshop-search-") as scratch,
        _Unwritten.of(data / CATALOGUE) as catalogue,
        ReadingPool() as pool,
    ):
        if not options.start_empty:
            refuse_behind(catalogue, layout)
        parts = Parts(
            catalogue=catalogue,
            originals=_Unkept(Path(scratch), Originals(data / "originals")),
            encoder=encoder,
            pool=pool,
            fetcher=fetcher,
            report=report,
            progress=progress,
            options=options,
            data=data,
            now=now(),
        )
        run = assembled(parts, file_ingester=_Unread).targets
        attachment = attachment_for(catalogue, options, targets)
        for target in parse_targets(targets, options):
            run.ingest(target, attachment)
    found = Plan(report.unchanged, report.deleted)
    for source, action in sorted(catalogue.actions.items()):
        found.sources.setdefault(action, []).append(source)
    found.failures, found.notes, found.recommendations = report.failures, report.notes, report.recommendations
    return found


class _Unwritten(Catalogue):
    """A catalogue that is read and never written. ``actions`` says what would happen to each source."""

    actions: dict[str, Action]

    @classmethod
    def of(cls, path: Path) -> _Unwritten:
        """The catalogue at ``path``, or an empty one where there is none."""
        opened = cls.open_read_only(path) if path.exists() else cls.open(None)
        opened.actions = {}
        return opened

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def put_entry(self, entry: Entry) -> None:
        document, before = entry.document, self.entry(entry.document.id)
        was = before.document.state if before else None
        if document.state == "live":
            if was == "gone":
                self.actions[document.source] = "new"
        elif document.state in ("gone", "stale", "failed") and (was != document.state or document.state != "gone"):
            self.actions[document.source] = document.state

    def put_document(self, entry: Entry, pages: Sequence[Page], passages: Sequence[Passage]) -> None:
        self.would_write(entry.document.id, entry.document.source)

    def would_write(self, identifier: str, source: str) -> None:
        """A document that is new or that changed."""
        before = self.entry(identifier)
        known = before is not None and before.document.state in ("live", "stale")
        self.actions[source] = "changed" if known else "new"

    def put_workshop(self, workshop: Workshop) -> None:
        pass

    def put_extraction(self, content_hash: str, extractor: str, extraction: Extraction) -> None:
        pass

    def put_former_id(self, former: str, now: str | None, nearest: str | None, since: str) -> None:
        pass

    def forget_former_ids_of(self, document_id: str) -> None:
        pass

    def visited(self, document_ids: Sequence[str], when: str) -> None:
        pass


class _Unkept(Originals):
    """Originals that are looked up in ``kept``; new ones go into a temporary folder."""

    def __init__(self, scratch: Path, kept: Originals) -> None:
        super().__init__(scratch)
        self._kept = kept

    def holds(self, content_hash: str, size: int | None = None) -> bool:
        return self._kept.holds(content_hash, size)


class _Unread(FileIngester):
    """Names the files that would be read, without reading them."""

    def ingest(
        self, candidates: Iterable[Candidate], take_page: Callable[[Candidate, Reading], None] | None = None
    ) -> None:
        for candidate in candidates:
            self._would_read(candidate)

    def put(self, candidate: Candidate, extraction: Extraction) -> None:
        self._would_read(candidate)

    def _would_read(self, candidate: Candidate) -> None:
        self.writer.keep([candidate.id])
        assert isinstance(self.catalogue, _Unwritten)  # noqa: S101 - made so by plan()
        self.catalogue.would_write(candidate.id, candidate.source)
