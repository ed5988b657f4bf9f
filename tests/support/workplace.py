"""A data directory filled by the pipeline, without a model and without a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.catalogue.catalogue import Catalogue
from corpus.ids import document_id
from corpus.model import Document
from ingest.indexing.report import Report
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import Encoder
from search.engine import Engine
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot


@dataclass
class Workplace:
    """A data directory taken in by the pipeline, with an encoder that needs no model and a web that is made up."""

    data: Path
    files: Path
    web: dict[str, Any] = field(default_factory=dict)
    encoder: Encoder = field(default_factory=HashingEncoder)

    def ingest(self, *targets: Path | str, fetcher: Any = None, **options: Any) -> Report:
        """One run; the folder of files where nothing is named."""
        named = [str(target) for target in targets or [self.files]]
        return ingest(
            named, self.data, self.encoder, fetcher or MemoryFetcher(self.web), options=Options(**options)
        )

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder of files."""
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def snapshot(self) -> Snapshot:
        """What answers now."""
        return Snapshot.open_current(Layout(self.data))

    def engine(self) -> Engine:
        return Engine(self.snapshot(), self.encoder)

    def texts(self) -> list[str]:
        """The texts of all passages that are served."""
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            return [passage.text for passage, _ in catalogue.served_passages()]

    def document(self, path: Path) -> Document:
        """What the catalogue knows of a file."""
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            entry = catalogue.entry(document_id(path.as_uri()))
            assert entry is not None
            return entry.document
