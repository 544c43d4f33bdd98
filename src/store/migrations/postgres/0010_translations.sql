-- Headlines in the newsroom's language, by a hash of both languages and the words; empty: it is no other.
CREATE TABLE headline_translations (key BYTEA PRIMARY KEY, text TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX headline_translations_at ON headline_translations (at);
