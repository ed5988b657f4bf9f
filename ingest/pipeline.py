"""One ingest run from its targets to the published snapshot."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Jobs
from corpus.catalogue.maintenance import shrink
from corpus.errors import DamagedError, InputError, NoSnapshotError, VersionError
from corpus.lock import writer_lock
from ingest.indexing.blob_store import Originals
from ingest.indexing.candidate import Attachment
from ingest.indexing.chunk import chunker_key
from ingest.indexing.continuity import catch_up, refuse_behind, refuse_lost, start_empty
from ingest.indexing.encoding import EncodingAhead, encode_missing, token_space
from ingest.indexing.erasure import purge, unpin_holding
from ingest.indexing.moves import alias_moved
from ingest.indexing.paper_links import resolve_paper_links
from ingest.indexing.removal import Removal
from ingest.indexing.report import Progress, Report, silent
from ingest.indexing.writer import DocumentWriter
from ingest.publishing import publish_if_different
from ingest.sources.http.response import Fetcher
from ingest.targets.assembly import Parts, assembled
from ingest.targets.roots import MovedRoot, forget
from ingest.targets.target import Options
from ingest.targets.workshop_page import find_talk, talk_attachment
from ingest.workshop_page.reading import ReadingPool
from search.encoder.choice import choose
from search.encoder.protocol import Encoder, EncoderIdentity
from search.ranking.parameters import parameters_for
from search.snapshot.build import Build
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.mending import mend_pointers

log = logging.getLogger("workshop_search")

__all__ = ["Options", "ingest"]


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
    """Ingest every target (a folder, a file, a URL), then publish a snapshot if anything changed.

    A file that fails is named in the report and stops nothing else. ``ranking`` goes into the snapshot's manifest.
    Without targets the run only restores or deletes documents, and completes what an earlier run left unencoded or
    unpublished. Raises InputError for a target that does not exist, NotFoundError for an unknown document,
    BusyError while another run is writing, LostCatalogueError if the catalogue is missing or behind what is
    published, StoreError when the data directory cannot be written.
    """
    options = options or Options()
    report = Report(started=now())
    layout = Layout(data, options.milvus)
    named = parse_targets(targets, options)
    with (
        writer_lock(data, wait=options.wait),
        _opened(layout, options, report) as catalogue,
        ReadingPool() as pool,
    ):
        _note_other_model(layout, encoder.identity, report)
        with EncodingAhead(catalogue, encoder) as ahead:
            parts = Parts(
                catalogue=catalogue,
                originals=Originals(data / "originals"),
                encoder=encoder,
                pool=pool,
                fetcher=fetcher,
                report=report,
                progress=progress,
                options=options,
                data=data,
                now=now(),
                encode=ahead.add,
            )
            erased = _change_and_read(parts, named, targets)
        alias_moved(catalogue, parts.now)
        resolve_paper_links(catalogue)
        encoded = ahead.encoded + encode_missing(catalogue, encoder, progress)
        report.finish(now(), passages=catalogue.count_served(), encoded=encoded)
        unpin_holding(layout, erased, report)
        build = Build(
            encoder.identity,
            {"chunker": chunker_key(encoder)},
            dict(parameters_for(encoder.identity.name).to_json() if ranking is None else ranking),
            report.to_plain(),
            encoder.encode_query,
            store=options.store,
            tokens=token_space(catalogue, encoder),
        )
        publish_if_different(catalogue, layout, build, report, options, progress)
        purge(catalogue, layout, erased, report)
        catalogue.put_run(report.started, report.finished, report.to_plain())
    return report


def _change_and_read(parts: Parts, named: Sequence[str | Path], targets: Sequence[str]) -> frozenset[str]:
    """Change what the options name by hand, then read every target. Returns the ids of what was ever erased."""
    catalogue, options = parts.catalogue, parts.options
    attachment = attachment_for(catalogue, options, targets)
    moved = _moved_root(catalogue, options, targets)
    ingesters = assembled(parts, moved.slugs() if moved else {})
    erased = _remove_by_hand(parts, ingesters.writer, moved)
    for slug in options.read_again:
        ingesters.corrector.read_again(slug)
    for target in named:
        complete = ingesters.targets.ingest(target, attachment)
        if moved is not None:
            moved.take_over(ingesters.writer, parts.report, options.allow_removals, complete=complete)
    ingesters.writer.flush_visits()
    return erased


def _opened(layout: Layout, options: Options, report: Report) -> Catalogue:
    """The catalogue, after damaged pointers are repaired. Raises LostCatalogueError if it is lost or behind."""
    for sentence in mend_pointers(layout):
        report.note(str(layout.data), sentence)
    layout.sweep()
    if options.start_empty and (aside := start_empty(layout)) is not None:
        report.note(str(layout.data), f"the former catalogue, API keys included, is kept as {aside.name}")
    refuse_lost(layout)
    catalogue = Catalogue.open(layout.data / CATALOGUE)
    try:
        if not options.start_empty:
            refuse_behind(catalogue, layout)
            catch_up(catalogue, layout)
        Jobs(catalogue, layout.data).sweep()
    except BaseException:
        catalogue.close()
        raise
    return catalogue


def _note_other_model(layout: Layout, identity: EncoderIdentity, report: Report) -> None:
    """Say so if the library was encoded with another model. Its vectors stay in the catalogue."""
    try:
        former = Manifest.read(layout.path(layout.current_id()))
    except (NoSnapshotError, DamagedError, VersionError):
        return
    if former.encoder_id == identity.id or former.encoder_name == identity.name:
        return
    before, now_used = choose(former.encoder_name).setting, choose(identity.name).setting
    sentence = (
        f"the library was encoded with the model {before}, and this run encodes it with {now_used}. To keep "
        f"{before}, set WORKSHOP_SEARCH_MODEL={before} and run ingest again; what it encoded is kept"
    )
    log.warning("%s", sentence)
    report.note(str(layout.data), sentence)


def _remove_by_hand(parts: Parts, writer: DocumentWriter, moved: MovedRoot | None) -> frozenset[str]:
    """Restore, delete and erase what the options name, all or nothing. Returns the ids of what was ever erased."""
    catalogue, options, report = parts.catalogue, parts.options, parts.report
    removal = Removal(catalogue, parts.data, parts.now, report)
    with catalogue.transaction():
        removal.reconcile()
        for identifier in options.restore:
            removal.restore(identifier)
        for identifier in options.delete:
            removal.delete(identifier)
        for identifier in options.erase:
            removal.erase(identifier)
        for target in options.forget:
            forget(catalogue, target, writer, report)
        if moved is not None:
            moved.keep_deleted(removal)
        removal.write()
    if options.erase and not shrink(catalogue):
        in_use = (
            "the catalogue is in use, so erased text may stay in its log until every server has been stopped once"
        )
        report.note(str(parts.data), in_use)
    return removal.erased


def _moved_root(catalogue: Catalogue, options: Options, targets: Sequence[str]) -> MovedRoot | None:
    """The root that ``moved_from`` says is elsewhere now; None without that option. Raises InputError."""
    if options.moved_from is None:
        return None
    if len(targets) != 1:
        raise InputError("--moved-from says where one folder, file or URL was: name exactly one to ingest.")
    return MovedRoot(catalogue, options.moved_from, targets[0])


def now() -> str:
    """This moment as reports write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def parse_targets(targets: Sequence[str], options: Options) -> list[str | Path]:
    """Targets as URLs and existing paths. Raises InputError before anything is taken in."""
    by_hand = options.restore or options.delete or options.erase or options.forget or options.start_empty
    if not (targets or by_hand or options.rebuild or options.unpin or options.read_again):
        raise InputError("Name at least one folder, file or URL to ingest.")
    found: list[str | Path] = []
    for target in targets:
        if target.lower().startswith(("http://", "https://")):
            found.append(target)
        elif not (path := Path(target)).exists():
            raise InputError(f"There is no file or folder {target!r}, and it is not an http(s) URL.")
        else:
            found.append(path)
    return found


def attachment_for(catalogue: Catalogue, options: Options, targets: Sequence[str]) -> Attachment | None:
    """The talk that a supplied file is attached to. Raises InputError when there is no such workshop or talk."""
    if options.attach_to is None:
        return None
    slug, wanted, role = options.attach_to
    if len(targets) != 1 or Path(targets[0]).is_dir():
        raise InputError("--workshop attaches one file to one talk: name exactly one file or URL.")
    workshop = catalogue.workshop(slug)
    if workshop is None:
        known = ", ".join(w.slug for w in catalogue.workshops()) or "none yet"
        raise InputError(f"There is no workshop {slug!r} in this data directory. Known workshops: {known}.")
    if wanted is None:
        return Attachment(workshop=slug, year=workshop.year)
    talk = find_talk(workshop, wanted)
    if talk is None:
        raise InputError(
            f"Workshop {slug} has no talk {wanted!r}, or several whose titles begin like that. Give the talk's "
            f"number, 1 to {len(workshop.talks)}, or its whole title."
        )
    return talk_attachment(workshop, talk, "presentation" if role == "presentation" else "paper")
