-- Times are epoch milliseconds UTC, booleans 0 or 1, hashes the first 16 bytes of a SHA-256.
-- Text is compared byte by byte, as SQLite does.

CREATE TABLE meta (key TEXT COLLATE "C" PRIMARY KEY, value TEXT COLLATE "C" NOT NULL);

CREATE TABLE workers (
  slot BIGINT PRIMARY KEY, holder TEXT COLLATE "C" NOT NULL, version TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL, beat_at BIGINT NOT NULL
);

CREATE TABLE leases (
  name TEXT COLLATE "C" PRIMARY KEY, holder TEXT COLLATE "C", token BIGINT NOT NULL, until_at BIGINT NOT NULL
);

CREATE TABLE config_versions (
  hash BYTEA PRIMARY KEY, first_loaded_at BIGINT NOT NULL, summary TEXT COLLATE "C" NOT NULL
);

CREATE TABLE alarms (
  kind TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, since_at BIGINT NOT NULL, detail TEXT COLLATE "C" NOT NULL,
  told_at BIGINT, cleared_at BIGINT,
  PRIMARY KEY (kind, subject, since_at)
);
CREATE INDEX alarms_standing ON alarms (kind, subject) WHERE cleared_at IS NULL;

-- sources

CREATE TABLE feeds (
  id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, url TEXT COLLATE "C" NOT NULL, host TEXT COLLATE "C" NOT NULL,
  bucket BIGINT NOT NULL, attributes TEXT COLLATE "C" NOT NULL, cadence TEXT COLLATE "C" NOT NULL, removed_at BIGINT
);
CREATE INDEX feeds_url ON feeds (url);
CREATE INDEX feeds_host ON feeds (host);

CREATE TABLE feed_states (
  feed_id BIGINT PRIMARY KEY REFERENCES feeds (id), bucket BIGINT NOT NULL, next_poll_at BIGINT,
  state TEXT COLLATE "C" NOT NULL, last_poll_at BIGINT, last_ok_at BIGINT, last_new_at BIGINT, last_body_at BIGINT,
  failures BIGINT NOT NULL, reason TEXT COLLATE "C", etag BYTEA, last_modified BYTEA, body_hash BYTEA,
  interval_ms BIGINT NOT NULL, interval_why TEXT COLLATE "C" NOT NULL, url TEXT COLLATE "C", moved_url TEXT COLLATE "C",
  moved_seen BIGINT NOT NULL, articles BIGINT NOT NULL, recent TEXT COLLATE "C" NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX feed_states_due ON feed_states (next_poll_at, feed_id, bucket) WHERE next_poll_at IS NOT NULL;

CREATE TABLE hosts (host TEXT COLLATE "C" PRIMARY KEY, not_before_at BIGINT NOT NULL, reason TEXT COLLATE "C");

CREATE TABLE entries (
  feed_id BIGINT NOT NULL, key BYTEA NOT NULL, article_id BIGINT NOT NULL, guid TEXT COLLATE "C", link TEXT COLLATE "C",
  title TEXT COLLATE "C" NOT NULL, content_hash BYTEA NOT NULL, published_at BIGINT, first_seen_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
  PRIMARY KEY (feed_id, key)
);
CREATE INDEX entries_article ON entries (article_id);

CREATE TABLE entry_versions (
  feed_id BIGINT NOT NULL, key BYTEA NOT NULL, seen_at BIGINT NOT NULL, title TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (feed_id, key, seen_at)
);

-- articles

CREATE TABLE articles (
  id BIGINT PRIMARY KEY, feed_id BIGINT NOT NULL, url TEXT COLLATE "C", canonical_url TEXT COLLATE "C", site TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL, language TEXT COLLATE "C" NOT NULL, language_sure BIGINT NOT NULL, published_at BIGINT,
  first_seen_at BIGINT NOT NULL, text_state TEXT COLLATE "C" NOT NULL, text_reason TEXT COLLATE "C", text_version BIGINT NOT NULL,
  content_hash BYTEA, words BIGINT NOT NULL, author TEXT COLLATE "C", image TEXT COLLATE "C", quiet_backlog BIGINT NOT NULL,
  story_id BIGINT, relation TEXT COLLATE "C", story_at BIGINT
);
CREATE INDEX articles_story ON articles (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX articles_story_due ON articles (story_at, id) WHERE story_at IS NOT NULL;
CREATE INDEX articles_content ON articles (content_hash) WHERE story_id IS NOT NULL AND content_hash IS NOT NULL;

CREATE TABLE article_addresses (url_key BYTEA PRIMARY KEY, article_id BIGINT NOT NULL);
CREATE INDEX article_addresses_article ON article_addresses (article_id);

-- Ids carry the time: a partition holds a day, made ahead by the program, and retention drops it whole.
CREATE TABLE article_texts (
  article_id BIGINT NOT NULL, version BIGINT NOT NULL, origin TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL,
  body BYTEA NOT NULL, published_at BIGINT, attributes TEXT COLLATE "C" NOT NULL, fetched_at BIGINT NOT NULL,
  etag BYTEA, last_modified BYTEA, page BYTEA,
  PRIMARY KEY (article_id, version)
) PARTITION BY RANGE (article_id);
CREATE TABLE article_texts_rest PARTITION OF article_texts DEFAULT;

-- Fed with the folded tokens of the language room; it finds candidates, the matcher decides.
CREATE TABLE article_search (article_id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL) PARTITION BY RANGE (article_id);
CREATE TABLE article_search_rest PARTITION OF article_search DEFAULT;
CREATE INDEX article_search_tokens ON article_search USING gin (tokens);

CREATE TABLE page_jobs (
  article_id BIGINT PRIMARY KEY, host TEXT COLLATE "C" NOT NULL, bucket BIGINT NOT NULL, url TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL, due_at BIGINT NOT NULL, attempts BIGINT NOT NULL, reason TEXT COLLATE "C",
  token BIGINT NOT NULL, until_at BIGINT
) WITH (fillfactor = 70);
CREATE INDEX page_jobs_due ON page_jobs (due_at, article_id, bucket);
CREATE INDEX page_jobs_host ON page_jobs (host);
CREATE INDEX page_jobs_leased ON page_jobs (host) WHERE until_at IS NOT NULL;

-- topics and stories

CREATE TABLE topics (id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, version_id BIGINT NOT NULL, removed_at BIGINT);

CREATE TABLE topic_versions (
  id BIGINT PRIMARY KEY, topic_id BIGINT NOT NULL, hash BYTEA NOT NULL, definition TEXT COLLATE "C" NOT NULL,
  seen_at BIGINT NOT NULL,
  UNIQUE (topic_id, hash)
);

CREATE TABLE matches (
  article_id BIGINT NOT NULL, topic_id BIGINT NOT NULL, topic_version_id BIGINT NOT NULL,
  text_version BIGINT NOT NULL, at BIGINT NOT NULL, score DOUBLE PRECISION NOT NULL, priority TEXT COLLATE "C" NOT NULL,
  spans BYTEA NOT NULL, current BIGINT NOT NULL,
  PRIMARY KEY (article_id, topic_id)
);
CREATE INDEX matches_topic ON matches (topic_id, article_id) WHERE current = 1;

CREATE TABLE stories (
  id BIGINT PRIMARY KEY, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
  lead_article_id BIGINT NOT NULL, articles BIGINT NOT NULL, sites BIGINT NOT NULL, title TEXT COLLATE "C" NOT NULL,
  muted_until BIGINT
);
CREATE INDEX stories_last ON stories (last_at);

CREATE TABLE story_topics (
  story_id BIGINT NOT NULL REFERENCES stories (id), topic_id BIGINT NOT NULL, first_at BIGINT NOT NULL,
  best_article_id BIGINT NOT NULL, score DOUBLE PRECISION NOT NULL, priority TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (story_id, topic_id)
);
CREATE INDEX story_topics_topic ON story_topics (topic_id, story_id);

-- what people are owed

CREATE TABLE rules (rule TEXT COLLATE "C" PRIMARY KEY, last_composed_at BIGINT, last_slot_at BIGINT);

CREATE TABLE messages (
  id BIGINT PRIMARY KEY, rule TEXT COLLATE "C" NOT NULL, slot_at BIGINT, composed_at BIGINT NOT NULL,
  config_hash BYTEA NOT NULL, stories BIGINT NOT NULL, more BIGINT NOT NULL, subject TEXT COLLATE "C" NOT NULL
);

CREATE TABLE slots (
  rule TEXT COLLATE "C" NOT NULL, slot_at BIGINT NOT NULL, message_id BIGINT REFERENCES messages (id), outcome TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (rule, slot_at)
);
CREATE INDEX slots_message ON slots (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE items (
  id BIGINT PRIMARY KEY, rule TEXT COLLATE "C" NOT NULL, story_id BIGINT NOT NULL REFERENCES stories (id),
  article_id BIGINT NOT NULL, reason TEXT COLLATE "C" NOT NULL, topics TEXT COLLATE "C" NOT NULL, priority TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL, ready_at BIGINT NOT NULL, message_id BIGINT REFERENCES messages (id),
  UNIQUE (rule, story_id, reason, article_id)
);
CREATE INDEX items_open ON items (rule, ready_at) WHERE message_id IS NULL;
CREATE INDEX items_story ON items (story_id);
CREATE INDEX items_message ON items (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE deliveries (
  id BIGINT PRIMARY KEY, message_id BIGINT NOT NULL REFERENCES messages (id), rule TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL, recipient TEXT COLLATE "C" NOT NULL, stable_id TEXT COLLATE "C" NOT NULL UNIQUE, state TEXT COLLATE "C" NOT NULL,
  attempts BIGINT NOT NULL, next_at BIGINT, started_at BIGINT, first_started_at BIGINT, settled_at BIGINT,
  outcome TEXT COLLATE "C",
  UNIQUE (message_id, channel, recipient)
) WITH (fillfactor = 70);
CREATE INDEX deliveries_open ON deliveries (channel, id) WHERE settled_at IS NULL;
CREATE INDEX deliveries_queue ON deliveries (channel, rule, recipient, id) WHERE settled_at IS NULL;
CREATE INDEX deliveries_state ON deliveries (channel, state, id);

CREATE TABLE delivery_bodies (delivery_id BIGINT PRIMARY KEY REFERENCES deliveries (id), bytes BYTEA NOT NULL);

CREATE TABLE delivery_attempts (
  delivery_id BIGINT NOT NULL REFERENCES deliveries (id), n BIGINT NOT NULL, started_at BIGINT NOT NULL,
  finished_at BIGINT, outcome TEXT COLLATE "C" NOT NULL, detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (delivery_id, n)
);

CREATE TABLE channel_states (
  channel TEXT COLLATE "C" PRIMARY KEY, token BIGINT NOT NULL, until_at BIGINT, failures BIGINT NOT NULL,
  not_before_at BIGINT NOT NULL, disabled_why TEXT COLLATE "C", address_hash BYTEA
) WITH (fillfactor = 70);

CREATE TABLE suppressions (
  channel TEXT COLLATE "C" NOT NULL, recipient TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (channel, recipient)
);
