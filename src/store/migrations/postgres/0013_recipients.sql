-- Whom a channel writes to in the configuration in force: a JSON list of addresses as they are compared; empty where the channel is
-- the recipient. NULL: not known.
ALTER TABLE channel_states ADD COLUMN recipients TEXT COLLATE "C";
-- When a rule last answered that more outlets have a story.
ALTER TABLE rules ADD COLUMN last_answered_at BIGINT;
-- An address is suppressed in whatever case it is written: the oldest of several rows for one stays.
DELETE FROM suppressions WHERE EXISTS (SELECT 1 FROM suppressions o WHERE o.channel = suppressions.channel
  AND lower(o.recipient) = lower(suppressions.recipient)
  AND (o.at < suppressions.at OR (o.at = suppressions.at AND o.recipient < suppressions.recipient)));
UPDATE suppressions SET recipient = lower(recipient) WHERE recipient <> lower(recipient);
