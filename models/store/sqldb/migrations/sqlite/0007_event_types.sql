-- The event types that a company has added to those that are built in. A type
-- that was deleted keeps its row, its name free for another.
CREATE TABLE IF NOT EXISTS event_types (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  words TEXT NOT NULL,
  sample BLOB,
  `schema` BLOB,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS event_types_name ON event_types (company_id, name, deleted_at);
