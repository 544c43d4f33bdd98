-- An alarm stands once, though two workers raise it at the same moment: of several the oldest stays, told if one of them was.
UPDATE alarms SET told_at = (SELECT MAX(o.told_at) FROM alarms o WHERE o.kind = alarms.kind AND o.subject = alarms.subject
  AND o.cleared_at IS NULL) WHERE cleared_at IS NULL;
DELETE FROM alarms WHERE cleared_at IS NULL AND EXISTS (SELECT 1 FROM alarms o WHERE o.kind = alarms.kind
  AND o.subject = alarms.subject AND o.cleared_at IS NULL AND o.since_at < alarms.since_at);
DROP INDEX alarms_standing;
CREATE UNIQUE INDEX alarms_standing ON alarms (kind, subject) WHERE cleared_at IS NULL;
