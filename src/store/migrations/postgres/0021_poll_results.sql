-- What a poll came to, and why a feed is asked next when it is, are words that the program decides by.

-- `came`: of the last poll; NULL before the first, and after one of an older version, which had the sentence in `reason` alone.
ALTER TABLE feed_states ADD COLUMN came TEXT COLLATE "C";
-- `interval_why` was the sentence itself.
UPDATE feed_states SET
  came = CASE reason WHEN 'its host asked for silence' THEN 'held' END,
  interval_why = CASE interval_why
    WHEN 'not polled yet' THEN 'unpolled'
    WHEN 'adaptive' THEN 'adaptive'
    WHEN 'body unchanged' THEN 'unchanged'
    WHEN 'asked by the feed' THEN 'feed'
    WHEN 'asked by the server' THEN 'server'
    WHEN 'skipped by the feed' THEN 'skipped'
    WHEN 'pushed by its hub' THEN 'pushed'
    WHEN 'no longer pushed' THEN 'unpushed'
    WHEN 'its host asked for silence' THEN 'held'
    WHEN 'HTTP 410: gone for good' THEN 'gone'
    ELSE CASE WHEN interval_why LIKE 'backoff%' THEN 'backoff' ELSE 'configured' END
  END;
