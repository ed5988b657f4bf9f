"""Writes a snapshot's passages to Milvus. Nothing reads a collection before its snapshot is published."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from corpus.errors import StoreError
from search.analysis.analyzer import Analyzer
from search.analysis.bm25 import saturation
from search.arrays import Floats
from search.index.milvus.collection import Collection, has_sparse, refuse
from search.index.milvus.connection import Milvus
from search.index.milvus.filters import FACETS, ROW, TERMS, VECTOR, WORDS, facet_number
from search.index.milvus.terms import write_terms
from search.index.milvus.vectors import MilvusVectors

BATCH = 1000
GRAPH = {"index_type": "HNSW", "params": {"M": 24, "efConstruction": 200}}
EXACT: dict[str, Any] = {"index_type": "FLAT", "params": {}}
BREADTH = 512
LEAST = 0.98
"""Recall@10 of a graph below which nothing is published."""
_AS_NEAR = 1e-5
"""How much the same inner product may differ between Milvus and NumPy."""

Indexed = tuple[int, str, Sequence[str]]
"""Row, text, facet keys."""


class MilvusWriter:
    """Records the terms and facets of passages as they pass, then writes them with their vectors."""

    def __init__(self, milvus: Milvus, building: Path) -> None:
        self._milvus = milvus
        self.words = has_sparse(milvus)
        self._notes = building / "notes.tmp"
        self._building = building
        self._numbers: dict[str, int] = {}
        self._holding: Counter[int] = Counter()
        self._length = self._count = 0

    def noting(self, passages: Iterable[Indexed]) -> Iterator[Indexed]:
        """Yield ``passages`` unchanged, recording them."""
        analyzer, encode = Analyzer(), msgspec.json.encode
        with self._notes.open("wb") as file:
            for row, text, keys in passages:
                counts: Counter[int] = Counter()
                if self.words:
                    terms = analyzer.terms(text)
                    counts.update(self._numbers.setdefault(term, len(self._numbers) + 1) for _, term in terms)
                    self._holding.update(counts.keys())
                    self._length += counts.total()
                self._count += 1
                file.write(encode([[facet_number(key) for key in keys], list(counts.items())]) + b"\n")
                yield row, text, keys

    def write_terms(self, path: Path) -> None:
        """Write the terms recorded."""
        terms = ((text, number, self._holding[number]) for text, number in self._numbers.items())
        write_terms(path, self._count, terms)

    def write(self, name: str, dimension: int, blocks: Iterable[Floats], *, exact: bool) -> Collection:
        """Write everything recorded as the collection ``name``, load it and count it.

        Raises StoreError if Milvus refuses or does not respond.
        """
        collection = Collection(self._milvus, name)
        try:
            collection.create(dimension, words=self.words)
            vectors = itertools.chain.from_iterable(blocks)
            written = 0
            with self._notes.open("rb") as notes:
                rows = (self._row(*pair) for pair in enumerate(zip(notes, vectors, strict=True)))
                while batch := list(itertools.islice(rows, BATCH)):
                    collection.insert(batch)
                    written += len(batch)
            collection.finish(EXACT if exact else GRAPH, words=self.words)
            collection.ready(self._count, dimension)
        except ValueError as error:
            raise StoreError("Passages and vectors differ in number: the catalogue changed meanwhile.") from error
        except StoreError as error:
            raise refuse(error) from error
        finally:
            self._notes.unlink(missing_ok=True)
        return collection

    def _row(self, row: int, both: tuple[bytes, Any]) -> dict[str, Any]:
        facets, counts = msgspec.json.decode(both[0], type=tuple[list[int], list[tuple[int, int]]])
        made: dict[str, Any] = {ROW: row, VECTOR: both[1].tolist(), FACETS: facets}
        if self.words:
            length, mean = sum(count for _, count in counts), self._length / max(1, self._count)
            made[TERMS] = [number for number, _ in counts]
            # Milvus accepts no empty sparse vector: a passage without words gets term 0, which no query contains.
            made[WORDS] = {n: saturation(count, length, mean) for n, count in counts} or {0: 1.0}
        return made


def recall(collection: Collection, dimension: int, questions: Floats, blocks: Iterable[Floats]) -> float:
    """Recall@10 of a graph search against all vectors; equally near passages count as equal.

    Raises StoreError below :data:`LEAST`.
    """
    best, count = np.empty((len(questions), 0), np.float32), 0
    for block in blocks:
        best = np.sort(np.hstack([best, questions @ block.T]))[:, -10:]
        count += len(block)
    index, many = MilvusVectors(collection, (count, dimension), BREADTH), best.shape[1]
    found = float(
        np.mean(
            [
                np.count_nonzero(index.search(question, many)[1] >= near[0] - _AS_NEAR) / many
                for question, near in zip(questions, best, strict=True)
            ]
        )
    )
    if found < LEAST:
        raise StoreError(
            f"Milvus finds {found:.3f} of the ten nearest passages, less than {LEAST}, and nothing was published. "
            "The previous snapshot stays current."
        )
    return found
