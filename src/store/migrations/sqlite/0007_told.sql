-- Who was told of what, so that they hear when it was wrong.

-- `told`: the message shows the article's words. `corrects`, `version`: a correction, from which version of the text to which; 0 where
-- an item is none. `answers`: the message that told what is corrected. One correction for each version, so the key has it.
CREATE TABLE items_told (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL, story_id INTEGER NOT NULL REFERENCES stories (id),
  article_id INTEGER NOT NULL, reason TEXT NOT NULL, topics TEXT NOT NULL, priority TEXT NOT NULL,
  created_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, message_id INTEGER REFERENCES messages (id),
  told INTEGER NOT NULL DEFAULT 0, corrects INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, answers INTEGER,
  UNIQUE (rule, story_id, reason, article_id, version)
) STRICT;
INSERT INTO items_told (id, rule, story_id, article_id, reason, topics, priority, created_at, ready_at, message_id)
  SELECT id, rule, story_id, article_id, reason, topics, priority, created_at, ready_at, message_id FROM items;
DROP TABLE items;
ALTER TABLE items_told RENAME TO items;
CREATE INDEX items_open ON items (rule, ready_at) WHERE message_id IS NULL;
CREATE INDEX items_story ON items (story_id);
CREATE INDEX items_message ON items (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX items_told ON items (article_id) WHERE told = 1;

-- Since when it is owed to those who were told; those found before nobody kept account of.
ALTER TABLE corrections ADD COLUMN owed_at INTEGER;
UPDATE corrections SET owed_at = at;
DROP INDEX corrections_untold;
CREATE INDEX corrections_unowed ON corrections (at, article_id) WHERE owed_at IS NULL;
