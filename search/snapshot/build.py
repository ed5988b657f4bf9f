"""Making a snapshot from the catalogue: written aside, checked, then published."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import StoreError
from corpus.sentences import sentences
from search.encoder.protocol import EncoderIdentity
from search.lexical import write_tantivy
from search.shortlist import write_shortlist
from search.snapshot.layout import LEXICAL, SHORTLIST, STORE, VECTORS, Layout
from search.snapshot.manifest import FORMAT, Manifest, checksums
from search.snapshot.open import Snapshot
from search.snapshot.store_writer import StoreWriter
from search.vectors import ExactIndex, write_vectors

_BLOCK = 4096
_QUESTIONS = 400
EXACT_UP_TO = 50_000
"""Passages up to which every vector is compared: 6 ms on one core at this size, growing with it, where the short
list takes 1. Below, nothing is to be gained that is worth missing a passage."""


@dataclass(frozen=True, slots=True)
class Build:
    """What goes into a snapshot besides the catalogue. ``making`` and ``ranking``: see :class:`Manifest`.

    ``encode`` gives a question's vector. An approximate index takes its place beside the vectors of more than
    ``exact_up_to`` passages where its recall can be measured, that is where ``encode`` is given.
    """

    encoder: EncoderIdentity
    making: dict[str, str]
    ranking: dict[str, Any]
    report: dict[str, Any]
    encode: Callable[[str], NDArray[np.float32]] | None = None
    exact_up_to: int = EXACT_UP_TO


def build_and_publish(catalogue: Catalogue, layout: Layout, build: Build) -> Manifest:
    """Write all that is to be found in ``catalogue`` as a new snapshot, check it, and let it answer.

    Every passage must have its vector in the catalogue's cache. Only for the holder of the writer lock. A kill
    at any point leaves the snapshot that answered before. Raises StoreError when the disk refuses.
    """
    layout.sweep()
    building = layout.new_building()
    try:
        manifest = _write(catalogue, building, build, layout.new_id)
        Snapshot.open(building, expected_encoder=build.encoder.id).close()
        layout.publish(building, manifest.id)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The snapshot could not be written ({error}). The previous one goes on answering."
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def _write(catalogue: Catalogue, building: Path, build: Build, snapshot_id: Callable[[str], str]) -> Manifest:
    store = StoreWriter(building / STORE)
    with store:
        store.put_documents(catalogue)
        passages = write_tantivy(building / LEXICAL, _indexed(catalogue, store))
        store.finish(build.report)
    blocks = _blocks(catalogue, build.encoder)
    vectors = write_vectors(building / VECTORS, build.encoder.dimension, passages, blocks)
    if vectors != passages:
        raise StoreError(f"{passages} passages but {vectors} vectors: the catalogue changed during the build.")
    vector_index = _vector_index(catalogue, building, build, passages)
    for path in (building / STORE, building / VECTORS, building / SHORTLIST):
        if path.exists():
            path.chmod(0o644)
    now = datetime.now(UTC)
    content = _content_hash(catalogue, build.encoder)
    manifest = Manifest(
        id=snapshot_id(content),
        format=FORMAT,
        created=now.isoformat(timespec="seconds"),
        encoder_id=build.encoder.id,
        encoder_name=build.encoder.name,
        dimension=build.encoder.dimension,
        passages=passages,
        documents=store.documents,
        content_hash=content,
        catalogue_change=catalogue.change_number(),
        files=checksums(building),
        making=build.making,
        ranking=build.ranking,
        vector_index=vector_index,
    )
    manifest.write(building)
    return manifest


def _indexed(catalogue: Catalogue, store: StoreWriter) -> Iterator[tuple[int, str, Sequence[str]]]:
    """Write each passage to the store on its way to the lexical index."""
    for row, (passage, payload) in enumerate(catalogue.served_payloads()):
        yield row, passage.indexed_text, store.put_passage(row, passage, payload)


def _content_hash(catalogue: Catalogue, encoder: EncoderIdentity) -> str:
    found = hashlib.sha256(encoder.id.encode())
    for passage_id, text_hash in catalogue.served_hashes():
        found.update(f"\n{passage_id} {text_hash}".encode())
    return found.hexdigest()


def _blocks(catalogue: Catalogue, encoder: EncoderIdentity) -> Iterator[NDArray[np.float32]]:
    vectors = catalogue.served_vectors(encoder.id)
    while block := list(itertools.islice(vectors, _BLOCK)):
        if None in block:
            raise StoreError(
                "A passage has no vector. Run `workshop-search ingest` again: it encodes what is missing."
            )
        yield np.frombuffer(b"".join(vector for vector in block if vector), dtype="<f4").reshape(len(block), -1)


def _vector_index(catalogue: Catalogue, building: Path, build: Build, passages: int) -> dict[str, Any]:
    """Write what finds vectors faster than comparing all, where there are so many; tells what was done."""
    if passages <= build.exact_up_to or build.encode is None:
        return {"kind": "exact"}
    questions = np.stack([build.encode(text) for text in _sample_questions(catalogue, passages)])
    return write_shortlist(building / SHORTLIST, ExactIndex.open(building / VECTORS), questions)


def _sample_questions(catalogue: Catalogue, passages: int) -> list[str]:
    """Sentences from passages all over the corpus, to measure recall with.

    A sentence is asked for as a question is: it is shorter than a passage and lies beside it, not on it.
    """
    step = max(1, passages // _QUESTIONS)
    found: list[str] = []
    for passage, _ in itertools.islice(catalogue.served_passages(), 0, None, step):
        pieces = [passage.text[a:b] for a, b in sentences(passage.text, 0, len(passage.text))]
        found.append(pieces[len(found) % len(pieces)] if pieces else passage.text)
    return found
