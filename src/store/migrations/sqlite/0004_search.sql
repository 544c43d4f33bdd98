-- Search tokens hold stems and what is known of the article from here on. What was written before has folded words alone:
-- search reads the texts of articles below this id one by one, until retention has passed them.
INSERT INTO meta (key, value) SELECT 'search_from', CAST(MAX(id) + 1 AS TEXT) FROM articles HAVING COUNT(*) > 0;
