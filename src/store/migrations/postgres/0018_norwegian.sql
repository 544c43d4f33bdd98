-- Norwegian is `nb` from here on. What is kept as JSON (feeds, texts, matches, topics) is read so whichever way it is written, and
-- search tokens keep the code they had.
UPDATE articles SET language = 'nb' WHERE language IN ('no', 'nn');
