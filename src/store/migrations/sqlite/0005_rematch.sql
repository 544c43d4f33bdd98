-- The match came by `topic rematch`, after the topic was edited: it is found and explained like any other, and told to nobody.
ALTER TABLE matches ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
