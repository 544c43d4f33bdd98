-- Headlines in the newsroom's language, by a hash of both languages and the words; empty: it is no other.
CREATE TABLE headline_translations (key BLOB PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX headline_translations_at ON headline_translations (at);
