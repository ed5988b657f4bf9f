"""Builds a snapshot from the catalogue: written aside, verified, then published."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np

from corpus.catalogue.catalogue import Catalogue
from corpus.disk import is_full, why
from corpus.errors import StoreError
from corpus.sentences import sentences
from search.arrays import Floats
from search.encoder.protocol import EncoderIdentity
from search.encoder.token_space import TokenSpace
from search.index.flat import FlatIndex, write_vectors
from search.index.ivfpq import write_ivfpq
from search.index.milvus.build import BREADTH, MilvusWriter, recall
from search.index.milvus.collection import collection_name, drop_others
from search.index.tantivy import write_tantivy
from search.index.token_index import write_tokens
from search.snapshot.layout import LEXICAL, SHORTLIST, STORE, TERMS, TOKENS, VECTORS, Layout
from search.snapshot.manifest import FORMAT, Manifest, checksums
from search.snapshot.open import Snapshot
from search.snapshot.store_writer import StoreWriter

_BLOCK = 4096
_QUESTIONS = 400
EXACT_UP_TO = 50_000
"""Number of passages up to which every vector is compared: 6 ms on one core at this size, where the short list
takes 1. Below it, the gain is not worth missing a passage."""


StoreKind = Literal["faiss", "milvus"]


@dataclass(frozen=True, slots=True)
class Build:
    """What goes into a snapshot besides the catalogue. ``making`` and ``ranking``: see :class:`Manifest`.

    ``encode`` gives a question's vector. An approximate index takes its place beside the vectors of more than
    ``exact_up_to`` passages where its recall can be measured, that is where ``encode`` is given. ``store`` is
    where vectors are kept, and words where it can hold them. ``tokens`` is the space of the tokens whose codes go
    along, None for none; every passage must then have its codes in the catalogue's cache.
    """

    encoder: EncoderIdentity
    making: dict[str, str]
    ranking: dict[str, Any]
    report: dict[str, Any]
    encode: Callable[[str], Floats] | None = None
    exact_up_to: int = EXACT_UP_TO
    store: StoreKind = "faiss"
    tokens: TokenSpace | None = None


def build_and_publish(catalogue: Catalogue, layout: Layout, build: Build) -> Manifest:
    """Write everything that ``catalogue`` serves as a new snapshot, verify it, and make it current.

    Every passage must have its vector in the catalogue's cache. Only for the holder of the writer lock. If the
    process is killed at any point, the previous snapshot stays current. Raises StoreError if writing fails.
    """
    layout.sweep()
    building = layout.new_building()
    try:
        manifest = _write(catalogue, building, build, layout)
        Snapshot.open(building, expected_encoder=build.encoder.id, milvus=layout.milvus).close()
        layout.publish(building, manifest.id)
    except BaseException as error:
        _discard(layout)
        if isinstance(error, (OSError, sqlite3.Error)) or is_full(error):
            raise StoreError(
                f"The snapshot could not be written ({why(error)}). The previous snapshot stays current."
            ) from error
        raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def _discard(layout: Layout) -> None:
    """Remove collections that no snapshot names, such as that of a failed build."""
    if layout.milvus is not None and layout.has_alias():
        with suppress(StoreError):
            drop_others(layout.milvus, layout.alias(), [collection_name(layout.alias(), n) for n in layout.ids()])


def _write(catalogue: Catalogue, building: Path, build: Build, layout: Layout) -> Manifest:
    store = StoreWriter(building / STORE)
    content = content_hash(catalogue, build.encoder.id)
    snapshot_id = layout.new_id(content)
    with store:
        store.put_documents(catalogue)
        if build.store == "milvus":
            passages, vector_index = _on_milvus(catalogue, building, build, store, layout, snapshot_id)
        else:
            passages, vector_index = _in_files(catalogue, building, build, store)
        store.finish(build.report)
    if build.tokens is not None:
        _write_tokens(catalogue, building / TOKENS, build.tokens)
    for path in (building / name for name in (STORE, VECTORS, SHORTLIST, TERMS, TOKENS)):
        if path.exists():
            path.chmod(0o644)
    now = datetime.now(UTC)
    manifest = Manifest(
        id=snapshot_id,
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
        token_space=build.tokens.id if build.tokens else "",
    )
    manifest.write(building)
    return manifest


def _in_files(
    catalogue: Catalogue, building: Path, build: Build, store: StoreWriter
) -> tuple[int, dict[str, Any]]:
    """Write words and vectors to the snapshot's folder.

    Returns the number of passages, and facts for the manifest.
    """
    passages = write_tantivy(building / LEXICAL, _indexed(catalogue, store))
    blocks = _blocks(catalogue, build.encoder)
    vectors = write_vectors(building / VECTORS, build.encoder.dimension, passages, blocks)
    if vectors != passages:
        raise StoreError(f"{passages} passages but {vectors} vectors: the catalogue changed during the build.")
    return passages, _vector_index(catalogue, building, build, passages)


def _on_milvus(
    catalogue: Catalogue, building: Path, build: Build, store: StoreWriter, layout: Layout, snapshot_id: str
) -> tuple[int, dict[str, Any]]:
    """The same to a collection; words stay in the folder if the server does not support them."""
    if layout.milvus is None:
        raise StoreError("Milvus is the store, but WORKSHOP_SEARCH_MILVUS_URI does not say where it is.")
    writer = MilvusWriter(layout.milvus, building)
    noted = writer.noting(_indexed(catalogue, store))
    if writer.words:
        passages = sum(1 for _ in noted)
        writer.write_terms(building / TERMS)
    else:
        passages = write_tantivy(building / LEXICAL, noted)
    dimension, exact = build.encoder.dimension, passages <= build.exact_up_to or build.encode is None
    name = collection_name(layout.alias(), snapshot_id)
    collection = writer.write(name, dimension, _blocks(catalogue, build.encoder), exact=exact)
    told = {"kind": "milvus", "collection": name, "words": writer.words, "breadth": 0 if exact else BREADTH}
    if not exact and build.encode is not None:
        questions = np.stack([build.encode(text) for text in _sample_questions(catalogue, passages)])
        found = recall(collection, dimension, questions, _blocks(catalogue, build.encoder))
        told |= {"recall_at_10": round(found, 4), "measured_on": len(questions)}
    return passages, told


def _indexed(catalogue: Catalogue, store: StoreWriter) -> Iterator[tuple[int, str, Sequence[str]]]:
    """Yield passages for the lexical index, writing each to the store on the way."""
    for row, (passage, payload) in enumerate(catalogue.served_payloads()):
        yield row, passage.indexed_text, store.put_passage(row, passage, payload)


def content_hash(catalogue: Catalogue, encoder_id: str) -> str:
    """The content hash (see :class:`Manifest`) of what ``catalogue`` holds now, with vectors of this encoder."""
    found = hashlib.sha256(encoder_id.encode())
    for passage_id, text_hash in catalogue.served_hashes():
        found.update(f"\n{passage_id} {text_hash}".encode())
    return found.hexdigest()


def _blocks(catalogue: Catalogue, encoder: EncoderIdentity) -> Iterator[Floats]:
    vectors = catalogue.served_vectors(encoder.id)
    while block := list(itertools.islice(vectors, _BLOCK)):
        if None in block:
            raise StoreError(
                "A passage has no vector. Run `workshop-search ingest` again to encode what is missing."
            )
        yield np.frombuffer(b"".join(vector for vector in block if vector), dtype="<f4").reshape(len(block), -1)


def _write_tokens(catalogue: Catalogue, path: Path, space: TokenSpace) -> None:
    lengths = [len(codes or b"") // space.dimension for codes in catalogue.served_vectors(space.id)]
    if 0 in lengths:
        raise StoreError("A passage has no tokens. Run `workshop-search ingest` again to encode what is missing.")
    write_tokens(path, space.dimension, lengths, (codes or b"" for codes in catalogue.served_vectors(space.id)))


def _vector_index(catalogue: Catalogue, building: Path, build: Build, passages: int) -> dict[str, Any]:
    """Write an approximate vector index if there are many passages. Returns facts for the manifest."""
    if passages <= build.exact_up_to or build.encode is None:
        return {"kind": "exact"}
    questions = np.stack([build.encode(text) for text in _sample_questions(catalogue, passages)])
    return write_ivfpq(building / SHORTLIST, FlatIndex.open(building / VECTORS), questions)


def _sample_questions(catalogue: Catalogue, passages: int) -> list[str]:
    """Sentences from passages all over the corpus, as queries to measure recall with.

    A sentence behaves like a question: it is shorter than a passage, and its vector is near it, not equal.
    """
    step = max(1, passages // _QUESTIONS)
    found: list[str] = []
    for passage, _ in itertools.islice(catalogue.served_passages(), 0, None, step):
        pieces = [passage.text[a:b] for a, b in sentences(passage.text, 0, len(passage.text))]
        found.append(pieces[len(found) % len(pieces)] if pieces else passage.text)
    return found
