-- Links that entries share which tell different things, and the articles of these: no address leads to them.
CREATE TABLE shared_links (url_key BLOB NOT NULL, article_id INTEGER NOT NULL, PRIMARY KEY (url_key, article_id)) STRICT, WITHOUT ROWID;
CREATE INDEX shared_links_article ON shared_links (article_id);
