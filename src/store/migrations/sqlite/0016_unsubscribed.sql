-- A recipient may end one rule alone: `alert:…` or `digest:…`, `*` for all of those, empty for everything, as it was.
CREATE TABLE unsubscribed (
  channel TEXT NOT NULL, recipient TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (channel, recipient, rule)
) STRICT, WITHOUT ROWID;
INSERT INTO unsubscribed (channel, recipient, rule, reason, at)
  SELECT channel, recipient, '', reason, at FROM suppressions;
DROP TABLE suppressions;
ALTER TABLE unsubscribed RENAME TO suppressions;
