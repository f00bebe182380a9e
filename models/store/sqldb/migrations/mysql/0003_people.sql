CREATE TABLE IF NOT EXISTS users (
  id BIGINT NOT NULL,
  email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  theme VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_sign_in_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY users_email (email, deleted_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS grants (
  id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  role VARCHAR(16) NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY grants_user (user_id, company_id, location_id),
  KEY grants_owner (company_id, location_id)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE IF NOT EXISTS sessions (
  id BIGINT NOT NULL,
  token_hash VARBINARY(32) NOT NULL,
  user_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  address VARCHAR(64) NOT NULL,
  agent VARCHAR(255) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY sessions_token_hash (token_hash),
  KEY sessions_user (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS sign_in_failures (
  id BIGINT NOT NULL,
  email_hash VARBINARY(32) NOT NULL,
  address_hash VARBINARY(32) NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY sign_in_failures_email (email_hash, at),
  KEY sign_in_failures_address (address_hash, at),
  KEY sign_in_failures_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE IF NOT EXISTS api_keys (
  id BIGINT NOT NULL,
  hash VARBINARY(32) NOT NULL,
  name VARCHAR(120) NOT NULL,
  role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  last_used_from VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY api_keys_hash (hash),
  KEY api_keys_company (company_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS audit (
  id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  actor_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name VARCHAR(320) NOT NULL,
  address VARCHAR(64) NOT NULL,
  action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_id BIGINT NOT NULL,
  object_name VARCHAR(320) NOT NULL,
  version BIGINT NOT NULL,
  `before` LONGBLOB,
  `after` LONGBLOB,
  PRIMARY KEY (id),
  KEY audit_company (company_id),
  KEY audit_object (object_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS instances (
  number SMALLINT UNSIGNED NOT NULL,
  token VARCHAR(32) NOT NULL,
  lease_until BIGINT NOT NULL,
  heartbeat_at BIGINT NOT NULL,
  PRIMARY KEY (number)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE IF NOT EXISTS settings (
  name VARCHAR(64) NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
