-- Databases and collections can be renamed. source_id of a record is the
-- database of a profile or the collection of a subprofile, parent_id the row
-- of the profile that a subprofile belongs to; 0 for all other records.
ALTER TABLE `databases` ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE `databases` ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE collections ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE collections ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN parent_id INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS records_source ON records (source_id) WHERE source_id <> 0;
CREATE INDEX IF NOT EXISTS records_parent ON records (parent_id) WHERE parent_id <> 0;
CREATE INDEX IF NOT EXISTS callbacks_source ON callbacks (source_id) WHERE source_id <> 0;
