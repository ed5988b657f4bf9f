"""The catalogue: the durable truth of a data directory."""

from __future__ import annotations

import json
from typing import Any

from corpus.catalogue.caches import Caches
from corpus.catalogue.documents import Documents, Entry
from corpus.catalogue.former_ids import FormerIds
from corpus.catalogue.served import Served
from corpus.model import Workshop
from corpus.serial import from_json, to_json

__all__ = ["CATALOGUE", "Catalogue", "Entry"]

CATALOGUE = "catalogue.sqlite"
"""Its file in a data directory."""


class Catalogue(Documents, Served, Caches, FormerIds):
    """All that is known, in one SQLite file: besides what its bases hold, workshops and the reports of runs."""

    def put_workshop(self, workshop: Workshop) -> None:
        """Write a workshop's structure; its page must be there as a document."""
        self._db.execute(
            "INSERT INTO workshop VALUES (?, ?, ?) ON CONFLICT (slug) DO UPDATE "
            "SET document_id = excluded.document_id, structure = excluded.structure",
            (workshop.slug, workshop.document_id, to_json(workshop)),
        )

    def workshop(self, slug: str) -> Workshop | None:
        """The workshop of this slug."""
        row = self._db.execute("SELECT structure FROM workshop WHERE slug = ?", (slug,)).fetchone()
        return from_json(Workshop, row["structure"]) if row else None

    def workshops(self) -> list[Workshop]:
        """Every workshop whose page is to be found, in order of slug."""
        rows = self._db.execute(
            "SELECT structure FROM workshop w JOIN document d ON d.id = w.document_id "
            "WHERE d.state IN ('live', 'stale') ORDER BY slug"
        )
        return [from_json(Workshop, row["structure"]) for row in rows]

    def put_run(self, started: str, finished: str, report: dict[str, Any]) -> None:
        """Keep the report of an ingest run."""
        self._db.execute(
            "INSERT INTO run (started, finished, report) VALUES (?, ?, ?)",
            (started, finished, json.dumps(report, ensure_ascii=False)),
        )

    def last_run(self) -> dict[str, Any] | None:
        """The report of the latest run."""
        row = self._db.execute("SELECT report FROM run ORDER BY id DESC LIMIT 1").fetchone()
        return json.loads(row["report"]) if row else None
