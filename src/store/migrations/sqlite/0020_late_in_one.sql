-- An alert that came too late through one channel is told late there, and nowhere else.

-- `channel`: the only one that is told the item; empty where all of the rule's are.
CREATE TABLE items_anew (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL, story_id INTEGER NOT NULL REFERENCES stories (id),
  article_id INTEGER NOT NULL, reason TEXT NOT NULL, topics TEXT NOT NULL, priority TEXT NOT NULL,
  created_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, message_id INTEGER REFERENCES messages (id),
  corrects INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, answers INTEGER,
  channel TEXT NOT NULL DEFAULT '',
  UNIQUE (rule, story_id, reason, article_id, version, channel)
) STRICT;
INSERT INTO items_anew (id, rule, story_id, article_id, reason, topics, priority, created_at, ready_at, message_id, corrects,
  version, answers)
  SELECT id, rule, story_id, article_id, reason, topics, priority, created_at, ready_at, message_id, corrects, version, answers
  FROM items;
DROP TABLE items;
ALTER TABLE items_anew RENAME TO items;
CREATE INDEX items_open ON items (rule, ready_at) WHERE message_id IS NULL;
CREATE INDEX items_story ON items (story_id);
CREATE INDEX items_message ON items (message_id) WHERE message_id IS NOT NULL;
