-- Whose refusal it was is kept as the delivery that was refused, not to be found again by the server's words.

-- `suppressions.delivery_id`: the delivery whose refusal suppressed the recipient; NULL where a person asked for it.
-- `deliveries.dropped_for`: the refused delivery for which this one was dropped; NULL where it was for another reason.
ALTER TABLE suppressions ADD COLUMN delivery_id INTEGER;
ALTER TABLE deliveries ADD COLUMN dropped_for INTEGER;
UPDATE suppressions SET delivery_id = (SELECT d.id FROM deliveries d WHERE d.channel = suppressions.channel
  AND lower(d.recipient) = suppressions.recipient AND d.outcome = suppressions.reason
  ORDER BY CASE WHEN d.settled_at = suppressions.at THEN 0 ELSE 1 END, d.id DESC LIMIT 1) WHERE rule = '';
UPDATE deliveries SET dropped_for = (SELECT s.delivery_id FROM suppressions s WHERE s.channel = deliveries.channel
  AND s.recipient = lower(deliveries.recipient) AND s.rule = '' AND deliveries.settled_at >= s.at)
  WHERE state = 'dropped' AND outcome = 'recipient suppressed';
