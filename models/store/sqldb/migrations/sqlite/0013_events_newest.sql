-- The newest events of a company, and those of one of its locations, for those
-- who list them. Both indexes end with the id, which is in the order of time.
CREATE INDEX IF NOT EXISTS events_company ON events (company_id);
CREATE INDEX IF NOT EXISTS events_location ON events (company_id, location_id);
