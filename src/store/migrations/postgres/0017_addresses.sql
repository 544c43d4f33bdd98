-- A poll counts for the address it was made at, and what a person asks for meanwhile is not forgotten: how often a feed was given
-- another address, was made due by hand, and by force.
ALTER TABLE feed_states ADD COLUMN address_no BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed_states ADD COLUMN hand_no BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed_states ADD COLUMN force_no BIGINT NOT NULL DEFAULT 0;
-- How often an entry's link was corrected.
ALTER TABLE entries ADD COLUMN relinked BIGINT NOT NULL DEFAULT 0;
-- By which selectors a page is read as a feed, in short; NULL where it is one, and where nobody knows yet.
ALTER TABLE feeds ADD COLUMN selectors TEXT;
