-- A recipient may end one rule alone: `alert:…` or `digest:…`, `*` for all of those, empty for everything, as it was.
ALTER TABLE suppressions ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE suppressions ALTER COLUMN rule DROP DEFAULT;
ALTER TABLE suppressions DROP CONSTRAINT suppressions_pkey;
ALTER TABLE suppressions ADD PRIMARY KEY (channel, recipient, rule);
