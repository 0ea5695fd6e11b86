"""The catalog's schema, as the steps that lead to it: step n brings a catalog of version n-1 to version n."""

from __future__ import annotations

import string

# Terms arrive ready made, so white space alone may separate them: every other character belongs to a term.
_PUNCTUATION = string.punctuation.replace("'", "''").replace('"', '""')

# Places of terms are kept: without them bm25() tokenizes every matching row anew, four times slower for a third less index.
LEXICAL = (
    f"""CREATE VIRTUAL TABLE lexical USING fts5 (
        context, body, detail = full, tokenize = "ascii tokenchars '{_PUNCTUATION}'"
    )""",
    "CREATE VIRTUAL TABLE lexical_terms USING fts5vocab (lexical, row)",
)

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        revision INTEGER NOT NULL,
        digest TEXT NOT NULL,
        split INTEGER NOT NULL,
        title TEXT NOT NULL,
        publisher TEXT,
        author TEXT,
        published TEXT,
        url TEXT,
        language TEXT,
        provenance TEXT NOT NULL
    )""",
    """CREATE TABLE texts (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        text TEXT NOT NULL
    )""",
    """CREATE TABLE files (
        location TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        seen_ns INTEGER NOT NULL,
        digest TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL
    )""",
    """CREATE TABLE problems (
        location TEXT PRIMARY KEY,
        file TEXT NOT NULL REFERENCES files (location) ON DELETE CASCADE,
        state TEXT NOT NULL,
        reason TEXT NOT NULL
    )""",
    "CREATE INDEX problems_by_file ON problems (file)",
    """CREATE TABLE members (
        location TEXT PRIMARY KEY,
        file TEXT NOT NULL REFERENCES files (location) ON DELETE CASCADE,
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX members_by_document ON members (document_id)",
    "CREATE INDEX members_by_file ON members (file)",
    """CREATE TABLE chunks (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES documents (id),
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        text TEXT NOT NULL,
        context TEXT NOT NULL,
        locator TEXT,
        vector_key BLOB NOT NULL
    )""",
    "CREATE INDEX chunks_by_document ON chunks (document_id, ordinal)",
    "CREATE TABLE vectors (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)",
    *LEXICAL,
)

_NEARLY_THE_SAME = (
    """CREATE TABLE sketches (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        sketch BLOB NOT NULL
    )""",
    """CREATE TABLE bands (
        band INTEGER NOT NULL,
        hash INTEGER NOT NULL,
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        PRIMARY KEY (band, hash, document_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX bands_by_document ON bands (document_id)",
    """CREATE TABLE twins (
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        other TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        PRIMARY KEY (document_id, other)
    ) WITHOUT ROWID""",
    "CREATE INDEX twins_by_other ON twins (other)",
)

# Apart from the vectors, which are read all together: beside them the words would make that three times as much.
_WORDS = (
    """CREATE TABLE words (
        number INTEGER PRIMARY KEY REFERENCES vectors (number) ON DELETE CASCADE,
        packed BLOB NOT NULL
    )""",
    "INSERT INTO meta SELECT 'wordless', '1' WHERE EXISTS (SELECT 1 FROM vectors)",
)

_FRAMED = (
    """CREATE TABLE frames (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        site TEXT NOT NULL,
        lines BLOB NOT NULL,
        judged BLOB NOT NULL
    )""",
    # What may be a page is read again, once; its chunks and vectors stay where its text is what it was.
    "UPDATE files SET digest = '', size = -1 WHERE state NOT IN ('skipped', 'failed') "
    "AND location NOT LIKE '%.md' AND location NOT LIKE '%.txt' AND location NOT LIKE '%.pdf' AND location NOT LIKE '%.docx'",
)

# A warning stood as the reason of a file that was indexed, where nobody looked for one.
_WARNED = (
    "INSERT OR IGNORE INTO problems SELECT location, location, 'warning', reason FROM files "
    "WHERE state NOT IN ('skipped', 'failed') AND reason <> '' AND reason NOT LIKE 'same content as %'",
    "UPDATE files SET reason = '' WHERE location IN (SELECT location FROM problems WHERE location = file)",
)

# What is to be known of an article stays known while it is out.
_BARRED = (
    "CREATE TABLE barred (digest TEXT PRIMARY KEY) WITHOUT ROWID",
    "ALTER TABLE problems RENAME TO problems_before",
    """CREATE TABLE problems (
        location TEXT NOT NULL,
        file TEXT NOT NULL REFERENCES files (location) ON DELETE CASCADE,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (location, state)
    )""",
    "INSERT INTO problems SELECT * FROM problems_before ORDER BY rowid",
    "DROP TABLE problems_before",
    "CREATE INDEX problems_by_file ON problems (file)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _NEARLY_THE_SAME, _WORDS, _FRAMED, _WARNED, _BARRED)
VERSION = len(MIGRATIONS)
