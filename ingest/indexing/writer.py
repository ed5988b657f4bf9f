"""One document from its bytes into the catalogue, or a named failure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Literal, Protocol, TypeVar

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.errors import ExtractionError, InputError
from corpus.ids import digest, document_id, is_within
from corpus.model import Document, DocumentState, Extraction, Page, PaperRole, Passage
from ingest.extract import ocr
from ingest.extract.attachments import without_bytes
from ingest.extract.media import PDF
from ingest.extract.registry import READERS, version_key
from ingest.extract.sandbox.pool import ExtractionPool
from ingest.extract.titles import document_title, sensible_title
from ingest.indexing.blob_store import Originals
from ingest.indexing.chunk import VERSION as CHUNK_VERSION
from ingest.indexing.chunk import Chunker
from ingest.indexing.id_aliases import former_ids, rewordings
from ingest.indexing.report import Progress, Report
from ingest.sources.files import read_file
from ingest.workshop_page.declared.corrections import Corrections, corrected
from ingest.workshop_page.linked import tells
from ingest.workshop_page.read.page import READABLE
from ingest.workshop_page.reading import VERSION as PAGE_VERSION
from ingest.workshop_page.reading import Reading, ReadingPool

Result = TypeVar("Result")
IMAGE_ONLY = "image only"
"""The reason of a document whose pages hold no text layer."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """The talk a paper belongs to."""

    workshop: str
    session: str | None = None
    talk: str | None = None
    speaker: str | None = None
    country: str | None = None
    role: PaperRole | Literal["workshop page"] | None = None
    year: int | None = None

    @classmethod
    def of(cls, document: Document) -> Attachment | None:
        """How a document is attached; None where it is not."""
        if not document.workshop:
            return None
        return cls(
            document.workshop,
            document.session,
            document.talk,
            document.speaker,
            document.country,
            document.role,
            document.year,
        )

    def put_on(self, document: Document) -> Document:
        """The document as one of this talk."""
        return replace(
            document,
            workshop=self.workshop,
            session=self.session,
            talk=self.talk,
            speaker=self.speaker,
            country=self.country,
            role=self.role,
            year=self.year,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """What the place of a linked file tells: its title, the page that links to it, the text around the link."""

    title: str | None = None
    linked_from: str | None = None
    link_text: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source whose bytes are at ``path``. ``name`` is the file's, ``title`` and ``link_text`` its place's.

    With ``slug`` it is tried as the page of a workshop of that slug; ``charset`` is what a server declared.
    """

    source: str
    root: str
    content_hash: str
    path: Path
    name: str
    title: str | None = None
    url: str | None = None
    attachment: Attachment | None = None
    etag: str | None = None
    last_modified: str | None = None
    linked_from: str | None = None
    link_text: str | None = None
    slug: str | None = None
    charset: str | None = None

    @property
    def origin(self) -> Origin:
        """What its place tells of it."""
        return Origin(self.title, self.linked_from, self.link_text)

    @property
    def id(self) -> str:
        """The id its document has or will have."""
        return document_id(self.source)


class FilesInside(Protocol):
    """What becomes of files inside others."""

    def is_current(self, source: str, state: DocumentState) -> bool:
        """Whether all that is known inside an unchanged file needs nothing done."""

    def keep(self, source: str) -> None:
        """Say of all inside an unchanged file that it was seen."""

    def lose(self, source: str) -> None:
        """A file is gone, and what was inside with it."""

    def take(self, container: Candidate, extraction: Extraction, pool: ReadingPool) -> None:
        """Take in what a file that was read holds, and drop what it no longer holds."""


class Intake:
    """Puts documents into a catalogue. ``report`` is told of each, and ``encode`` is given their passages.

    ``corrections`` are those of workshops' pages. ``seen`` are the ids of the documents met so far. ``slugs`` are
    those that pages of workshops keep though their file has another name now, by source or content hash.
    ``within`` makes what takes in the files inside others.

    Whoever puts several in one transaction calls ``encode`` with none after it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        chunker: Chunker,
        chunker_key: str,
        report: Report,
        progress: Progress,
        within: Callable[[Intake], FilesInside],
        encode: Callable[[Sequence[Passage]], None] = lambda _: None,
        corrections: Corrections | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.chunker = chunker
        self.report = report
        self.progress = progress
        self.now = datetime.now(UTC).isoformat(timespec="seconds")
        self.seen: set[str] = set()
        self.slugs: dict[str, str] = {}
        self._visited: list[str] = []
        self._chunker_key = f"chunks {CHUNK_VERSION} {chunker_key}"
        self.encode = encode
        self.within = within(self)
        self.corrections = corrections

    def making(self, reader: str, attachment: Attachment | None, origin: Origin | None = None) -> str:
        """What passages depend on besides the bytes."""
        attached = "|".join(str(part or "") for part in astuple(attachment)) if attachment else ""
        told = "" if origin in (None, Origin()) else f"; {digest(repr(origin), 16)}"
        if attachment and attachment.role == "workshop page" and self.corrections:
            key = self.corrections.key(attachment.workshop)
            told += f"; corrected {key}" if key else ""
        return f"{self._chunker_key}; {reader}; {attached}{told}"

    def has_corrections(self, entry: Entry) -> bool:
        """Whether a document was made with what is corrected of it now, which for most is nothing."""
        slug = entry.document.workshop if entry.document.role == "workshop page" else None
        key = self.corrections.key(slug) if slug and self.corrections else ""
        _, _, made_with = entry.making.partition("; corrected ")
        return made_with == key

    def corrected(self, candidate: Candidate, reading: Reading) -> Reading:
        """A workshop's page with what people corrected of it.

        Raises ExtractionError where the corrections cannot be read: the page without them would lose them.
        """
        if self.corrections is None or candidate.slug is None or reading.parsed is None:
            return reading
        try:
            corrections = self.corrections.read(candidate.slug)
        except InputError as error:
            raise ExtractionError("damaged", str(error)) from error
        if corrections is None:
            return reading
        if reading.parsed.workshop is None:
            self.report.note(candidate.source, "the page shows no workshop now; its corrections are kept")
            return reading
        parsed = corrected(reading.parsed, corrections, candidate.url, candidate.id)
        return replace(reading, parsed=parsed)

    def unchanged(
        self,
        source: str,
        content_hash: str,
        making: str | None,
        attachment: Attachment | None,
        origin: Origin | None = None,
    ) -> bool:
        """Whether this source is known with these bytes and needs nothing done; says so to the catalogue.

        ``making`` is what would make it now; None takes the extractor of the media type it had. A document
        deleted by hand needs nothing done either.
        """
        identifier = document_id(source)
        self.seen.add(identifier)
        entry = self.catalogue.entry(identifier)
        if entry is None:
            return False
        document = entry.document
        if document.state == "deleted":
            self.report.deleted += 1
            return True
        if document.role == "workshop page" and document.workshop and attachment is None:
            attachment = Attachment(document.workshop, role="workshop page")
            making = self.making(PAGE_VERSION, attachment)
        tried = attachment is None and (origin is None or origin.linked_from is None) and not is_within(source)
        reader = _every_reader() if document.state == "failed" else made_by(document.media_type, tried)
        now_made = making or self.making(reader, attachment, origin)
        if document.content_hash != content_hash or entry.making != now_made:
            return False
        if not self.within.is_current(source, document.state):
            return False
        self.within.keep(source)
        if document.state == "failed":
            self._fail_again(document)
            return True
        kept = replace(document, state="live", reason=_lasting(document))
        if kept == document:
            self._visited.append(identifier)
        else:
            self.catalogue.put_entry(replace(entry, document=replace(kept, last_seen=self.now)))
        if document.state == "gone":
            self.catalogue.forget_former_ids_of(identifier)
            self.report.new += 1
        else:
            self.report.unchanged += 1
        return True

    def seen_again(self, entry: Entry) -> None:
        """Say of a document that it is as it was, without looking at its bytes."""
        document = entry.document
        self.seen.add(document.id)
        if document.state == "deleted":
            self.report.deleted += 1
        elif document.state == "failed":
            self._fail_again(document)
        else:
            self._visited.append(document.id)
            self.report.unchanged += 1

    def made_now(self, document: Document) -> str:
        """What would make a file inside another now."""
        reader = _every_reader() if document.state == "failed" else made_by(document.media_type, False)
        return self.making(reader, Attachment.of(document), Origin())

    def _fail_again(self, document: Document) -> None:
        code, _, message = (document.reason or "damaged: unreadable").partition(": ")
        self.report.fail(document.source, code, message)

    def keep_again(self, originals: Originals, source: str, path: Path, kept_by: str | None = None) -> None:
        """Keep the bytes of an unchanged file again where they are missing or cut short.

        ``kept_by`` is the hash they are kept by where that is not the document's content hash.
        """
        entry = self.catalogue.entry(document_id(source))
        if entry is None or entry.document.state not in ("live", "stale"):
            return
        if not originals.holds(kept_by or entry.document.content_hash, path.stat().st_size):
            originals.keep(read_file(path).data)
            self.report.note(source, "its kept file was missing; it is kept again")

    def settle(self) -> None:
        """Write down when unchanged documents were seen: all at once, for one by one it takes most of a run."""
        self.catalogue.visited(self._visited, self.now)
        self._visited.clear()

    def take_files(
        self,
        candidates: Iterable[Candidate],
        pool: ReadingPool,
        take_page: Callable[[Candidate, Reading], None] | None = None,
    ) -> None:
        """Read candidates in worker processes and put each into the catalogue as it is done.

        ``take_page`` is given those that are pages of workshops.
        """
        for done, (candidate, outcome) in enumerate(self._read(candidates, pool), start=1):
            if isinstance(outcome, ExtractionError):
                outcome = self._read_again(candidate, outcome, pool)
            try:
                if isinstance(outcome, ExtractionError):
                    raise outcome
                if outcome.extraction is not None:
                    self.take_extraction(candidate, self._recognised(candidate, outcome.extraction))
                    self.within.take(candidate, outcome.extraction, pool)
                elif take_page is not None:
                    take_page(candidate, self.corrected(candidate, outcome))
            except ExtractionError as error:
                self.fail(candidate, error)
            self.progress("extracting", done, None)

    def read(self, candidate: Candidate, pool: ReadingPool) -> Reading | ExtractionError:
        """Read one candidate and wait for it."""
        future = self._submitted(candidate, pool)
        outcome = _outcome(future)
        outcome = self._read_again(candidate, outcome, pool) if isinstance(outcome, ExtractionError) else outcome
        try:
            return outcome if isinstance(outcome, ExtractionError) else self.corrected(candidate, outcome)
        except ExtractionError as error:
            return error

    def _read_again(
        self, candidate: Candidate, error: ExtractionError, pool: ReadingPool
    ) -> Reading | ExtractionError:
        """What could not be read as a page may yet be read as a document."""
        if candidate.slug is None or error.code not in ("time-limit", "memory-limit", "output-limit", "crashed"):
            return error
        future = pool.submit(candidate.path, name=candidate.name)
        outcome = _outcome(future)
        if isinstance(outcome, Reading):
            self.report.note(candidate.source, f"could not be read as a workshop's page: {error}")
        return outcome

    def _submitted(self, candidate: Candidate, pool: ReadingPool) -> Future[Reading]:
        if candidate.slug is None:
            return pool.submit(candidate.path, name=candidate.name)
        return pool.submit(
            candidate.path,
            name=candidate.name,
            url=candidate.url,
            charset=candidate.charset,
            slug=candidate.slug,
            document_id=candidate.id,
            place=candidate.source if candidate.source.startswith("file:") else None,
        )

    def _read(
        self, candidates: Iterable[Candidate], pool: ReadingPool
    ) -> Iterator[tuple[Candidate, Reading | ExtractionError]]:
        """Outcomes in the order of the candidates, a few files read ahead so that memory is bounded."""
        waiting: deque[tuple[Candidate, Future[Reading]]] = deque()
        for candidate in candidates:
            known = self._cached(candidate.content_hash)
            future: Future[Reading]
            if known is not None and (candidate.slug is None or known.media_type not in READABLE):
                future = Future()
                future.set_result(Reading(known.media_type, extraction=known))
            else:
                future = self._submitted(candidate, pool)
            waiting.append((candidate, future))
            if len(waiting) >= 2 * pool.workers:
                yield _done(*waiting.popleft())
        for candidate, future in waiting:
            yield _done(candidate, future)

    def _cached(self, content_hash: str) -> Extraction | None:
        known = self.catalogue.extractions(content_hash)
        made = (e for key, e in known.items() if key == reader_key(e.media_type))
        # What has text on every page gains nothing from recognition installed since.
        plain = (e for key, e in known.items() if key == version_key(e.media_type) and not e.image_only)
        return next(made, None) or next(plain, None)

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
        return outcome

    def take_extraction(self, candidate: Candidate, extraction: Extraction) -> None:
        """Put what an extractor read into the catalogue. Raises ExtractionError if it has too many passages."""
        reader = reader_key(extraction.media_type)
        self.catalogue.put_extraction(candidate.content_hash, reader, without_bytes(extraction))
        attachment = candidate.attachment
        # A linked file's own title comes last: it is often that of a template, or of an older file.
        linked = candidate.linked_from is not None
        place_title = sensible_title(candidate.title) if linked else candidate.title
        own_title = document_title(extraction.title, extraction.pages)
        own_title = own_title if not linked or tells(own_title or "") else None
        stem = PurePath(candidate.name).stem.replace("_", " ").strip()
        image_only = len(extraction.image_only) == len(extraction.pages) and bool(extraction.pages)
        document = Document(
            id=candidate.id,
            source=candidate.source,
            title=" ".join((place_title or own_title or stem or candidate.source).split())[:300],
            url=candidate.url,
            media_type=extraction.media_type,
            content_hash=candidate.content_hash,
            reason=IMAGE_ONLY if image_only else None,
            pages=len(extraction.pages),
            linked_from=candidate.linked_from,
            link_text=candidate.link_text,
        )
        if attachment:
            document = attachment.put_on(document)
        self.put(
            Entry(
                document,
                candidate.root,
                self.making(
                    made_by(extraction.media_type, candidate.slug is not None), attachment, candidate.origin
                ),
                candidate.etag,
                candidate.last_modified,
            ),
            extraction.pages,
            self.chunker.passages(document, extraction.pages),
        )
        self._tell(candidate.source, extraction)

    def _tell(self, source: str, extraction: Extraction) -> None:
        report = self.report
        report.fallback_pages += len(extraction.fallback_pages)
        report.image_only_pages += len(extraction.image_only)
        report.shapes_seen += extraction.shapes_seen
        report.shapes_read += extraction.shapes_read
        report.note(source, *extraction.notes)
        if extraction.image_only:
            pages = ", ".join(str(number) for number in extraction.image_only[:20])
            report.note(source, f"image only, no text layer: page {pages}")

    def put(self, entry: Entry, pages: Sequence[Page], passages: Sequence[Passage]) -> None:
        """Write a document, counting it as new or changed, and remember ids that are no more."""
        identifier = entry.document.id
        self.seen.add(identifier)
        before = self.catalogue.entry(identifier)
        first_seen = before.document.first_seen if before else self.now
        same_bytes = before is not None and before.document.content_hash == entry.document.content_hash
        retrieved = entry.document.retrieved or (before.document.retrieved if before and same_bytes else self.now)
        document = replace(entry.document, first_seen=first_seen, last_seen=self.now, retrieved=retrieved)
        with self.catalogue.transaction():
            old = self.catalogue.passages(identifier) if before else []
            self.catalogue.put_document(replace(entry, document=document), pages, passages)
            formers = former_ids(old, passages)
            for former in formers:
                self.catalogue.put_former_id(former.id, former.now, former.nearest, self.now)
            if before:
                self.catalogue.forget_former_ids_of(identifier)
        self.encode(passages)
        if before and before.document.state in ("live", "stale"):
            self.report.changed += 1
            self.report.recommendations += rewordings(old, passages, formers)
        else:
            self.report.new += 1
        self.report.pages += len(pages)
        self.report.characters += sum(len(page.text) for page in pages)

    def fail(self, candidate: Candidate, error: ExtractionError) -> None:
        """Name a failure. A version that was read before is kept, marked stale; a deleted one stays deleted."""
        self.seen.add(candidate.id)
        before = self.catalogue.entry(candidate.id)
        if before and before.document.state == "deleted":
            self.report.deleted += 1
            return
        self.report.fail(candidate.source, error.code, str(error))
        reason = f"{error.code}: {error}"
        if before and before.document.state in ("live", "stale"):
            stale = replace(before.document, state="stale", reason=reason, last_seen=self.now)
            self.catalogue.put_entry(replace(before, document=stale))
            self.report.stale += 1
            return
        attachment = candidate.attachment
        media_type = before.document.media_type if before else "application/octet-stream"
        document = Document(
            id=candidate.id,
            source=candidate.source,
            title=candidate.title or candidate.name,
            url=candidate.url,
            media_type=media_type,
            content_hash=candidate.content_hash,
            state="failed",
            reason=reason,
            first_seen=before.document.first_seen if before else self.now,
            last_seen=self.now,
            linked_from=candidate.linked_from,
            link_text=candidate.link_text,
        )
        if attachment:
            document = attachment.put_on(document)
        making = self.making(_every_reader(), attachment, candidate.origin)
        self.catalogue.put_entry(Entry(document, candidate.root, making))


def reader_key(media_type: str) -> str:
    """What the text of a file of this type depends on here, recognition of scanned pages included."""
    return ocr.version_key(PDF) if media_type == PDF and ocr.available() else version_key(media_type)


def made_by(media_type: str, tried_as_page: bool) -> str:
    """What read a document: a page that is no workshop's is read again by a later reader of pages."""
    own = reader_key(media_type)
    return f"{own} + {PAGE_VERSION}" if tried_as_page and media_type in READABLE else own


def _every_reader() -> str:
    """What a file that failed was tried with: a new version of any extractor is a reason to try again."""
    return "tried " + digest("; ".join(reader_key(media_type) for media_type in READERS), 16)


def _done(candidate: Candidate, future: Future[Reading]) -> tuple[Candidate, Reading | ExtractionError]:
    outcome = _outcome(future)
    return candidate, outcome


def _outcome(future: Future[Result]) -> Result | ExtractionError:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ExtractionError):
        return error
    raise error


def _lasting(document: Document) -> str | None:
    """A stale document's reason ends with its staleness; "image only" stays true."""
    return IMAGE_ONLY if document.reason == IMAGE_ONLY else None
