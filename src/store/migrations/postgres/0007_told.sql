-- Who was told of what, so that they hear when it was wrong.

-- `told`: the message shows the article's words. `corrects`, `version`: a correction, from which version of the text to which; 0 where
-- an item is none. `answers`: the message that told what is corrected. One correction for each version, so the key has it.
ALTER TABLE items ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN corrects BIGINT NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN answers BIGINT;
ALTER TABLE items DROP CONSTRAINT items_rule_story_id_reason_article_id_key;
ALTER TABLE items ADD UNIQUE (rule, story_id, reason, article_id, version);
CREATE INDEX items_told ON items (article_id) WHERE told = 1;

-- Since when it is owed to those who were told; those found before nobody kept account of.
ALTER TABLE corrections ADD COLUMN owed_at BIGINT;
UPDATE corrections SET owed_at = at;
DROP INDEX corrections_untold;
CREATE INDEX corrections_unowed ON corrections (at, article_id) WHERE owed_at IS NULL;
