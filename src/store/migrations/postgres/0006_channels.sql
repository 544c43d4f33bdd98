-- What a chat calls a message, so that what follows it is an answer to it.
ALTER TABLE deliveries ADD COLUMN receipt TEXT;
-- 1: what was perhaps sent waits for a person instead of going out again.
ALTER TABLE channel_states ADD COLUMN holds BIGINT NOT NULL DEFAULT 0;
