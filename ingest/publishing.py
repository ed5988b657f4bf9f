"""Publishing the catalogue as a snapshot, if the current one does not hold it already."""

from __future__ import annotations

import json
from collections.abc import Sequence

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import (
    DamagedError,
    NoSnapshotError,
    StoreAwayError,
    VersionError,
    WorkshopSearchError,
)
from corpus.ids import is_within
from corpus.model import DocumentState
from ingest.indexing.continuity import document_ids
from ingest.indexing.report import Progress, Report
from ingest.targets.roots import came_from, root_of
from ingest.targets.target import Options
from search.index.milvus.collection import Collection
from search.snapshot.build import Build, build_and_publish, content_hash
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.retention import follow_or_say, prune


def publish_if_different(
    catalogue: Catalogue, layout: Layout, build: Build, report: Report, options: Options, progress: Progress
) -> None:
    """Publish a snapshot of the catalogue unless the one that answers holds it, and remove old ones.

    After a rollback nothing is published unless ``options`` ends it. Where more than half of what answers would be
    gone, nothing is published and a rollback stays; the report says so. Only for the holder of the writer lock.
    """
    ends_rollback = options.rebuild or options.unpin
    if not options.rebuild and _is_published(layout, build, catalogue):
        if ends_rollback:
            layout.unpin()
        _update_alias(layout, report)
        return
    pinned = layout.pinned_id()
    if pinned is not None and not ends_rollback:
        report.wait_for(pinned)
        report.note(
            str(layout.data),
            f"snapshot {pinned} is pinned, so what was ingested waits in the catalogue. "
            "`workshop-search snapshots unpin` publishes it.",
        )
        return
    given_up = [root_of(target) for target in (*options.forget, *filter(None, [options.moved_from]))]
    if not (options.rebuild or options.start_empty or options.allow_removals):
        refused = _refusal(catalogue, layout, given_up)
        if refused is not None:
            report.fail(str(layout.data), "removals-refused", refused)
            return
    layout.unpin()
    progress("building the snapshot", 0, None)
    # What is published must not be ahead of a catalogue that a loss of power threw back.
    catalogue.flush()
    report.publish(build_and_publish(catalogue, layout, build).id)
    prune(layout, options.keep)
    _update_alias(layout, report)


def _update_alias(layout: Layout, report: Report) -> None:
    """Update the alias and old collections on Milvus. If it does not answer, the report says so."""
    if (said := follow_or_say(layout)) is not None:
        report.note(str(layout.data), said)


def _refusal(catalogue: Catalogue, layout: Layout, given_up: Sequence[str]) -> str | None:
    """What is wrong with publishing, where it would take away more than half of the documents that answer.

    Those deleted by hand do not count, nor those of a root that a person gave up: each was named. Neither do those
    that answer under another id, nor files inside others, which go with these.
    """
    try:
        answering = document_ids(layout, Manifest.read(layout.path(layout.current_id())))
    except WorkshopSearchError:
        return None
    states: dict[str, DocumentState] = {}
    left_out = catalogue.renamed()
    for identifier, found_under, source, state in catalogue.places():
        states[identifier] = state
        given_up_too = state == "gone" and any(came_from(r, found_under, source) for r in given_up)
        if state == "deleted" or given_up_too or is_within(source):
            left_out.add(identifier)
    expected = [name for name in answering if name not in left_out]
    gone = sum(states.get(name) not in ("live", "stale") for name in expected)
    if gone * 2 <= len(expected):
        return None
    return (
        f"{gone} of the {len(expected)} documents that answer would be removed. Nothing was published. To remove "
        "them, run again with --allow-removals."
    )


def _is_published(layout: Layout, build: Build, catalogue: Catalogue) -> bool:
    """Whether the snapshot that answers holds the catalogue as it is, made and kept as ``build`` says."""
    try:
        manifest = Manifest.read(layout.path(layout.current_id()))
    except (NoSnapshotError, DamagedError, VersionError):
        return False
    return (
        manifest.catalogue_change == catalogue.change_number()
        and manifest.encoder_id == build.encoder.id
        and manifest.making == build.making
        and manifest.token_space == (build.tokens.id if build.tokens else "")
        and manifest.on_milvus == (build.store == "milvus")
        and json.dumps(manifest.ranking, sort_keys=True) == json.dumps(build.ranking, sort_keys=True)
        and manifest.content_hash == content_hash(catalogue, build.encoder.id)
        and (not manifest.on_milvus or _has_collection(layout, manifest))
    )


def _has_collection(layout: Layout, manifest: Manifest) -> bool:
    """Whether this Milvus holds the collection: another one may be set than it was written to."""
    if layout.milvus is None:
        return False
    try:
        Collection(layout.milvus, manifest.vector_index["collection"]).ready(manifest.passages, manifest.dimension)
    except DamagedError:
        return False
    except StoreAwayError:
        return True  # nor could it be written now
    return True
