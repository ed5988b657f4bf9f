"""Large corpora made from real passages by seeded perturbation, written as a catalogue.

A made passage takes a real one and one of its 64 nearest. Its vector is a mix of theirs (the first weighs .5 to 1)
plus noise; its text takes words of both in the same shares, and one word in fifty is altered, so that the
vocabulary goes on growing. How far that is from real text is printed beside the real sets: :func:`term_curve` and
the cosines of the ten nearest to real questions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.catalogue.catalogue import CATALOGUE, Catalogue, Entry
from corpus.ids import digest, document_id, passage_id
from corpus.model import Document, Page, Passage
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.protocol import Encoder
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

_NEAREST = 64
_NOISE = 0.35
_ALTERED = 0.02
_PER_DOCUMENT = 4
_BLOCK = 32768

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Real:
    """Real passages: their vectors and words."""

    vectors: Floats
    words: list[list[str]]


def take_real(sources: Sequence[Path], data: Path, encoder: Encoder) -> Real:
    """Index ``sources`` (BEIR corpora) in ``data``, or use what is there, and read the passages back."""
    ingest([str(path) for path in sources], data, encoder, MemoryFetcher({}))
    snapshot = Snapshot.open_current(Layout(data))
    rows = np.arange(snapshot.manifest.passages)
    words: list[list[str]] = []
    for part in np.array_split(rows, max(1, len(rows) // 512)):
        words += [passage.text.split() for passage in snapshot.store.passages(part.tolist())]
    vectors = snapshot.vectors.vectors(rows).copy()
    snapshot.close()
    kept = [at for at, entry in enumerate(words) if len(entry) >= 20]
    return Real(vectors[kept], [words[at] for at in kept])


def made(real: Real, count: int, seed: int = 7) -> Iterator[tuple[str, Floats]]:
    """``count`` made passages: text and unit vector."""
    rng = np.random.default_rng(seed)
    size, dimension = real.vectors.shape
    index = faiss.IndexFlatIP(dimension)
    index.add(real.vectors)
    near = index.search(real.vectors, _NEAREST + 1)[1][:, 1:]
    for start in range(0, count, _BLOCK):
        many = min(_BLOCK, count - start)
        first = rng.integers(size, size=many)
        second = near[first, rng.integers(near.shape[1], size=many)]
        share = rng.uniform(0.5, 1.0, size=(many, 1)).astype(np.float32)
        noise = rng.standard_normal((many, dimension), dtype=np.float32) * np.float32(_NOISE / dimension**0.5)
        vectors = share * real.vectors[first] + (1 - share) * real.vectors[second] + noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for at in range(many):
            yield mixed(real.words[first[at]], real.words[second[at]], float(share[at, 0]), rng), vectors[at]


def mixed(one: list[str], other: list[str], share: float, rng: np.random.Generator) -> str:
    """Text as long as ``one`` with about ``share`` of its words, the rest from ``other``."""
    length = len(one)
    taken = rng.random(length) < share
    altered = rng.random(length) < _ALTERED
    words = [one[at] if taken[at] else other[at % len(other)] for at in range(length)]
    for at in np.flatnonzero(altered).tolist():
        words[at] = words[at].strip(".,;:()") + f"{int(rng.integers(1_000_000)):x}"
    return " ".join(words)


def write_catalogue(data: Path, real: Real, count: int, encoder: Encoder, seed: int = 7) -> None:
    """A catalogue of ``count`` made passages with their vectors, four to a document."""
    encoder_id = encoder.identity.id
    with Catalogue.open(data / CATALOGUE) as catalogue:
        batch: list[tuple[str, Floats]] = []
        vectors: list[tuple[str, bytes]] = []
        number = 0
        for item in made(real, count, seed):
            batch.append(item)
            if len(batch) == _BLOCK:
                number = _put(catalogue, batch, number, vectors, encoder_id)
                batch = []
        _put(catalogue, batch, number, vectors, encoder_id)


def _put(
    catalogue: Catalogue,
    batch: list[tuple[str, Floats]],
    number: int,
    vectors: list[tuple[str, bytes]],
    encoder_id: str,
) -> int:
    with catalogue.transaction():
        for start in range(0, len(batch), _PER_DOCUMENT):
            group = batch[start : start + _PER_DOCUMENT]
            document = _document(number)
            text, passages = _passages(document, [text for text, _ in group])
            catalogue.put_document(Entry(document, "file:///made"), [Page(1, text)], passages)
            vectors += [
                (digest(passage.embedded_text), vector.astype("<f4").tobytes())
                for passage, (_, vector) in zip(passages, group, strict=True)
            ]
            number += 1
        catalogue.put_vectors(encoder_id, sorted(vectors))
        vectors.clear()
    return number


def _document(number: int) -> Document:
    source = f"file:///made/{number}"
    return Document(
        id=document_id(source),
        source=source,
        title=f"Made document {number}",
        url=None,
        media_type="text/plain",
        content_hash=digest(source),
        year=1990 + number % 30,
        first_seen="2026-01-01T00:00:00+00:00",
        last_seen="2026-01-01T00:00:00+00:00",
    )


def _passages(document: Document, texts: list[str]) -> tuple[str, list[Passage]]:
    passages: list[Passage] = []
    start = 0
    for ordinal, text in enumerate(texts):
        passages.append(
            Passage(
                id=passage_id(document.id, text, ordinal),
                document_id=document.id,
                kind="paper",
                page=1,
                page_label=None,
                start=start,
                end=start + len(text),
                text=text,
                heading_path=(document.title,),
                year=document.year,
                ordinal=ordinal,
            )
        )
        start += len(text) + 1
    return "\n".join(texts), passages


def term_curve(texts: Sequence[list[str]]) -> dict[str, float]:
    """Share of all words that the commonest 10, 100, 1,000 and 10,000 words make up."""
    counts = Counter(word.lower().strip(".,;:()") for words in texts for word in words)
    total = counts.total()
    ordered = [count for _, count in counts.most_common(10_000)]
    return {str(top): round(sum(ordered[:top]) / total, 3) for top in (10, 100, 1000, 10_000)}


def read_questions(paths: Sequence[Path]) -> list[str]:
    """The texts of BEIR query files, each once, in a seeded order."""
    found = {json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines()}
    ordered = sorted(found)
    np.random.default_rng(5).shuffle(ordered)
    return ordered
