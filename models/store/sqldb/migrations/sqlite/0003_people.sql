CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  theme TEXT NOT NULL,
  last_sign_in_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS users_email ON users (email, deleted_at);

CREATE TABLE IF NOT EXISTS grants (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS grants_user ON grants (user_id, company_id, location_id);
CREATE INDEX IF NOT EXISTS grants_owner ON grants (company_id, location_id);

CREATE TABLE IF NOT EXISTS sessions (
  id INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL,
  user_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS sessions_token_hash ON sessions (token_hash);
CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);

CREATE TABLE IF NOT EXISTS sign_in_failures (
  id INTEGER PRIMARY KEY,
  email_hash BLOB NOT NULL,
  address_hash BLOB NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sign_in_failures_email ON sign_in_failures (email_hash, at);
CREATE INDEX IF NOT EXISTS sign_in_failures_address ON sign_in_failures (address_hash, at);
CREATE INDEX IF NOT EXISTS sign_in_failures_at ON sign_in_failures (at);

CREATE TABLE IF NOT EXISTS api_keys (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  last_used_from TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS api_keys_hash ON api_keys (hash);
CREATE INDEX IF NOT EXISTS api_keys_company ON api_keys (company_id);

CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id INTEGER NOT NULL,
  object_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  `before` BLOB,
  `after` BLOB
);
CREATE INDEX IF NOT EXISTS audit_company ON audit (company_id);
CREATE INDEX IF NOT EXISTS audit_object ON audit (object_id, version);

CREATE TABLE IF NOT EXISTS instances (
  number INTEGER PRIMARY KEY,
  token TEXT NOT NULL,
  lease_until INTEGER NOT NULL,
  heartbeat_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS settings (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) WITHOUT ROWID;
