-- How many outlets had a story when a message told it: whoever is told of further ones hears how many they are. NULL: not counted.
ALTER TABLE shown ADD COLUMN outlets BIGINT;
