-- Along which way an event came: the API key that published it (zero for none), how
-- many requests of Callboard led to it, and the trace that it belongs to.
ALTER TABLE events ADD COLUMN key_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN hops INT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN trace_parent VARCHAR(64) NOT NULL DEFAULT '';

-- SHA-256 of what an event says, empty for those from before. The id of a test event
-- is free for a real one.
ALTER TABLE events ADD COLUMN content_hash VARBINARY(32);
DROP INDEX events_public_id ON events;
CREATE UNIQUE INDEX events_public_id ON events (public_id, company_id, test);
