-- The batch API gives out tokens that stand for a key for a while.
CREATE TABLE IF NOT EXISTS auth_tokens (
  id BIGINT NOT NULL PRIMARY KEY,
  api_key_id BIGINT NOT NULL,
  token_hash VARBINARY(32) NOT NULL,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  UNIQUE KEY auth_tokens_token (token_hash),
  KEY auth_tokens_expires (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
