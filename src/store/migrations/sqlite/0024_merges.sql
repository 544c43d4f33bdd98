-- Segments of the full-text index are merged eight at a time instead of four: what is written is written again half as often.
INSERT INTO article_search (article_search, rank) VALUES ('automerge', 8);
