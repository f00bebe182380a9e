-- Who marked a callback as verified by hand, and why; empty when its addresses
-- answered a check.
ALTER TABLE callbacks ADD COLUMN marked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE callbacks ADD COLUMN mark_reason TEXT NOT NULL DEFAULT '';
