-- A story that goes on from another one, so that a reader is shown what came before.

-- The earlier story; it may have left the store since.
ALTER TABLE stories ADD COLUMN earlier_id INTEGER;
