-- The batch API gives out tokens that stand for a key for a while.
CREATE TABLE auth_tokens (
  id INTEGER NOT NULL PRIMARY KEY,
  api_key_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX auth_tokens_token ON auth_tokens (token_hash);

CREATE INDEX auth_tokens_expires ON auth_tokens (expires_at);
