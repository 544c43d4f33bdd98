-- Which article of a story a message showed in which channel: readers of other languages are shown another one.

CREATE TABLE shown (
  message_id INTEGER NOT NULL, article_id INTEGER NOT NULL, channel TEXT NOT NULL, story_id INTEGER NOT NULL,
  PRIMARY KEY (message_id, article_id, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_article ON shown (article_id);
INSERT INTO shown (message_id, article_id, channel, story_id)
  SELECT DISTINCT i.message_id, i.article_id, d.channel, i.story_id
  FROM items i JOIN deliveries d ON d.message_id = i.message_id WHERE i.told = 1
  ON CONFLICT DO NOTHING;
DROP INDEX items_told;
ALTER TABLE items DROP COLUMN told;
