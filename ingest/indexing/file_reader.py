"""Files read in worker processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TypeVar

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import ExtractionError, InputError
from corpus.model import Extraction
from ingest.extract import ocr
from ingest.extract.media import PDF
from ingest.extract.registry import version_key
from ingest.extract.sandbox.pool import ExtractionPool
from ingest.indexing.candidate import Candidate
from ingest.indexing.fingerprint import reader_key
from ingest.indexing.report import Progress, Report
from ingest.workshop_page.declared.corrections import Corrections, corrected
from ingest.workshop_page.read.page import READABLE
from ingest.workshop_page.reading import Reading, ReadingPool

Result = TypeVar("Result")
_LIMITS_MET = ("time-limit", "memory-limit", "output-limit", "crashed")


@dataclass(frozen=True, slots=True)
class FileReader:
    """Reads candidates in the workers of ``pool``, or takes what is cached of their bytes.

    Scanned pages are recognised where that extra is installed, and a workshop page is given with its corrections.
    """

    catalogue: Catalogue
    pool: ReadingPool
    corrections: Corrections
    report: Report
    progress: Progress

    def read_all(self, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Reading | ExtractionError]]:
        """Each candidate with its outcome, in order. A few files are read ahead, so that memory is bounded."""
        waiting: deque[tuple[Candidate, Future[Reading]]] = deque()
        for candidate in candidates:
            known = self._cached(candidate.content_hash)
            future: Future[Reading]
            if known is not None and (candidate.slug is None or known.media_type not in READABLE):
                future = Future()
                future.set_result(Reading(known.media_type, extraction=known))
            else:
                future = self._submitted(candidate)
            waiting.append((candidate, future))
            if len(waiting) >= 2 * self.pool.workers:
                yield self._finished(*waiting.popleft())
        for candidate, future in waiting:
            yield self._finished(candidate, future)

    def read(self, candidate: Candidate) -> Reading | ExtractionError:
        """Read one candidate and wait for it."""
        return self._finished(candidate, self._submitted(candidate))[1]

    def _submitted(self, candidate: Candidate) -> Future[Reading]:
        if candidate.slug is None:
            return self.pool.submit(candidate.path, name=candidate.name)
        return self.pool.submit(
            candidate.path,
            name=candidate.name,
            url=candidate.url,
            charset=candidate.charset,
            slug=candidate.slug,
            document_id=candidate.id,
            place=candidate.source if candidate.source.startswith("file:") else None,
        )

    def _cached(self, content_hash: str) -> Extraction | None:
        known = self.catalogue.extractions(content_hash)
        made = (e for key, e in known.items() if key == reader_key(e.media_type))
        # What has text on every page gains nothing from recognition installed since.
        plain = (e for key, e in known.items() if key == version_key(e.media_type) and not e.image_only)
        return next(made, None) or next(plain, None)

    def _finished(
        self, candidate: Candidate, future: Future[Reading]
    ) -> tuple[Candidate, Reading | ExtractionError]:
        outcome = _outcome(future)
        if isinstance(outcome, ExtractionError) and candidate.slug is not None and outcome.code in _LIMITS_MET:
            outcome = self._read_as_document(candidate, outcome)
        if isinstance(outcome, ExtractionError):
            return candidate, outcome
        if outcome.extraction is not None:
            outcome = replace(outcome, extraction=self._recognised(candidate, outcome.extraction))
        try:
            return candidate, self._corrected(candidate, outcome)
        except ExtractionError as error:
            return candidate, error

    def _read_as_document(self, candidate: Candidate, error: ExtractionError) -> Reading | ExtractionError:
        """What could not be read as a workshop page may yet be read as a document."""
        outcome = _outcome(self.pool.submit(candidate.path, name=candidate.name))
        if isinstance(outcome, Reading):
            self.report.note(candidate.source, f"could not be read as a workshop page: {error}")
        return outcome

    def _recognised(self, candidate: Candidate, extraction: Extraction) -> Extraction:
        """``extraction``, its pages without text read from their pictures where that extra is installed."""
        wanted = extraction.image_only and extraction.media_type == PDF and ocr.available()
        if not wanted or reader_key(PDF) in self.catalogue.extractions(candidate.content_hash):
            return extraction
        self.progress(f"recognising text in {candidate.name}", 0, len(extraction.image_only))
        with ExtractionPool(1, ocr.OCR_LIMITS, target=ocr.OCR_TARGET) as pool:
            outcome = _outcome(pool.submit(candidate.path, name=candidate.name))
        if isinstance(outcome, ExtractionError):
            self.report.note(candidate.source, f"text recognition failed: {outcome}")
            return extraction
        return replace(outcome, attachments=extraction.attachments)

    def _corrected(self, candidate: Candidate, reading: Reading) -> Reading:
        """A workshop page with what people corrected of it.

        Raises ExtractionError where the corrections cannot be read: the page without them would lose them.
        """
        if candidate.slug is None or reading.parsed is None:
            return reading
        try:
            corrections = self.corrections.read(candidate.slug)
        except InputError as error:
            raise ExtractionError("damaged", str(error)) from error
        if corrections is None:
            return reading
        if reading.parsed.workshop is None:
            self.report.note(candidate.source, "the page no longer shows a workshop; its corrections are kept")
            return reading
        parsed = corrected(reading.parsed, corrections, candidate.url, candidate.id)
        return replace(reading, parsed=parsed)


def _outcome(future: Future[Result]) -> Result | ExtractionError:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ExtractionError):
        return error
    raise error
