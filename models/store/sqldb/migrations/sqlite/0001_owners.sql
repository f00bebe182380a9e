-- Times are Unix milliseconds, *_us and took are microseconds, zero means none.
-- Columns of bytes and of header lines are NULL when empty; the application
-- reads both alike. Text is compared exactly unless NOCASE.
CREATE TABLE IF NOT EXISTS companies (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  active INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS companies_public_id ON companies (public_id);
CREATE INDEX IF NOT EXISTS companies_name ON companies (name);

CREATE TABLE IF NOT EXISTS locations (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  code TEXT NOT NULL COLLATE NOCASE,
  time_zone TEXT NOT NULL,
  active INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS locations_public_id ON locations (public_id);
CREATE INDEX IF NOT EXISTS locations_company ON locations (company_id, name);
CREATE INDEX IF NOT EXISTS locations_name ON locations (name);

CREATE TABLE IF NOT EXISTS `databases` (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS databases_public_id ON `databases` (public_id);
CREATE INDEX IF NOT EXISTS databases_company ON `databases` (company_id);

CREATE TABLE IF NOT EXISTS collections (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  database_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS collections_public_id ON collections (public_id);
CREATE INDEX IF NOT EXISTS collections_company ON collections (company_id, database_id);

-- name_key and url_key are NULL unless the kind wants them unique; ending a
-- callback clears them, so that the name or URL is free again.
CREATE TABLE IF NOT EXISTS callbacks (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  url TEXT NOT NULL,
  host TEXT NOT NULL,
  settings TEXT NOT NULL,
  sealed BLOB,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  paused_at INTEGER NOT NULL,
  pause_reason TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  verified_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  keep_waiting INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  name_key TEXT,
  url_key TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS callbacks_public_id ON callbacks (public_id);
CREATE UNIQUE INDEX IF NOT EXISTS callbacks_name_key ON callbacks (name_key);
CREATE UNIQUE INDEX IF NOT EXISTS callbacks_url_key ON callbacks (url_key);
CREATE INDEX IF NOT EXISTS callbacks_company ON callbacks (company_id, location_id);

CREATE TABLE IF NOT EXISTS callback_types (
  callback_id INTEGER NOT NULL,
  company_id INTEGER NOT NULL,
  type TEXT NOT NULL,
  filter_value TEXT NOT NULL,
  PRIMARY KEY (callback_id, type, filter_value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS callback_types_company ON callback_types (company_id, type);

CREATE TABLE IF NOT EXISTS records (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  resource TEXT NOT NULL,
  data BLOB,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS records_public_id ON records (public_id);
CREATE INDEX IF NOT EXISTS records_owner ON records (company_id, location_id, resource);

CREATE TABLE IF NOT EXISTS record_changes (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL,
  company_id INTEGER NOT NULL,
  action TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  `before` BLOB,
  `after` BLOB,
  at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS record_changes_record ON record_changes (record_id);
