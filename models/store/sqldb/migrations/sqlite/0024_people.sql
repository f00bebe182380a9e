-- People can be disabled, and set their own password by a link that they are given.
ALTER TABLE users ADD COLUMN disabled_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE password_links (
  id INTEGER NOT NULL PRIMARY KEY,
  user_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX password_links_token ON password_links (token_hash);

CREATE INDEX password_links_user ON password_links (user_id);
