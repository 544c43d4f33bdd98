-- What was written and read by nobody.

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
