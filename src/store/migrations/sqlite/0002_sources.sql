-- What a feed's own rhythm is, what is paused, and which hubs push.

-- Packed by the schedule room; NULL before the first entries.
ALTER TABLE feed_states ADD COLUMN rhythm BLOB;
-- When the feed's silence becomes longer than its rhythm allows.
ALTER TABLE feed_states ADD COLUMN silent_at INTEGER;
-- What is known of the sitemaps that a sitemap index names; JSON, packed by the feed room.
ALTER TABLE feed_states ADD COLUMN parts TEXT;

-- What was seen of the last body that parsed, as JSON: form, entries, lost, repairs.
ALTER TABLE feed_states ADD COLUMN last_body TEXT;
-- Whose validators they are, when redirects led away from the address that was asked.
ALTER TABLE feed_states ADD COLUMN validators_url TEXT;

-- Kinds: feed, topic, channel, story. No end: until it is resumed.
CREATE TABLE pauses (
  kind TEXT NOT NULL, name TEXT NOT NULL, since_at INTEGER NOT NULL, until_at INTEGER,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- The state is unasked, asked, verified, refused or leaving; the path is the unguessable end of the callback's address, and
-- the callback the whole of it as the hub was last told. Polled less often because of its hub, the feed would be due at poll_at.
CREATE TABLE websub (
  feed_id INTEGER PRIMARY KEY REFERENCES feeds (id), hub TEXT NOT NULL, topic TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL, state TEXT NOT NULL, asked_at INTEGER, lease_until_at INTEGER, next_at INTEGER, failures INTEGER NOT NULL,
  reason TEXT, pushed_at INTEGER, callback TEXT, poll_at INTEGER
) STRICT;
CREATE INDEX websub_due ON websub (next_at) WHERE next_at IS NOT NULL;
