-- Times are Unix milliseconds, *_us and took are microseconds, zero means none.
-- Columns of bytes and of header lines are NULL when empty; the application
-- reads both alike. Text that is compared exactly has a binary collation.
CREATE TABLE IF NOT EXISTS companies (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  active TINYINT(1) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY companies_public_id (public_id),
  KEY companies_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS locations (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  name VARCHAR(120) NOT NULL,
  code VARCHAR(60) NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  active TINYINT(1) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY locations_public_id (public_id),
  KEY locations_company (company_id, name),
  KEY locations_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS `databases` (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  name VARCHAR(120) NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY databases_public_id (public_id),
  KEY databases_company (company_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS collections (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  database_id BIGINT NOT NULL,
  name VARCHAR(120) NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY collections_public_id (public_id),
  KEY collections_company (company_id, database_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- name_key and url_key are NULL unless the kind wants them unique; ending a
-- callback clears them, so that the name or URL is free again.
CREATE TABLE IF NOT EXISTS callbacks (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  source_id BIGINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  version BIGINT NOT NULL,
  url TEXT NOT NULL,
  host VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  settings MEDIUMTEXT NOT NULL,
  sealed MEDIUMBLOB,
  start_at BIGINT NOT NULL,
  end_at BIGINT NOT NULL,
  paused_at BIGINT NOT NULL,
  pause_reason VARCHAR(500) NOT NULL,
  is_active TINYINT(1) NOT NULL,
  verified_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  keep_waiting TINYINT(1) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  name_key VARCHAR(300) COLLATE utf8mb4_bin,
  url_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin,
  PRIMARY KEY (id),
  UNIQUE KEY callbacks_public_id (public_id),
  UNIQUE KEY callbacks_name_key (name_key),
  UNIQUE KEY callbacks_url_key (url_key),
  KEY callbacks_company (company_id, location_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS callback_types (
  callback_id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  type VARCHAR(128) NOT NULL,
  filter_value VARCHAR(64) NOT NULL,
  PRIMARY KEY (callback_id, type, filter_value),
  KEY callback_types_company (company_id, type)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS records (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  source_id BIGINT NOT NULL,
  resource VARCHAR(64) NOT NULL,
  data LONGBLOB,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY records_public_id (public_id),
  KEY records_owner (company_id, location_id, resource)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS record_changes (
  id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  action VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_name VARCHAR(320) NOT NULL,
  `before` LONGBLOB,
  `after` LONGBLOB,
  at BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY record_changes_record (record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
