-- What became of articles after people were told of them, and the pages kept as evidence.

-- Where the text was read; the validators beside it are that address's.
ALTER TABLE article_texts ADD COLUMN page_url TEXT COLLATE "C";
-- SHA-256 of the HTML in `page`, before it was packed.
ALTER TABLE article_texts ADD COLUMN page_sha256 BYTEA;
-- NULL: not compared (the first text, or nobody had been told); else grew, live, substance, and of a feed's words none and cosmetic.
ALTER TABLE article_texts ADD COLUMN change_kind TEXT COLLATE "C";
-- The readable difference to the version `compared_with`, as JSON.
ALTER TABLE article_texts ADD COLUMN change TEXT COLLATE "C";
ALTER TABLE article_texts ADD COLUMN compared_with BIGINT;

-- An article told: since when, and how its page has fared since. `result` is one of the results of `vigie_rechecks_total`.
CREATE TABLE rechecks (
  article_id BIGINT PRIMARY KEY, told_at BIGINT NOT NULL, reads BIGINT NOT NULL, last_at BIGINT, result TEXT COLLATE "C",
  reason TEXT COLLATE "C", withdrawn_at BIGINT
) WITH (fillfactor = 70);

-- A change of substance to what people were told. The index is for whoever tells them.
CREATE TABLE corrections (
  article_id BIGINT NOT NULL, version BIGINT NOT NULL, compared_with BIGINT NOT NULL, at BIGINT NOT NULL, told_at BIGINT,
  PRIMARY KEY (article_id, version)
);
CREATE INDEX corrections_untold ON corrections (at, article_id) WHERE told_at IS NULL;

-- First reads are claimed before rechecks, each from an index of its own.
DROP INDEX page_jobs_due;
CREATE INDEX page_jobs_fresh ON page_jobs (due_at, article_id, bucket) WHERE kind <> 'recheck';
CREATE INDEX page_jobs_recheck ON page_jobs (due_at, article_id, bucket) WHERE kind = 'recheck';
