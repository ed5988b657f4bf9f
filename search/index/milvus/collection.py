"""A snapshot's passages as a Milvus collection: created, filled, loaded, counted, searched.

Like a snapshot, a collection is written once and never changed. Readers use the name in their snapshot's manifest,
so all of an answer comes from it. The alias names the current collection for other clients.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from corpus.errors import DamagedError, StoreAwayError, StoreError
from search.arrays import Floats, Rows
from search.index.milvus.connection import BUILD_SECONDS, QUESTION_SECONDS, Milvus
from search.index.milvus.failures import NotLoadedError, RefusedError
from search.index.milvus.filters import FACETS, ROW, TERMS, VECTOR, WORDS

T = TypeVar("T")

MOST = 16_384
"""Largest number of results of one request, a limit of Milvus."""
_LOAD_SECONDS, _RELOAD_SECONDS = 60.0, 1.0
_FACETS_MOST, _TERMS_MOST = 256, 4096


def has_sparse(milvus: Milvus) -> bool:
    """Whether this Milvus supports sparse vectors, which BM25 needs, and scores them correctly.

    Servers support them from 2.4. Milvus Lite before 3.2.2 scores them wrongly.
    """
    version = str(milvus.call(lambda client: client.get_server_version(timeout=QUESTION_SECONDS)))
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    return found >= ((3, 2, 2) if milvus.address.lite else (2, 4))


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by its name."""

    milvus: Milvus
    name: str

    def create(self, dimension: int, *, words: bool) -> None:
        """Create it empty, replacing what a killed run may have left."""

        def make(client: Any) -> None:
            from pymilvus import DataType

            if client.has_collection(self.name, timeout=BUILD_SECONDS):
                client.drop_collection(self.name, timeout=BUILD_SECONDS)
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field(ROW, DataType.INT64, is_primary=True)
            schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
            numbers: list[tuple[str, int]] = [(FACETS, _FACETS_MOST), *([(TERMS, _TERMS_MOST)] * words)]
            for name, most in numbers:
                schema.add_field(name, DataType.ARRAY, element_type=DataType.INT64, max_capacity=most)
            if words:
                schema.add_field(WORDS, DataType.SPARSE_FLOAT_VECTOR)
            shards = self.milvus.address.shards
            client.create_collection(self.name, schema=schema, num_shards=shards, timeout=BUILD_SECONDS)

        self.milvus.call(make)

    def insert(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows."""
        self.milvus.call(lambda client: client.insert(self.name, list(rows), timeout=BUILD_SECONDS))

    def finish(self, index: dict[str, Any], *, words: bool) -> None:
        """Seal, index and load what was inserted."""

        def seal(client: Any) -> None:
            client.flush(self.name, timeout=BUILD_SECONDS)
            params = client.prepare_index_params()
            params.add_index(VECTOR, index_name=VECTOR, metric_type="IP", **index)
            if words:
                params.add_index(WORDS, index_name=WORDS, metric_type="IP", index_type="SPARSE_INVERTED_INDEX")
            client.create_index(self.name, params, timeout=BUILD_SECONDS)
            self._load(client, BUILD_SECONDS)

        self.milvus.call(seal)

    def ready(self, passages: int, dimension: int) -> None:
        """Load it if necessary, and check that it is complete.

        Raises StoreAwayError if it is not loaded in time, DamagedError if it is missing or has another number or
        dimension of vectors.
        """
        try:
            found, count = self.milvus.call(self._look)
        except DamagedError as error:
            raise DamagedError(f"{error} {_AGAIN}", error.operator) from error
        if (found, count) != (dimension, passages):
            raise DamagedError(
                f"The collection {self.name} holds {count} vectors of {found} dimensions where there "
                f"should be {passages} of {dimension}. {_AGAIN}"
            )

    def _look(self, client: Any) -> tuple[int, int]:
        fields = client.describe_collection(self.name, timeout=QUESTION_SECONDS)["fields"]
        dimension = next(int(field["params"]["dim"]) for field in fields if field["name"] == VECTOR)
        if not _is_loaded(client, self.name):
            self._load(client, _LOAD_SECONDS)
            if not _is_loaded(client, self.name):
                raise NotLoadedError("The vector store is still loading. Try again shortly.", self.name)
        counted = client.query(
            self.name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_LOAD_SECONDS
        )
        return dimension, int(counted[0]["count(*)"])

    def nearest(self, field: str, question: Any, k: int, only: str, how: dict[str, Any]) -> tuple[Rows, Floats]:
        """Rows and inner products of the ``k`` best, best first; equal scores by ascending row."""
        hits = self._asked(
            lambda client: client.search(
                self.name,
                [question],
                anns_field=field,
                filter=only,
                limit=min(k, MOST),
                output_fields=[ROW],
                search_params={"metric_type": "IP", "params": how},
                consistency_level="Eventually",  # a loaded collection never changes
                timeout=QUESTION_SECONDS,
            )
        )[0]
        rows = np.array([hit["id"] for hit in hits], np.int64)
        scores = np.array([hit["distance"] for hit in hits], np.float32)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def vectors(self, rows: Rows) -> dict[int, list[float]]:
        """The vectors of ``rows`` by row."""
        found: dict[int, list[float]] = {}
        for start in range(0, len(rows), MOST):
            part = [int(row) for row in rows[start : start + MOST]]
            held = self._asked(
                lambda client, part=part: client.query(  # type: ignore[misc]
                    self.name,
                    filter=f"{ROW} in {part}",
                    output_fields=[ROW, VECTOR],
                    consistency_level="Eventually",
                    timeout=QUESTION_SECONDS,
                )
            )
            found.update((int(item[ROW]), item[VECTOR]) for item in held)
        return found

    def release(self) -> None:
        """Release its memory on Milvus; :meth:`ready` loads it again."""
        self.milvus.call(lambda client: client.release_collection(self.name, timeout=QUESTION_SECONDS))

    def drop(self) -> None:
        """Delete it."""
        self.milvus.call(lambda client: client.drop_collection(self.name, timeout=BUILD_SECONDS))

    def _load(self, client: Any, seconds: float) -> None:
        client.load_collection(self.name, replica_number=self.milvus.address.replicas, timeout=seconds)

    def _asked(self, ask: Callable[[Any], T]) -> T:
        """The result of ``ask``. A collection that was released meanwhile is loaded first.

        If loading takes too long, this query fails and a later one succeeds.
        """
        try:
            return self.milvus.call(ask)
        except NotLoadedError:
            self.milvus.call(lambda client: self._load(client, _RELOAD_SECONDS))
            return self.milvus.call(ask)


_AGAIN = "Run `workshop-search move --to milvus` to write it again from the catalogue."


def _is_loaded(client: Any, name: str) -> bool:
    state = client.get_load_state(name, timeout=QUESTION_SECONDS)["state"]
    return str(getattr(state, "name", state)) == "Loaded"


def collection_name(alias: str, snapshot_id: str) -> str:
    """The name of a snapshot's collection. It begins with the library's alias: libraries may share one Milvus."""
    return f"{alias}_{re.sub(r'[^0-9A-Za-z]', '_', snapshot_id)}"


def point_alias(milvus: Milvus, alias: str, name: str) -> None:
    """Point ``alias`` at the collection ``name``."""

    def switch(client: Any) -> None:
        holder = _holder(client, alias, name)
        if holder != name:
            switch_to = client.create_alias if holder is None else client.alter_alias
            switch_to(name, alias, timeout=QUESTION_SECONDS)

    milvus.call(switch)


def drop_alias(milvus: Milvus, alias: str) -> None:
    """Delete ``alias`` if it exists."""

    def drop(client: Any) -> None:
        if _holder(client, alias) is not None:
            client.drop_alias(alias, timeout=QUESTION_SECONDS)

    milvus.call(drop)


def _holder(client: Any, alias: str, first: str = "") -> str | None:
    """The collection that ``alias`` points at, or None; ``first`` is checked first.

    Versions of Milvus report a missing alias differently, so the aliases of all collections are listed: a library
    restored from a backup may have an alias that its collections are not named after.
    """
    names = client.list_collections(timeout=QUESTION_SECONDS)
    for name in sorted(names, key=lambda name: (name != first, not name.startswith(alias))):
        if alias in client.list_aliases(name, timeout=QUESTION_SECONDS).get("aliases", ()):
            return str(name)
    return None


def drop_others(milvus: Milvus, alias: str, stay: Iterable[str]) -> list[str]:
    """Delete this library's collections except ``stay``, and return their names. None of them has an alias."""
    keep = set(stay)
    names = milvus.call(lambda client: client.list_collections(timeout=QUESTION_SECONDS))
    gone = [name for name in sorted(names) if name.startswith(f"{alias}_") and name not in keep]
    for name in gone:
        Collection(milvus, name).drop()
    return gone


def refuse(error: StoreError) -> StoreError:
    """``error`` as the error of a publication that failed, of the same class where that matters."""
    said = f"{error} Nothing was published; the previous snapshot stays current."
    kind = type(error) if type(error) in (DamagedError, RefusedError, StoreError) else StoreAwayError
    return kind(said, error.operator)
