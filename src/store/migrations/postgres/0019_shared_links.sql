-- Links that entries share which tell different things, and the articles of these: no address leads to them.
CREATE TABLE shared_links (url_key BYTEA NOT NULL, article_id BIGINT NOT NULL, PRIMARY KEY (url_key, article_id));
CREATE INDEX shared_links_article ON shared_links (article_id);
