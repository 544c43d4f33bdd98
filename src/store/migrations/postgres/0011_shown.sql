-- Which article of a story a message showed in which channel: readers of other languages are shown another one.

CREATE TABLE shown (
  message_id BIGINT NOT NULL, article_id BIGINT NOT NULL, channel TEXT COLLATE "C" NOT NULL, story_id BIGINT NOT NULL,
  PRIMARY KEY (message_id, article_id, channel)
);
CREATE INDEX shown_article ON shown (article_id);
INSERT INTO shown (message_id, article_id, channel, story_id)
  SELECT DISTINCT i.message_id, i.article_id, d.channel, i.story_id
  FROM items i JOIN deliveries d ON d.message_id = i.message_id WHERE i.told = 1
  ON CONFLICT DO NOTHING;
DROP INDEX items_told;
ALTER TABLE items DROP COLUMN told;
