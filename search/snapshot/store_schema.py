"""The tables of a snapshot's store."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (id TEXT PRIMARY KEY, title TEXT NOT NULL, payload TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE page (
    document_id TEXT NOT NULL, number INTEGER NOT NULL, label TEXT, text TEXT NOT NULL, spans TEXT NOT NULL,
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL, payload TEXT NOT NULL
);
CREATE INDEX passage_by_document ON passage (document_id, ordinal);
CREATE INDEX passage_by_kind ON passage (kind, row);
CREATE TABLE workshop (slug TEXT PRIMARY KEY, payload TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facet (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, rows BLOB NOT NULL  -- uint32, ascending
) WITHOUT ROWID;
CREATE INDEX facet_by_name ON facet (name);
CREATE TABLE former_id (id TEXT PRIMARY KEY, now TEXT, nearest TEXT) WITHOUT ROWID;
"""
