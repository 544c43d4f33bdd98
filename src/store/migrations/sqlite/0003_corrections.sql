-- What became of articles after people were told of them, and the pages kept as evidence.

-- Where the text was read; the validators beside it are that address's.
ALTER TABLE article_texts ADD COLUMN page_url TEXT;
-- SHA-256 of the HTML in `page`, before it was packed.
ALTER TABLE article_texts ADD COLUMN page_sha256 BLOB;
-- NULL: not compared (the first text, or nobody had been told); else grew, live, substance, and of a feed's words none and cosmetic.
ALTER TABLE article_texts ADD COLUMN change_kind TEXT;
-- The readable difference to the version `compared_with`, as JSON.
ALTER TABLE article_texts ADD COLUMN change TEXT;
ALTER TABLE article_texts ADD COLUMN compared_with INTEGER;

-- An article told: since when, and how its page has fared since. `result` is one of the results of `vigie_rechecks_total`.
CREATE TABLE rechecks (
  article_id INTEGER PRIMARY KEY, told_at INTEGER NOT NULL, reads INTEGER NOT NULL, last_at INTEGER, result TEXT,
  reason TEXT, withdrawn_at INTEGER
) STRICT;

-- A change of substance to what people were told. The index is for whoever tells them.
CREATE TABLE corrections (
  article_id INTEGER NOT NULL, version INTEGER NOT NULL, compared_with INTEGER NOT NULL, at INTEGER NOT NULL, told_at INTEGER,
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_untold ON corrections (at, article_id) WHERE told_at IS NULL;

-- First reads are claimed before rechecks, each from an index of its own.
DROP INDEX page_jobs_due;
CREATE INDEX page_jobs_fresh ON page_jobs (due_at, article_id, bucket) WHERE kind <> 'recheck';
CREATE INDEX page_jobs_recheck ON page_jobs (due_at, article_id, bucket) WHERE kind = 'recheck';
