-- Times are epoch milliseconds UTC, booleans 0 or 1, hashes the first 16 bytes of a SHA-256.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE workers (
  slot INTEGER PRIMARY KEY, holder TEXT NOT NULL, version TEXT NOT NULL,
  started_at INTEGER NOT NULL, beat_at INTEGER NOT NULL
) STRICT;

CREATE TABLE leases (
  name TEXT PRIMARY KEY, holder TEXT, token INTEGER NOT NULL, until_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE config_versions (
  hash BLOB PRIMARY KEY, first_loaded_at INTEGER NOT NULL, summary TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alarms (
  kind TEXT NOT NULL, subject TEXT NOT NULL, since_at INTEGER NOT NULL, detail TEXT NOT NULL,
  told_at INTEGER, cleared_at INTEGER,
  PRIMARY KEY (kind, subject, since_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarms_standing ON alarms (kind, subject) WHERE cleared_at IS NULL;

-- sources

CREATE TABLE feeds (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL, host TEXT NOT NULL,
  bucket INTEGER NOT NULL, attributes TEXT NOT NULL, cadence TEXT NOT NULL, removed_at INTEGER
) STRICT;
CREATE INDEX feeds_url ON feeds (url);
CREATE INDEX feeds_host ON feeds (host);

CREATE TABLE feed_states (
  feed_id INTEGER PRIMARY KEY REFERENCES feeds (id), bucket INTEGER NOT NULL, next_poll_at INTEGER,
  state TEXT NOT NULL, last_poll_at INTEGER, last_ok_at INTEGER, last_new_at INTEGER, last_body_at INTEGER,
  failures INTEGER NOT NULL, reason TEXT, etag BLOB, last_modified BLOB, body_hash BLOB,
  interval_ms INTEGER NOT NULL, interval_why TEXT NOT NULL, url TEXT, moved_url TEXT,
  moved_seen INTEGER NOT NULL, articles INTEGER NOT NULL, recent TEXT NOT NULL
) STRICT;
CREATE INDEX feed_states_due ON feed_states (next_poll_at, feed_id, bucket) WHERE next_poll_at IS NOT NULL;

CREATE TABLE hosts (host TEXT PRIMARY KEY, not_before_at INTEGER NOT NULL, reason TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  feed_id INTEGER NOT NULL, key BLOB NOT NULL, article_id INTEGER NOT NULL, guid TEXT, link TEXT,
  title TEXT NOT NULL, content_hash BLOB NOT NULL, published_at INTEGER, first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  PRIMARY KEY (feed_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_article ON entries (article_id);

CREATE TABLE entry_versions (
  feed_id INTEGER NOT NULL, key BLOB NOT NULL, seen_at INTEGER NOT NULL, title TEXT NOT NULL,
  PRIMARY KEY (feed_id, key, seen_at)
) STRICT, WITHOUT ROWID;

-- articles

CREATE TABLE articles (
  id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL, url TEXT, canonical_url TEXT, site TEXT NOT NULL,
  title TEXT NOT NULL, language TEXT NOT NULL, language_sure INTEGER NOT NULL, published_at INTEGER,
  first_seen_at INTEGER NOT NULL, text_state TEXT NOT NULL, text_reason TEXT, text_version INTEGER NOT NULL,
  content_hash BLOB, words INTEGER NOT NULL, author TEXT, image TEXT, quiet_backlog INTEGER NOT NULL,
  story_id INTEGER, relation TEXT, story_at INTEGER
) STRICT;
CREATE INDEX articles_story ON articles (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX articles_story_due ON articles (story_at, id) WHERE story_at IS NOT NULL;
CREATE INDEX articles_content ON articles (content_hash) WHERE story_id IS NOT NULL AND content_hash IS NOT NULL;

CREATE TABLE article_addresses (url_key BLOB PRIMARY KEY, article_id INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX article_addresses_article ON article_addresses (article_id);

CREATE TABLE article_texts (
  article_id INTEGER NOT NULL, version INTEGER NOT NULL, origin TEXT NOT NULL, title TEXT NOT NULL,
  body BLOB NOT NULL, published_at INTEGER, attributes TEXT NOT NULL, fetched_at INTEGER NOT NULL,
  etag BLOB, last_modified BLOB, page BLOB,
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;

-- Fed with the folded tokens of the language room, separated by spaces; it finds candidates, the matcher decides.
CREATE VIRTUAL TABLE article_search USING fts5 (
  tokens, content = '', contentless_delete = 1, detail = 'none',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);

CREATE TABLE page_jobs (
  article_id INTEGER PRIMARY KEY, host TEXT NOT NULL, bucket INTEGER NOT NULL, url TEXT NOT NULL,
  kind TEXT NOT NULL, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL, reason TEXT,
  token INTEGER NOT NULL, until_at INTEGER
) STRICT;
CREATE INDEX page_jobs_due ON page_jobs (due_at, article_id, bucket);
CREATE INDEX page_jobs_host ON page_jobs (host);
CREATE INDEX page_jobs_leased ON page_jobs (host) WHERE until_at IS NOT NULL;

-- topics and stories

CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, version_id INTEGER NOT NULL, removed_at INTEGER) STRICT;

CREATE TABLE topic_versions (
  id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, hash BLOB NOT NULL, definition TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (topic_id, hash)
) STRICT;

CREATE TABLE matches (
  article_id INTEGER NOT NULL, topic_id INTEGER NOT NULL, topic_version_id INTEGER NOT NULL,
  text_version INTEGER NOT NULL, at INTEGER NOT NULL, score REAL NOT NULL, priority TEXT NOT NULL,
  spans BLOB NOT NULL, current INTEGER NOT NULL,
  PRIMARY KEY (article_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX matches_topic ON matches (topic_id, article_id) WHERE current = 1;

CREATE TABLE stories (
  id INTEGER PRIMARY KEY, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  lead_article_id INTEGER NOT NULL, articles INTEGER NOT NULL, sites INTEGER NOT NULL, title TEXT NOT NULL,
  muted_until INTEGER
) STRICT;
CREATE INDEX stories_last ON stories (last_at);

CREATE TABLE story_topics (
  story_id INTEGER NOT NULL REFERENCES stories (id), topic_id INTEGER NOT NULL, first_at INTEGER NOT NULL,
  best_article_id INTEGER NOT NULL, score REAL NOT NULL, priority TEXT NOT NULL,
  PRIMARY KEY (story_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_topics_topic ON story_topics (topic_id, story_id);

-- what people are owed

CREATE TABLE rules (rule TEXT PRIMARY KEY, last_composed_at INTEGER, last_slot_at INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL, slot_at INTEGER, composed_at INTEGER NOT NULL,
  config_hash BLOB NOT NULL, stories INTEGER NOT NULL, more INTEGER NOT NULL, subject TEXT NOT NULL
) STRICT;

CREATE TABLE slots (
  rule TEXT NOT NULL, slot_at INTEGER NOT NULL, message_id INTEGER REFERENCES messages (id), outcome TEXT NOT NULL,
  PRIMARY KEY (rule, slot_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX slots_message ON slots (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE items (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL, story_id INTEGER NOT NULL REFERENCES stories (id),
  article_id INTEGER NOT NULL, reason TEXT NOT NULL, topics TEXT NOT NULL, priority TEXT NOT NULL,
  created_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, message_id INTEGER REFERENCES messages (id),
  UNIQUE (rule, story_id, reason, article_id)
) STRICT;
CREATE INDEX items_open ON items (rule, ready_at) WHERE message_id IS NULL;
CREATE INDEX items_story ON items (story_id);
CREATE INDEX items_message ON items (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL REFERENCES messages (id), rule TEXT NOT NULL,
  channel TEXT NOT NULL, recipient TEXT NOT NULL, stable_id TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  attempts INTEGER NOT NULL, next_at INTEGER, started_at INTEGER, first_started_at INTEGER, settled_at INTEGER,
  outcome TEXT,
  UNIQUE (message_id, channel, recipient)
) STRICT;
CREATE INDEX deliveries_open ON deliveries (channel, id) WHERE settled_at IS NULL;
CREATE INDEX deliveries_queue ON deliveries (channel, rule, recipient, id) WHERE settled_at IS NULL;
CREATE INDEX deliveries_state ON deliveries (channel, state, id);

CREATE TABLE delivery_bodies (delivery_id INTEGER PRIMARY KEY REFERENCES deliveries (id), bytes BLOB NOT NULL) STRICT;

CREATE TABLE delivery_attempts (
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id), n INTEGER NOT NULL, started_at INTEGER NOT NULL,
  finished_at INTEGER, outcome TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (delivery_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_states (
  channel TEXT PRIMARY KEY, token INTEGER NOT NULL, until_at INTEGER, failures INTEGER NOT NULL,
  not_before_at INTEGER NOT NULL, disabled_why TEXT, address_hash BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressions (
  channel TEXT NOT NULL, recipient TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (channel, recipient)
) STRICT, WITHOUT ROWID;
