"""The whole of taking in: what is named, what it holds, what it became, and the snapshot that answers from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import DamagedError, ExtractionError, InputError, NoSnapshotError, VersionError
from corpus.lock import writer_lock
from ingest.attachment import settle_papers
from ingest.chunk import Chunker
from ingest.encoding import encode_missing
from ingest.extract.pool import ExtractionPool
from ingest.intake import Attachment, Candidate, Intake
from ingest.originals import Originals
from ingest.records import take_records
from ingest.report import Progress, Report, silent
from ingest.sources.fetched import Fetcher
from ingest.sources.files import hash_file, read_file
from ingest.sources.folder import FoundFile, Listing, find_file, list_folder
from ingest.web import WebIntake, WebOptions
from ingest.workshop_document import find_talk, talk_attachment
from ingest.workshop_folder import take_workshop_folder
from search.encoder.protocol import Encoder
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest

CATALOGUE = "catalogue.sqlite"


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may do. ``supplied`` is (workshop, talk, role) of the one file given."""

    supplied: tuple[str, str | None, str | None] | None = None
    allow_removals: bool = False
    web: WebOptions = field(default_factory=WebOptions)


def ingest(
    targets: Sequence[str],
    data: Path,
    encoder: Encoder,
    fetcher: Fetcher,
    *,
    ranking: Mapping[str, Any] | None = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> Report:
    """Take in every target (a folder, a file, a URL), then publish a snapshot if anything is different.

    Failures of single files are named in the report and cost only themselves. ``ranking`` goes into the
    snapshot's manifest. Raises InputError for a target that is none, BusyError while another run is writing,
    StoreError when the data directory cannot be written.
    """
    options = options or Options()
    report = Report(started=_now())
    with writer_lock(data), Catalogue.open(data / CATALOGUE) as catalogue, ExtractionPool() as pool:
        layout = Layout(data)
        chunker = Chunker(encoder, encoder.identity.text_tokens)
        key = f"{encoder.identity.tokenizer_sha256[:16]} {encoder.identity.text_tokens}"
        intake = Intake(catalogue, chunker, key, report, progress)
        run = _Run(intake, pool, Originals(data / "originals"), fetcher, options, data)
        attachment = _supplied(catalogue, options, targets)
        for target in _checked(targets):
            run.take(target, attachment)
        settle_papers(catalogue)
        report.encoded = encode_missing(catalogue, encoder, progress)
        report.passages = catalogue.count_served()
        report.finished = _now()
        build = Build(encoder.identity, {"chunker": key}, dict(ranking or {}), report.to_plain())
        if not _answers(layout, build, catalogue.change_number()):
            progress("building the snapshot", 0, None)
            report.published = build_and_publish(catalogue, layout, build).id
        catalogue.put_run(report.started, report.finished, report.to_plain())
    return report


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _checked(targets: Sequence[str]) -> list[str | Path]:
    """Targets as URLs and existing paths. Raises InputError before anything is taken in."""
    if not targets:
        raise InputError("Name at least one folder, file or URL to take in.")
    checked: list[str | Path] = []
    for target in targets:
        if target.startswith(("http://", "https://")):
            checked.append(target)
        elif not (path := Path(target)).exists():
            raise InputError(f"There is no file or folder {target!r}, and it is not an http(s) URL.")
        else:
            checked.append(path)
    return checked


def _supplied(catalogue: Catalogue, options: Options, targets: Sequence[str]) -> Attachment | None:
    """The talk that a supplied file is attached to. Raises InputError when there is no such workshop or talk."""
    if options.supplied is None:
        return None
    slug, wanted, role = options.supplied
    if len(targets) != 1 or not Path(targets[0]).is_file():
        raise InputError("--workshop attaches one file to one talk: name exactly one file.")
    workshop = catalogue.workshop(slug)
    if workshop is None:
        known = ", ".join(w.slug for w in catalogue.workshops()) or "none yet"
        raise InputError(f"There is no workshop {slug!r} in this data directory; there is {known}.")
    if wanted is None:
        return Attachment(workshop=slug, year=workshop.year)
    talk = find_talk(workshop, wanted)
    if talk is None:
        raise InputError(
            f"Workshop {slug} has no talk {wanted!r}; give its number, 1 to {len(workshop.talks)}, or title."
        )
    return talk_attachment(workshop, talk, role or "paper")


def _answers(layout: Layout, build: Build, change: int) -> bool:
    """Whether the snapshot that answers holds the catalogue as it is, made with this encoder and parameters."""
    try:
        manifest = Manifest.read(layout.path(layout.current_id()))
    except (NoSnapshotError, DamagedError, VersionError):
        return False
    return (
        manifest.catalogue_change == change
        and manifest.encoder_id == build.encoder.id
        and manifest.making == build.making
        and json.dumps(manifest.ranking, sort_keys=True) == json.dumps(build.ranking, sort_keys=True)
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The parts a target is taken in with."""

    intake: Intake
    pool: ExtractionPool
    originals: Originals
    fetcher: Fetcher
    options: Options
    data: Path

    def take(self, target: str | Path, attachment: Attachment | None) -> None:
        """One target whole, what is gone from it included."""
        if isinstance(target, str):
            WebIntake(self.intake, self.pool, self.originals, self.fetcher, self.options.web).take(target)
        elif target.is_dir():
            self._folder(target)
        else:
            self._file(target, attachment)

    def _file(self, path: Path, attachment: Attachment | None) -> None:
        try:
            found = find_file(path)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from error
        root = found.source
        if path.suffix == ".jsonl":
            self._records(found, root)
        else:
            self.intake.take_files(
                file_candidates(self.intake, self.originals, [found], root, attachment), self.pool
            )

    def _folder(self, path: Path) -> None:
        listing = list_folder(path, own_data=[self.data])
        root = listing.root.as_uri()
        for passed in listing.passed_over:
            where = (listing.root / passed.relative).as_uri()
            if passed.failure:
                self.intake.report.fail(where, passed.reason, passed.message)
            else:
                self.intake.report.note(where, f"left out: {passed.message}")
        for workshop in listing.workshops:
            take_workshop_folder(
                self.intake, self.pool, self.originals, self.fetcher, workshop, root, self.options.web
            )
        plain = [file for file in listing.files if file.kind == "file"]
        self.intake.take_files(file_candidates(self.intake, self.originals, plain, root, None), self.pool)
        for file in listing.files:
            if file.kind == "records":
                self._records(file, root)
        self._settle_gone(listing, root)

    def _records(self, found: FoundFile, root: str) -> None:
        try:
            take_records(self.intake, found.real, root)
        except ExtractionError as error:
            self.intake.report.fail(found.source, error.code, str(error))
            self._keep_all(found.source)
            return
        if root == found.source:
            self._drop_unseen(root)

    def _keep_all(self, prefix: str) -> None:
        """A file that could not be read says nothing about what is gone from it."""
        for entry in self.intake.catalogue.entries():
            if entry.document.source.startswith(prefix):
                self.intake.seen.add(entry.document.id)

    def _settle_gone(self, listing: Listing, root: str) -> None:
        if listing.complete:
            self._drop_unseen(root)
        else:
            self.intake.report.note(root, "not listed completely, so nothing is counted as gone.")

    def _drop_unseen(self, root: str) -> None:
        """Mark what this root no longer holds as gone.

        Where that is more than half of what was there nothing is removed and the report says so, unless removals
        are allowed: a mount that is empty by mistake must not empty the index.
        """
        entries = [
            e for e in self.intake.catalogue.entries(root) if e.document.state in ("live", "stale", "failed")
        ]
        unseen = [entry for entry in entries if entry.document.id not in self.intake.seen]
        served = [entry for entry in unseen if entry.document.state != "failed"]
        if len(served) * 2 > len(entries) and not self.options.allow_removals:
            message = (
                f"{len(served)} of {len(entries)} documents are no longer there. Nothing was removed. If that is "
                "meant, run again with --allow-removals."
            )
            self.intake.report.fail(root, "removals-refused", message)
            return
        for entry in unseen:
            gone = replace(entry.document, state="gone", last_seen=self.intake.now)
            self.intake.catalogue.put_entry(replace(entry, document=gone))
        self.intake.report.gone += len(served)


def file_candidates(
    intake: Intake,
    originals: Originals,
    files: Sequence[FoundFile],
    root: str,
    attachment: Attachment | None,
) -> Iterator[Candidate]:
    """Of ``files`` those that need reading, their bytes kept; what cannot be read is named in the report."""
    for number, found in enumerate(files, start=1):
        intake.progress("listing", number, len(files))
        try:
            if intake.unchanged(found.source, hash_file(found.real), None, attachment):
                continue
            content_hash, path = originals.keep(read_file(found.real).data)
        except ExtractionError as error:
            bare = Candidate(found.source, root, "", found.path, found.path.name, attachment=attachment)
            intake.fail(bare, error)
            continue
        yield Candidate(found.source, root, content_hash, path, found.path.name, attachment=attachment)
