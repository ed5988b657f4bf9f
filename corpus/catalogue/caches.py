"""Caches of what is costly to compute: extractions by content hash, vectors by text hash."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from corpus.catalogue.database import Database
from corpus.model import Extraction, Passage
from corpus.serial import from_json, to_json


class Caches(Database):
    """Extractions and vectors. Losing them costs time and nothing else."""

    def extractions(self, content_hash: str) -> dict[str, Extraction]:
        """What extractors made of these bytes, by the extractor's version key."""
        rows = self._db.execute(
            "SELECT extractor, payload FROM extraction WHERE content_hash = ?", (content_hash,)
        )
        return {row["extractor"]: from_json(Extraction, zlib.decompress(row["payload"])) for row in rows}

    def put_extraction(self, content_hash: str, extractor: str, extraction: Extraction) -> None:
        """Keep what an extractor made of some bytes."""
        payload = zlib.compress(to_json(extraction).encode("utf-8", "surrogatepass"), 6)
        self._db.execute("INSERT OR REPLACE INTO extraction VALUES (?, ?, ?)", (content_hash, extractor, payload))

    def unencoded(self, encoder_id: str) -> list[str]:
        """Hashes of embedded texts to be found that have no vector of this encoder, each once."""
        rows = self._db.execute(
            "SELECT DISTINCT p.text_hash FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') AND NOT EXISTS "
            "(SELECT 1 FROM vector v WHERE v.text_hash = p.text_hash AND v.encoder_id = ?) ORDER BY p.text_hash",
            (encoder_id,),
        )
        return [row["text_hash"] for row in rows]

    def embedded_texts(self, hashes: Sequence[str]) -> list[str]:
        """The embedded texts of these hashes, in the order given."""
        marks = ",".join("?" * len(hashes))
        rows = self._db.execute(
            f"SELECT text_hash, payload FROM passage WHERE text_hash IN ({marks})",  # noqa: S608
            list(hashes),
        )
        found = {row["text_hash"]: row["payload"] for row in rows}
        return [from_json(Passage, found[text_hash]).embedded_text for text_hash in hashes]

    def put_vectors(self, encoder_id: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep vectors by the hash of the text they encode: float32, little endian, or int8 of tokens."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", ((h, encoder_id, v) for h, v in vectors)
            )

    def vector(self, text_hash: str, encoder_id: str) -> bytes | None:
        """The vector of a text, as float32 bytes."""
        row = self._db.execute(
            "SELECT vector FROM vector WHERE text_hash = ? AND encoder_id = ?", (text_hash, encoder_id)
        ).fetchone()
        return bytes(row["vector"]) if row else None
