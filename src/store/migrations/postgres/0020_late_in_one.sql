-- An alert that came too late through one channel is told late there, and nowhere else.

-- `channel`: the only one that is told the item; empty where all of the rule's are.
ALTER TABLE items ADD COLUMN channel TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE items DROP CONSTRAINT items_rule_story_id_reason_article_id_version_key;
ALTER TABLE items ADD UNIQUE (rule, story_id, reason, article_id, version, channel);
