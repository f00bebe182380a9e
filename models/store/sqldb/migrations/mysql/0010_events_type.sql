-- The newest events of a type, for those who try a condition on them.
CREATE INDEX events_type ON events (company_id, type);
