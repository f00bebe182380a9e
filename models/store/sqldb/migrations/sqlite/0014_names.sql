-- version of a company counts its own changes, callbacks_version those of all
-- that decides which callbacks an event concerns: the company, its locations
-- and its callbacks.
ALTER TABLE companies ADD COLUMN callbacks_version INTEGER NOT NULL DEFAULT 1;

-- database_ref_id is the database or the collection that a row belongs to.
DROP INDEX callbacks_source;
ALTER TABLE callbacks RENAME COLUMN source_id TO database_ref_id;
CREATE INDEX callbacks_database_ref ON callbacks (database_ref_id) WHERE database_ref_id <> 0;
DROP INDEX records_source;
ALTER TABLE records RENAME COLUMN source_id TO database_ref_id;
CREATE INDEX records_database_ref ON records (database_ref_id) WHERE database_ref_id <> 0;
ALTER TABLE events RENAME COLUMN source_id TO database_ref_id;

-- A resend run sends many deliveries again. Who is in it stands in
-- resend_members.
ALTER TABLE runs RENAME TO resends;
DROP INDEX runs_start_key;
CREATE UNIQUE INDEX resends_start_key ON resends (start_key);
DROP INDEX runs_company;
CREATE INDEX resends_company ON resends (company_id, location_id);
DROP INDEX runs_open;
CREATE INDEX resends_open ON resends (next_at) WHERE settled_at = 0;
ALTER TABLE run_members RENAME TO resend_members;
DROP INDEX run_members_delivery;
CREATE INDEX resend_members_delivery ON resend_members (delivery_id);

-- No statement asked for shard.
DROP INDEX deliveries_due;
ALTER TABLE deliveries DROP COLUMN shard;
CREATE INDEX deliveries_due ON deliveries (due_at, status, callback_id) WHERE due_at > 0;
