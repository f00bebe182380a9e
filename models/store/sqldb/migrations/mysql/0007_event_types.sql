-- The event types that a company has added to those that are built in. A type
-- that was deleted keeps its row, its name free for another.
CREATE TABLE IF NOT EXISTS event_types (
  id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  name VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  words VARCHAR(500) NOT NULL,
  sample MEDIUMBLOB,
  `schema` MEDIUMBLOB,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY event_types_name (company_id, name, deleted_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
