"""Ids that documents and passages no longer have, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.catalogue.database import Database


class FormerIds(Database):
    """Former ids of documents and passages."""

    def put_former_id(self, former: str, now: str | None, nearest: str | None, since: str) -> None:
        """Remember that ``former`` was an id: renamed to ``now``, or gone with ``nearest`` remaining."""
        self._db.execute("INSERT OR REPLACE INTO former_id VALUES (?, ?, ?, ?)", (former, now, nearest, since))

    def former_ids(self) -> list[tuple[str, str | None, str | None]]:
        """(former id, its new id, the nearest that remains), in order of id.

        Documents that are gone or deleted and their passages are among them, until they come back. A new id is
        one that is served: where it was itself given up for another one, that one stands here.
        """
        rows = self._db.execute(
            "WITH absent AS (SELECT id FROM document WHERE state IN ('gone', 'deleted') AND pages > 0) "
            "SELECT id, now, nearest FROM former_id "
            "UNION ALL SELECT id, NULL, NULL FROM absent WHERE id NOT IN (SELECT id FROM former_id) "
            "UNION ALL SELECT p.id, NULL, NULL FROM passage p JOIN absent a ON p.document_id = a.id "
            "WHERE p.id NOT IN (SELECT id FROM former_id) ORDER BY 1"
        )
        known = {row["id"]: (row["now"], row["nearest"]) for row in rows}
        return [(name, _served(now, known), _served(nearest, known)) for name, (now, nearest) in known.items()]

    def forget_former_ids_of(self, document_id: str) -> None:
        """A document that was gone is there again as it was, with its passages."""
        self._db.execute(
            "DELETE FROM former_id WHERE id = ? OR id IN (SELECT id FROM passage WHERE document_id = ?)",
            (document_id, document_id),
        )

    def renamed(self) -> set[str]:
        """The ids of all documents and passages that were given up for another one."""
        return {row["id"] for row in self._db.execute("SELECT id FROM former_id WHERE now IS NOT NULL")}

    def moved(self) -> dict[str, str]:
        """For each document that is gone and has no new id yet: the one served that has its bytes.

        Of several the one from the same root is taken, then the one that was seen first.
        """
        rows = self._db.execute(
            "SELECT gone.id, served.id FROM document gone JOIN document served "
            "ON served.content_hash = gone.content_hash AND served.state IN ('live', 'stale') "
            "WHERE gone.state = 'gone' AND gone.pages > 0 AND gone.content_hash <> '' "
            "AND gone.id NOT IN (SELECT id FROM former_id) "
            "ORDER BY served.root = gone.root, served.first_seen DESC, served.id DESC"
        )
        return {row[0]: row[1] for row in rows}

    def moved_to(self, document_id: str) -> list[str]:
        """The documents whose ids lead to this one, directly or by way of others."""
        rows = self._db.execute(
            "WITH RECURSIVE former (id) AS (SELECT id FROM former_id WHERE now = ? "
            "UNION SELECT f.id FROM former_id f JOIN former ON f.now = former.id) "
            "SELECT id FROM document WHERE id IN former ORDER BY id",
            (document_id,),
        )
        return [row["id"] for row in rows]


def _served(identifier: str | None, formers: Mapping[str, tuple[str | None, str | None]]) -> str | None:
    """The id that ``identifier`` has now, by way of those it was given up for; None where it has none."""
    passed: set[str] = set()
    while identifier is not None and identifier in formers:
        if identifier in passed:
            return None
        passed.add(identifier)
        identifier = formers[identifier][0]
    return identifier
