-- What was written and read by nobody, and hubs that are found by an index.

-- Every configuration that was ever in force, without end; which is in force now stands in `meta`.
DROP TABLE config_versions;
ALTER TABLE messages DROP COLUMN config_hash;
-- An entry's key says what it is; when it was published is its article's.
ALTER TABLE entries DROP COLUMN guid;
ALTER TABLE entries DROP COLUMN published_at;
-- Authors stand with each version of the text.
ALTER TABLE articles DROP COLUMN author;
ALTER TABLE articles DROP COLUMN image;
-- A slot without a message told nobody anything.
ALTER TABLE slots DROP COLUMN outcome;
-- Each attempt says when it began.
ALTER TABLE deliveries DROP COLUMN started_at;
-- A lease of hosts or of a duty spares work, and no commit compares its token.
ALTER TABLE leases DROP COLUMN token;
-- Of the processes that numbered what they made, only the slot and when it was last heard of count.
ALTER TABLE workers DROP COLUMN holder;
ALTER TABLE workers DROP COLUMN version;
ALTER TABLE workers DROP COLUMN started_at;

-- When a subscription is to be looked at: its time has come, or a hub that is relied on stops pushing.
ALTER TABLE websub ADD COLUMN look_at INTEGER;
UPDATE websub SET look_at = CASE WHEN state = 'verified' AND lease_until_at < next_at THEN lease_until_at ELSE next_at END;
DROP INDEX websub_due;
CREATE INDEX websub_due ON websub (look_at, feed_id) WHERE look_at IS NOT NULL;
