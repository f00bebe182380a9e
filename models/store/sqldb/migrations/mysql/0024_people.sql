-- People can be disabled, and set their own password by a link that they are given.
ALTER TABLE users ADD COLUMN disabled_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS password_links (
  id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL,
  token_hash VARBINARY(32) NOT NULL,
  expires_at BIGINT NOT NULL,
  UNIQUE KEY password_links_token (token_hash),
  KEY password_links_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
