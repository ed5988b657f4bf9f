"""Opening a snapshot: everything an answer needs, checked against its manifest first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import DamagedError, ModelError
from search.lexical import LexicalIndex, TantivyIndex
from search.question import Filters
from search.shortlist import ShortlistIndex, Tuning
from search.snapshot.facets import facet_key
from search.snapshot.hold import Hold
from search.snapshot.layout import LEXICAL, SHORTLIST, STORE, VECTORS, Layout
from search.snapshot.manifest import Manifest, verify
from search.snapshot.store import Store
from search.vectors import ExactIndex, Mask, VectorIndex


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable state of the corpus. Rows of store, vectors and lexical index are the same passages."""

    manifest: Manifest
    store: Store
    vectors: VectorIndex
    lexical: LexicalIndex
    hold: Hold | None = None

    @classmethod
    def open(cls, directory: Path, *, expected_encoder: str | None = None) -> Snapshot:
        """Open and check the snapshot in ``directory``.

        Raises DamagedError when a file is missing or differs from its checksum, VersionError for another format,
        ModelError when it was built with an encoder other than ``expected_encoder``. Until it is closed nobody
        removes it.
        """
        hold = Hold.take(directory)
        try:
            return cls._open(directory, expected_encoder, hold)
        except BaseException:
            hold.release()
            raise

    @classmethod
    def _open(cls, directory: Path, expected_encoder: str | None, hold: Hold) -> Snapshot:
        manifest = Manifest.read(directory)
        if expected_encoder is not None and manifest.encoder_id != expected_encoder:
            raise ModelError(
                f"Snapshot {manifest.id} was built with {manifest.encoder_name} ({manifest.encoder_id}), "
                f"but {expected_encoder} is configured: their vectors cannot be compared. Run `workshop-search "
                "ingest` to encode the corpus with the configured model, or configure the model it was built with."
            )
        verify(directory, manifest)
        store = Store(directory / STORE)
        vectors = _vectors(directory, manifest)
        lexical = TantivyIndex.open(directory / LEXICAL)
        counts = {manifest.passages, store.size, vectors.shape[0], lexical.size}
        if len(counts) != 1 or vectors.shape[1] != manifest.dimension:
            store.close()
            raise DamagedError(
                f"Snapshot {manifest.id} disagrees with its manifest: {manifest.passages} passages announced, "
                f"{store.size} stored, {vectors.shape[0]} vectors, {lexical.size} in the lexical index."
            )
        return cls(manifest, store, vectors, lexical, hold)

    @classmethod
    def open_current(cls, layout: Layout, *, expected_encoder: str | None = None) -> Snapshot:
        """Open the one that answers."""
        current = layout.current_id()
        while True:
            try:
                return cls.open(layout.path(current), expected_encoder=expected_encoder)
            except DamagedError:
                # Between reading the pointer and holding the folder another may have been published and this one
                # removed; only the one that answers now may be called damaged.
                current, before = layout.current_id(), current
                if current == before:
                    raise

    def close(self) -> None:
        """Let go of its files."""
        self.store.close()
        if self.hold is not None:
            self.hold.release()

    def mask(self, filters: Filters) -> Mask | None:
        """Which rows pass the filters, or None when there are none."""
        mask: Mask | None = None
        for name, values in filters.items():
            rows = np.concatenate([self.store.facet_rows(facet_key(name, value)) for value in values])
            one = np.zeros(self.manifest.passages, dtype=np.bool_)
            one[rows] = True
            mask = one if mask is None else mask & one
        return mask


def _vectors(directory: Path, manifest: Manifest) -> ExactIndex | ShortlistIndex:
    exact = ExactIndex.open(directory / VECTORS)
    how = manifest.vector_index
    if how.get("kind", "exact") == "exact":
        return exact
    return ShortlistIndex.open(directory / SHORTLIST, exact, Tuning(how["probes"], how["short"]))


def facet_keys(filters: Filters) -> list[list[str]]:
    """The same filters as the lexical index takes them."""
    return [[facet_key(name, value) for value in values] for name, values in filters.items()]
