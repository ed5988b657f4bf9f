"""Opens a snapshot: everything an answer needs, first checked against its manifest."""

from __future__ import annotations

from collections.abc import Collection as Ids
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import DamagedError, ModelError, StoreError
from corpus.ids import digest
from search.arrays import Mask
from search.index.flat import FlatIndex
from search.index.int8 import MIN_ROWS, Int8Index
from search.index.ivfpq import IvfParams, IvfPqIndex
from search.index.milvus.collection import Collection
from search.index.milvus.connection import Milvus
from search.index.milvus.lexical import MilvusLexicalIndex
from search.index.milvus.terms import Terms
from search.index.milvus.vectors import MilvusVectors
from search.index.protocols import LexicalIndex, VectorIndex
from search.index.row_filter import MaskedIndex, RowFilter
from search.index.tantivy import TantivyIndex
from search.index.token_index import TokenIndex
from search.query import Filters
from search.snapshot.facets import facet_keys
from search.snapshot.hidden import HiddenLexical, HiddenStore, HiddenVectors
from search.snapshot.layout import LEXICAL, SHORTLIST, STORE, TERMS, TOKENS, VECTORS, Layout
from search.snapshot.lease import ReadLease
from search.snapshot.manifest import Manifest, verify
from search.snapshot.store import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable state of the corpus. Rows of store, vectors and lexical index are the same passages."""

    manifest: Manifest
    store: Store
    vectors: VectorIndex
    lexical: LexicalIndex
    lease: ReadLease | None = None
    tokens: TokenIndex | None = None

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        expected_encoder: str | None = None,
        milvus: Milvus | None = None,
        deleted: Ids[str] = (),
    ) -> Snapshot:
        """Open and check the snapshot in ``directory``; ``milvus`` holds its vectors if they are not in it.

        Documents ``deleted`` by hand since are not found in it.

        Raises DamagedError when a file is missing or differs from its checksum, VersionError for another format,
        ModelError when it was built with an encoder other than ``expected_encoder``, StoreAwayError when its
        vectors cannot be reached. It is not removed until it is closed.
        """
        lease = ReadLease.acquire(directory)
        try:
            opened = cls._open(directory, expected_encoder, lease, milvus)
            return opened._without(deleted) if deleted else opened
        except BaseException:
            lease.release()
            raise

    @classmethod
    def _open(
        cls, directory: Path, expected_encoder: str | None, lease: ReadLease, milvus: Milvus | None
    ) -> Snapshot:
        manifest = Manifest.read(directory)
        if expected_encoder is not None and manifest.encoder_id != expected_encoder:
            raise ModelError(
                f"Snapshot {manifest.id} was built with {manifest.encoder_name} ({manifest.encoder_id}), "
                f"but {expected_encoder} is configured: their vectors cannot be compared. Run `workshop-search "
                "ingest` to encode the corpus with the configured model, or configure the model it was built with."
            )
        # First, because it is the quickest to fail: while Milvus is away no file is read in vain.
        collection = _collection(manifest, milvus)
        verify(directory, manifest)
        store = Store(directory / STORE)
        try:
            vectors, lexical = _indexes(directory, manifest, store, collection)
            tokens = _tokens(directory, manifest)
        except BaseException:
            store.close()
            raise
        return cls(manifest, store, vectors, lexical, lease, tokens)

    @classmethod
    def open_current(cls, layout: Layout, *, expected_encoder: str | None = None) -> Snapshot:
        """Open the current snapshot. Raises NoSnapshotError, and what :meth:`open` raises."""
        current = layout.current_id()
        while True:
            try:
                return cls.open(
                    layout.path(current),
                    expected_encoder=expected_encoder,
                    milvus=layout.milvus,
                    deleted=layout.deleted_ids(),
                )
            except DamagedError:
                # Between reading the pointer and leasing the folder another snapshot may have been published and
                # this one removed; only the current one may be called damaged.
                current, before = layout.current_id(), current
                if current == before:
                    raise

    def _without(self, deleted: Ids[str]) -> Snapshot:
        """The same in which these documents are not found."""
        held = [document.id for document in self.store.documents_of(deleted)]
        if not held:
            return self
        store = HiddenStore(self.store.path, held)
        self.store.close()
        vectors, lexical = HiddenVectors(self.vectors, store), HiddenLexical(self.lexical, store)
        return replace(self, store=store, vectors=vectors, lexical=lexical)

    def close(self) -> None:
        """Close its files and release the lease."""
        self.store.close()
        if self.lease is not None:
            self.lease.release()

    @property
    def state_id(self) -> str:
        """Identifies the answers: the snapshot, and the documents that are hidden from it."""
        if not isinstance(self.store, HiddenStore):
            return self.manifest.id
        return f"{self.manifest.id} {digest(' '.join(sorted(self.store.hidden)), 16)}"

    def row_filter(self, filters: Filters) -> RowFilter:
        """The rows that pass ``filters``."""
        return RowFilter(self.manifest.passages, self.store.facet_rows, facet_keys(filters))

    def mask(self, filters: Filters) -> Mask | None:
        """The rows that pass ``filters`` as a mask, or None without filters."""
        return self.row_filter(filters).mask if filters else None


def _collection(manifest: Manifest, milvus: Milvus | None) -> Collection | None:
    """The collection of a snapshot on Milvus, loaded and checked. Raises StoreError without ``milvus``."""
    if not manifest.on_milvus:
        return None
    if milvus is None:
        raise StoreError(
            f"The vectors of snapshot {manifest.id} are on Milvus: say where by WORKSHOP_SEARCH_MILVUS_URI, "
            "or run `workshop-search move --to faiss`."
        )
    collection = Collection(milvus, manifest.vector_index["collection"])
    collection.ready(manifest.passages, manifest.dimension)
    return collection


def _indexes(
    directory: Path, manifest: Manifest, store: Store, collection: Collection | None
) -> tuple[VectorIndex, LexicalIndex]:
    """The two indexes. Raises DamagedError if the parts differ in size."""
    how, expected = manifest.vector_index, (manifest.passages, manifest.dimension)
    vectors: VectorIndex
    if collection is not None:
        vectors, shape = MilvusVectors(collection, expected, how["breadth"]), None
    else:
        rows = _vectors(directory, manifest)
        vectors, shape = MaskedIndex(rows), rows.shape
    lexical: TantivyIndex | MilvusLexicalIndex
    if collection is not None and how["words"]:
        lexical = MilvusLexicalIndex(
            collection, Terms(directory / TERMS), lambda rows: [p.indexed_text for p in store.passages(rows)]
        )
    else:
        lexical = TantivyIndex.open(directory / LEXICAL)
    if {store.size, lexical.size} != {manifest.passages} or shape not in (None, expected):
        raise DamagedError(
            f"Snapshot {manifest.id} disagrees with its manifest: {manifest.passages} passages announced, "
            f"{store.size} stored, {shape[0] if shape else manifest.passages} vectors, {lexical.size} in the "
            "lexical index."
        )
    return vectors, lexical


def _tokens(directory: Path, manifest: Manifest) -> TokenIndex | None:
    if not manifest.token_space:
        return None
    tokens = TokenIndex.open(directory / TOKENS)
    if tokens.size != manifest.passages:
        raise DamagedError(
            f"Snapshot {manifest.id} holds the tokens of {tokens.size} passages, of {manifest.passages}."
        )
    return tokens


def _vectors(directory: Path, manifest: Manifest) -> FlatIndex | Int8Index | IvfPqIndex:
    flat = FlatIndex.open(directory / VECTORS)
    how = manifest.vector_index
    if how.get("kind", "exact") == "exact":
        return flat if flat.shape[0] < MIN_ROWS else Int8Index(flat)
    return IvfPqIndex.open(directory / SHORTLIST, flat, IvfParams(how["probes"], how["short"]))
