"""The catalogue's tables and the migrations that made them, oldest first.

The version is SQLite's ``user_version``: the number of migrations applied. A migration is never edited once
released; a change of shape is a new one at the end.
"""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE document (
        id            TEXT PRIMARY KEY,
        source        TEXT NOT NULL UNIQUE,      -- canonical URL or file URI
        root          TEXT NOT NULL,             -- what was listed when it was found: "gone" is judged within it
        title         TEXT NOT NULL,
        url           TEXT,
        media_type    TEXT NOT NULL,
        content_hash  TEXT NOT NULL,             -- SHA-256 of the bytes; "" where none were ever read
        workshop      TEXT,
        session       TEXT,
        talk          TEXT,
        speaker       TEXT,
        country       TEXT,
        role          TEXT,
        year          INTEGER,
        external_id   TEXT,
        state         TEXT NOT NULL CHECK (state IN ('live', 'stale', 'gone', 'deleted', 'failed')),
        reason        TEXT,
        first_seen    TEXT NOT NULL,             -- ISO 8601, UTC
        last_seen     TEXT NOT NULL,
        pages         INTEGER NOT NULL DEFAULT 0,
        making        TEXT NOT NULL DEFAULT '',  -- what made the passages: extractor, parser, chunker, attachment
        etag          TEXT,
        last_modified TEXT
    );
    CREATE INDEX document_by_root ON document (root);
    CREATE INDEX document_by_workshop ON document (workshop);

    -- What an extractor made of some bytes, kept by (content hash, extractor and version).
    CREATE TABLE extraction (
        content_hash TEXT NOT NULL,
        extractor    TEXT NOT NULL,
        payload      BLOB NOT NULL,              -- zlib of JSON
        PRIMARY KEY (content_hash, extractor)
    ) WITHOUT ROWID;

    CREATE TABLE page (
        document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        number      INTEGER NOT NULL,
        label       TEXT,
        text        TEXT NOT NULL,
        spans       TEXT NOT NULL,               -- JSON [[start, end, role, level], …]
        PRIMARY KEY (document_id, number)
    ) WITHOUT ROWID;

    CREATE TABLE passage (
        document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        ordinal     INTEGER NOT NULL,
        id          TEXT NOT NULL UNIQUE,
        text_hash   TEXT NOT NULL,               -- of the exact embedded text
        payload     TEXT NOT NULL,               -- JSON of the passage
        PRIMARY KEY (document_id, ordinal)
    ) WITHOUT ROWID;

    CREATE INDEX passage_by_text ON passage (text_hash);

    CREATE TABLE workshop (
        slug        TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        structure   TEXT NOT NULL                -- JSON of the workshop
    );

    CREATE TABLE vector (
        text_hash  TEXT NOT NULL,
        encoder_id TEXT NOT NULL,
        vector     BLOB NOT NULL,                -- float32, little endian, unit length; int8 of tokens, where
                                                 -- the id is that of a space of tokens
        PRIMARY KEY (text_hash, encoder_id)
    ) WITHOUT ROWID;

    -- Ids that are no more: renamed to another (alias), or gone with the nearest that remains.
    CREATE TABLE former_id (
        id      TEXT PRIMARY KEY,
        now     TEXT,
        nearest TEXT,
        since   TEXT NOT NULL
    );

    -- Counts changes of what is to be found, so that a run cut short between writing and publishing is noticed:
    -- a snapshot remembers the count it was built at.
    CREATE TABLE change (number INTEGER NOT NULL);
    INSERT INTO change VALUES (0);
    CREATE TRIGGER document_added AFTER INSERT ON document
        BEGIN UPDATE change SET number = number + 1; END;
    CREATE TRIGGER document_changed AFTER UPDATE ON document
        WHEN (NEW.title, NEW.url, NEW.media_type, NEW.content_hash, NEW.workshop, NEW.session, NEW.talk,
              NEW.speaker, NEW.country, NEW.role, NEW.year, NEW.state, NEW.reason, NEW.making)
          IS NOT (OLD.title, OLD.url, OLD.media_type, OLD.content_hash, OLD.workshop, OLD.session, OLD.talk,
              OLD.speaker, OLD.country, OLD.role, OLD.year, OLD.state, OLD.reason, OLD.making)
        BEGIN UPDATE change SET number = number + 1; END;
    CREATE TRIGGER workshop_added AFTER INSERT ON workshop
        BEGIN UPDATE change SET number = number + 1; END;
    CREATE TRIGGER workshop_changed AFTER UPDATE ON workshop WHEN NEW.structure IS NOT OLD.structure
        BEGIN UPDATE change SET number = number + 1; END;

    CREATE TABLE run (
        id       INTEGER PRIMARY KEY,
        started  TEXT NOT NULL,
        finished TEXT NOT NULL,
        report   TEXT NOT NULL                   -- JSON
    );
    """,
    """
    -- Work asked for over HTTP. The process that does it holds DATA/jobs/<id>.lock: "running" with a free lock is
    -- an orphan. Written by servers and job processes alike, each row by one statement.
    CREATE TABLE job (
        id        TEXT PRIMARY KEY,
        task      TEXT NOT NULL,                 -- JSON: what to do
        state     TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
        done      INTEGER NOT NULL DEFAULT 0,
        total     INTEGER,
        report    TEXT,                          -- JSON of the run's report, or {"error", "detail"}
        orphaned  INTEGER NOT NULL DEFAULT 0,    -- how often its process died
        created   TEXT NOT NULL,
        finished  TEXT
    );
    CREATE INDEX job_by_state ON job (state, created);

    -- Who may write over HTTP. The secret itself is kept nowhere.
    CREATE TABLE api_key (
        id      TEXT PRIMARY KEY,                -- the open part of the key, by which it is looked up
        name    TEXT NOT NULL UNIQUE,
        scope   TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
        salt    BLOB NOT NULL,
        hash    BLOB NOT NULL,                   -- scrypt of the secret part
        created TEXT NOT NULL
    );
    """,
    """
    -- Where the file of a document is kept when that is not its content hash, and when its bytes were had.
    ALTER TABLE document ADD COLUMN original TEXT;
    ALTER TABLE document ADD COLUMN retrieved TEXT NOT NULL DEFAULT '';
    """,
    """
    -- A key may expire. One taken back is remembered, so that whoever still sends it is told; its name is free.
    CREATE TABLE api_key_now (
        id      TEXT PRIMARY KEY,
        name    TEXT NOT NULL,
        scope   TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
        salt    BLOB NOT NULL,
        hash    BLOB NOT NULL,
        created TEXT NOT NULL,
        expires TEXT,                            -- ISO 8601, UTC, as are the others
        revoked TEXT
    );
    INSERT INTO api_key_now SELECT id, name, scope, salt, hash, created, NULL, NULL FROM api_key;
    DROP TABLE api_key;
    ALTER TABLE api_key_now RENAME TO api_key;
    CREATE UNIQUE INDEX api_key_by_name ON api_key (name) WHERE revoked IS NULL;
    """,
    """
    -- Of a linked file: the address of the page that links to it, and the text around the link.
    ALTER TABLE document ADD COLUMN linked_from TEXT;
    ALTER TABLE document ADD COLUMN link_text TEXT;
    """,
)

VERSION = len(MIGRATIONS)
