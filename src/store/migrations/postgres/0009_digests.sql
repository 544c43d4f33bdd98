-- What digests said, as their feeds show it: frozen with the message, because the articles may say something else by then.
CREATE TABLE digest_contents (
  message_id BIGINT PRIMARY KEY REFERENCES messages (id), rule TEXT NOT NULL, content BYTEA NOT NULL
);
CREATE INDEX digest_contents_rule ON digest_contents (rule, message_id);
