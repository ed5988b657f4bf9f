"""A data directory filled without reading any file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.ids import digest, document_id
from corpus.model import Document, Page, Span
from ingest.indexing.chunk import Chunker
from ingest.indexing.encoding import encode_missing, token_space
from ingest.indexing.report import silent
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import Encoder
from search.engine import Engine
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot


@dataclass
class Library:
    """A data directory filled without reading any file: documents are given as pages of text."""

    data: Path
    encoder: Encoder = field(default_factory=HashingEncoder)
    opened: list[Snapshot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue.open(self.data / "catalogue.sqlite")
        self.layout = Layout(self.data)
        self.chunker = Chunker(self.encoder, self.encoder.identity.text_tokens)

    def add(self, name: str, *pages: str, spans: tuple[Span, ...] = (), **of_document: Any) -> Document:
        """A document of these pages, in place of what had its name before. ``spans`` are those of each page."""
        source = f"file:///library/{name}"
        given = {
            "id": document_id(source),
            "source": source,
            "title": name,
            "url": None,
            "media_type": "text/plain",
            "content_hash": digest("\f".join(pages)),
            "first_seen": "2026-01-01T00:00:00+00:00",
            "last_seen": "2026-01-01T00:00:00+00:00",
        }
        document = Document(**(given | of_document))
        read = [Page(number, text, spans=spans) for number, text in enumerate(pages, start=1)]
        passages = self.chunker.passages(document, read)
        self.catalogue.put_document(Entry(document, "file:///library"), read, passages)
        return document

    def publish(self, encoder: Encoder | None = None) -> Manifest:
        """Encode what has no vector and publish a snapshot."""
        encoder = encoder or self.encoder
        encode_missing(self.catalogue, encoder, silent)
        tokens = token_space(self.catalogue, encoder)
        return build_and_publish(self.catalogue, self.layout, Build(encoder.identity, {}, {}, {}, tokens=tokens))

    def engine(self) -> Engine:
        """The engine over what is published."""
        snapshot = Snapshot.open_current(self.layout)
        self.opened.append(snapshot)
        return Engine(snapshot, self.encoder)

    def close(self) -> None:
        for snapshot in self.opened:
            snapshot.close()
        self.catalogue.close()
