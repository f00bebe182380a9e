-- version of a company counts its own changes, callbacks_version those of all
-- that decides which callbacks an event concerns: the company, its locations
-- and its callbacks.
ALTER TABLE companies ADD COLUMN callbacks_version BIGINT NOT NULL DEFAULT 1;

-- database_ref_id is the database or the collection that a row belongs to.
ALTER TABLE callbacks RENAME COLUMN source_id TO database_ref_id, DROP INDEX callbacks_source, ADD INDEX callbacks_database_ref (database_ref_id);
ALTER TABLE records RENAME COLUMN source_id TO database_ref_id, DROP INDEX records_source, ADD INDEX records_database_ref (database_ref_id);
ALTER TABLE events RENAME COLUMN source_id TO database_ref_id;

-- A resend run sends many deliveries again. Who is in it stands in
-- resend_members.
ALTER TABLE runs RENAME TO resends;
ALTER TABLE run_members RENAME TO resend_members;
ALTER TABLE resends DROP INDEX runs_start_key, ADD UNIQUE INDEX resends_start_key (start_key),
  DROP INDEX runs_company, ADD INDEX resends_company (company_id, location_id),
  DROP INDEX runs_open, ADD INDEX resends_open (settled_at, next_at);
ALTER TABLE resend_members DROP INDEX run_members_delivery, ADD INDEX resend_members_delivery (delivery_id);

-- No statement asked for shard.
ALTER TABLE deliveries DROP COLUMN shard, DROP INDEX deliveries_due, ADD INDEX deliveries_due (due_at, status, callback_id);
