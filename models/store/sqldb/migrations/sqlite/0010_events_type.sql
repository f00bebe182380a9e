-- The newest events of a type, for those who try a condition on them.
CREATE INDEX IF NOT EXISTS events_type ON events (company_id, type);
