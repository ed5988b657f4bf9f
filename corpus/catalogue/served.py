"""What is to be found: the documents that are live or stale. Snapshots are built from it."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.catalogue.database import Database
from corpus.model import Passage
from corpus.serial import from_json


class Served(Database):
    """Pages, passages and vectors to be found, each in a fixed order."""

    def served_pages(self) -> Iterator[tuple[str, int, str | None, str, str]]:
        """(document id, number, label, text, spans as JSON) of every page of every document to be found."""
        rows = self._db.execute(
            "SELECT p.document_id, p.number, p.label, p.text, p.spans FROM page p "
            "JOIN document d ON d.id = p.document_id WHERE d.state IN ('live', 'stale') "
            "ORDER BY p.document_id, p.number"
        )
        for row in rows:
            yield tuple(row)

    def served_passages(self) -> Iterator[tuple[Passage, str]]:
        """Every passage of every document that is to be found, with the hash of its embedded text.

        In order of document id and ordinal, so that a snapshot depends on what is in the catalogue and not on
        how it came there.
        """
        rows = self._db.execute(
            "SELECT p.payload, p.text_hash FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.document_id, p.ordinal"
        )
        for row in rows:
            yield from_json(Passage, row["payload"]), row["text_hash"]

    def served_payloads(self) -> Iterator[tuple[Passage, str]]:
        """Each of :meth:`served_passages` with the JSON it was read from."""
        rows = self._db.execute(
            "SELECT p.payload FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.document_id, p.ordinal"
        )
        for row in rows:
            yield from_json(Passage, row["payload"]), row["payload"]

    def served_hashes(self) -> Iterator[tuple[str, str]]:
        """(id, hash of the embedded text) of the same passages in order of their ids."""
        rows = self._db.execute(
            "SELECT p.id, p.text_hash FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.id"
        )
        for row in rows:
            yield row["id"], row["text_hash"]

    def served_vectors(self, encoder_id: str) -> Iterator[bytes | None]:
        """The vectors of :meth:`served_passages` in their order, None where there is none."""
        rows = self._db.execute(
            "SELECT v.vector FROM passage p JOIN document d ON d.id = p.document_id "
            "LEFT JOIN vector v ON v.text_hash = p.text_hash AND v.encoder_id = ? "
            "WHERE d.state IN ('live', 'stale') ORDER BY p.document_id, p.ordinal",
            (encoder_id,),
        )
        for row in rows:
            yield row["vector"]

    def count_served(self) -> int:
        """How many passages :meth:`served_passages` gives."""
        row = self._db.execute(
            "SELECT count(*) FROM passage p JOIN document d ON d.id = p.document_id "
            "WHERE d.state IN ('live', 'stale')"
        ).fetchone()
        return int(row[0])

    def change_number(self) -> int:
        """How often what is to be found has changed: documents, passages, workshops, not their visits."""
        return int(self._db.execute("SELECT number FROM change").fetchone()[0])

    def set_change_number(self, number: int) -> None:
        """Count on from here: for a catalogue that takes the place of one that snapshots were built from."""
        self._db.execute("UPDATE change SET number = ?", (number,))
