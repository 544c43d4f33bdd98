-- What a feed's own rhythm is, what is paused, and which hubs push.

-- Packed by the schedule room; NULL before the first entries.
ALTER TABLE feed_states ADD COLUMN rhythm BYTEA;
-- When the feed's silence becomes longer than its rhythm allows.
ALTER TABLE feed_states ADD COLUMN silent_at BIGINT;
-- What is known of the sitemaps that a sitemap index names; JSON, packed by the feed room.
ALTER TABLE feed_states ADD COLUMN parts TEXT COLLATE "C";

-- What was seen of the last body that parsed, as JSON: form, entries, lost, repairs.
ALTER TABLE feed_states ADD COLUMN last_body TEXT;
-- Whose validators they are, when redirects led away from the address that was asked.
ALTER TABLE feed_states ADD COLUMN validators_url TEXT;

-- Kinds: feed, topic, channel, story. No end: until it is resumed.
CREATE TABLE pauses (
  kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, since_at BIGINT NOT NULL, until_at BIGINT,
  PRIMARY KEY (kind, name)
);

-- The state is unasked, asked, verified, refused or leaving; the path is the unguessable end of the callback's address, and
-- the callback the whole of it as the hub was last told. Polled less often because of its hub, the feed would be due at poll_at.
CREATE TABLE websub (
  feed_id BIGINT PRIMARY KEY REFERENCES feeds (id), hub TEXT COLLATE "C" NOT NULL, topic TEXT COLLATE "C" NOT NULL, path TEXT COLLATE "C" NOT NULL UNIQUE,
  secret TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, asked_at BIGINT, lease_until_at BIGINT, next_at BIGINT, failures BIGINT NOT NULL,
  reason TEXT COLLATE "C", pushed_at BIGINT, callback TEXT COLLATE "C", poll_at BIGINT
);
CREATE INDEX websub_due ON websub (next_at) WHERE next_at IS NOT NULL;
